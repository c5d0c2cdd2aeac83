/** The credentials of every pretend instance here: nobody can have written them for another reason. */
export const plantedId = 'planted-client-id-7Qx';
export const plantedSecret = 'Pl4nted+sec/ret=of&this%test "\u00e9"';

/** The pretend instance's tokens are 64 hexadecimal digits, and nothing else that it sends is. */
const token = /[0-9a-f]{64}/;

/** Every form in which a secret may leave the program: as it is, in a URL, a form, JSON, Base64, also beside the id. */
function formsOf(secret: string): readonly string[] {
  const texts = [secret, `${plantedId}:${secret}`];
  const base64 = texts.flatMap((text) => {
    const encoded = Buffer.from(text).toString('base64');
    return [encoded, encoded.replace(/=+$/, ''), Buffer.from(text).toString('base64url')];
  });
  const form = new URLSearchParams({ secret }).toString().slice('secret='.length);
  return [secret, encodeURIComponent(secret), encodeURI(secret), form, JSON.stringify(secret).slice(1, -1), ...base64];
}

/** The first secret that a text holds, in whatever form; `undefined` where it holds none. */
export function findSecret(text: string): string | undefined {
  const found = formsOf(plantedSecret).find((form) => text.includes(form));
  if (found !== undefined) return `the client secret, as ${found}`;
  return token.test(text) ? 'a token' : undefined;
}
