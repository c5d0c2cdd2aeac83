import { plantedId, plantedSecret } from '../../test/support/planted-secrets.ts';

/** Stand for the token of the run, as it is and in Base64, which nobody knows before. */
const tokenMark = '{token}';
const base64Mark = '{token in base64}';

/** What a server may repeat of what it was sent, and how it may write it. None of it may be printed. */
export const secretTexts: readonly string[] = [
  plantedSecret,
  encodeURIComponent(plantedSecret),
  new URLSearchParams({ client_id: plantedId, client_secret: plantedSecret }).toString(),
  JSON.stringify({ secret: plantedSecret }),
  Buffer.from(`${plantedId}:${plantedSecret}`).toString('base64'),
  Buffer.from(encodeURIComponent(plantedSecret)).toString('base64url'),
  Array.from(Buffer.from(plantedSecret), (byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
  `Bearer ${tokenMark}`,
  base64Mark,
];

/** The text with the token in it where it stands for it, also where a URL or JSON has changed the marks. */
export function withToken(text: string, token: string): string {
  return text
    .replaceAll(tokenMark, token)
    .replaceAll(encodeURI(tokenMark), token)
    .replaceAll(base64Mark, Buffer.from(token).toString('base64'))
    .replaceAll(encodeURI(base64Mark), Buffer.from(token).toString('base64url'));
}

/** The token that an answer gives out. */
export function tokenIn(body: string | Uint8Array): string | undefined {
  return /"access_token":"([0-9a-f]+)"/.exec(Buffer.from(body).toString())?.[1];
}
