/** The credentials of every pretend instance here: nobody can have written them for another reason. */
export const plantedId = 'planted-client-id-7Qx';
export const plantedSecret = 'Pl4nted+sec/ret=of&this%test "\u00e9"';

/** The pretend instance's tokens are 64 hexadecimal digits, and nothing else that it sends is. */
const token = /[0-9a-f]{64}/;

/** What is long enough to hold a token in Base64. */
const base64Text = /[A-Za-z0-9+/_-]{85,}/g;

const alphabets = ['base64', 'base64url'] as const;

/** Every form in which a secret may leave the program: as it is, in URLs, forms, JSON, Base64, also inside other texts. */
function formsOf(secret: string): readonly string[] {
  const form = new URLSearchParams({ secret }).toString().slice('secret='.length);
  const { pathname } = new URL(`http://host/${secret}`);
  const urls = [encodeURIComponent(secret), encodeURI(secret), form, pathname.slice(1)];
  const json = JSON.stringify(secret).slice(1, -1);
  const html = secret.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  return [
    secret,
    ...urls,
    ...urls.map((url) => url.replace(/%../g, (byte) => byte.toLowerCase())),
    Array.from(Buffer.from(secret), (byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
    json,
    JSON.stringify(json).slice(1, -1),
    html,
    ...[0, 1, 2].flatMap((before) => alphabets.map((alphabet) => base64Inside(secret, before, alphabet))),
  ];
}

/** What two Base64 texts have in common that share nothing, in any bit, but the secret. */
function base64Inside(secret: string, before: number, alphabet: (typeof alphabets)[number]): string {
  const [zeros, ones] = [0x00, 0xff].map((byte) => {
    const around = (length: number): Uint8Array => new Uint8Array(length).fill(byte);
    return Buffer.concat([around(before), Buffer.from(secret), around(3)]).toString(alphabet);
  });
  return (zeros ?? '').replace(/./g, (character, at: number) => (character === ones?.[at] ? character : ''));
}

/** So much of a secret in a row is as good as the whole. In characters of the secret, however each of them is written. */
const telling = 12;

function piecesOf(secret: string): readonly string[] {
  return Array.from({ length: secret.length - telling + 1 }, (_, at) => secret.slice(at, at + telling));
}

/** The whole one is told before its pieces. */
const forms = formsOf(plantedSecret);
const pieces = [...new Set(piecesOf(plantedSecret).flatMap(formsOf))];

/** The first secret that a text holds, in whatever form; `undefined` where it holds none. */
export function findSecret(text: string): string | undefined {
  const found = forms.find((form) => text.includes(form));
  if (found !== undefined) return `the client secret, as ${found}`;
  const piece = pieces.find((part) => text.includes(part));
  if (piece !== undefined) return `a piece of the client secret: ${piece}`;
  if (token.test(text)) return 'a token';
  return holdsEncodedToken(text) ? 'a token in Base64' : undefined;
}

function holdsEncodedToken(text: string): boolean {
  return (text.match(base64Text) ?? []).some((run) =>
    [0, 1, 2, 3].some((begin) => token.test(Buffer.from(run.slice(begin), 'base64').toString('latin1'))),
  );
}
