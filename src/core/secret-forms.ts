/**
 * What Base64 makes of a secret, in both alphabets: alone, and inside a longer text (`id:secret`, a JSON body). There, the
 * secret begins at the first, second or third byte of a group of four characters; those that its neighbours have a share
 * in are left out.
 */
export function base64Forms(secret: string): readonly string[] {
  const bytes = Array.from(new TextEncoder().encode(secret), (byte) => String.fromCharCode(byte)).join('');
  const alone = btoa(bytes);
  const inside = [0, 1, 2].map((before) => {
    const text = btoa(`${'x'.repeat(before)}${bytes}xx`);
    return text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
  });
  const forms = [alone, alone.replace(/=+$/, ''), ...inside];
  return [...forms, ...forms.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'))];
}

/**
 * The code of a regular expression that finds a text with each sign as it is, or as URLs, forms, HTML, JSON or JSON within
 * JSON write it. Sign by sign, since programs differ in which signs they escape.
 */
export function codeOf(text: string): string {
  return text.replace(/\\+|[^A-Za-z0-9]/gu, (sign) => (sign.startsWith('\\') ? backslashes(sign.length) : anyOf(sign)));
}

/** One by one, a long row of them could be shared out among the signs in more ways than can be tried. */
function backslashes(count: number): string {
  return `(?:\\\\|%5c){${count},}`;
}

/** Each way in which a sign that is no letter or digit may be written. */
function anyOf(sign: string): string {
  const units = Array.from({ length: sign.length }, (_, at) => hex(sign.charCodeAt(at), 4));
  const inUrl = Array.from(new TextEncoder().encode(sign), (byte) => `%${hex(byte, 2)}`).join('');
  const inJson = units.map((unit) => `\\\\+u${unit}`).join('');
  return `(?:${[literal(sign), inUrl, inJson, ...shortInJson(sign), ...(alsoWritten.get(sign) ?? [])].join('|')})`;
}

/** Half a surrogate pair is replaced where a text is encoded. */
function literal(sign: string): string {
  const units = Array.from({ length: sign.length }, (_, at) => `\\u${hex(sign.charCodeAt(at), 4)}`);
  return sign.isWellFormed() ? units.join('') : `[${units.join('')}\\ufffd]`;
}

/** The `n` of `\n`, the `"` of `\"`, and `/`, which some programs escape without need. */
function shortInJson(sign: string): readonly string[] {
  const escaped = sign === '/' ? '\\/' : JSON.stringify(sign).slice(1, -1);
  return /^\\.$/.test(escaped) ? [`\\\\+${literal(escaped.slice(1))}`] : [];
}

/** By forms and by HTML. */
const alsoWritten: ReadonlyMap<string, readonly string[]> = new Map([
  [' ', ['\\+']],
  ['&', ['&amp;']],
  ['<', ['&lt;']],
  ['>', ['&gt;']],
  ['"', ['&quot;', '&#34;']],
  ["'", ['&#39;', '&#x27;']],
]);

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}
