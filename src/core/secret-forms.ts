/**
 * What Base64 makes of a secret, in both alphabets: alone, and inside a longer text (`id:secret`, a JSON body), as it is
 * and as a form or a URL writes it. There, the secret begins at the first, second or third byte of a group of four
 * characters; those that its neighbours have a share in are left out.
 */
export function base64Forms(secret: string): readonly string[] {
  const text = secret.toWellFormed();
  const inForm = new URLSearchParams({ s: text }).toString().slice('s='.length);
  const spellings = new Set([text, inForm, encodeURIComponent(text)]);
  return [...spellings].flatMap(formsOf);
}

function formsOf(text: string): readonly string[] {
  const bytes = Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('');
  const alone = btoa(bytes);
  const inside = [0, 1, 2].map((before) => {
    const longer = btoa(`${'x'.repeat(before)}${bytes}xx`);
    return longer.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
  });
  const forms = [alone, alone.replace(/=+$/, ''), ...inside];
  return [...forms, ...forms.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'))];
}

/** Old programs break Base64 into lines of 60, 64 or 76 characters; JSON writes the end of a line as `\n`. */
const brokenLine = /([A-Za-z0-9+/_-]{60,76})(?:\s|\\r|\\n){1,4}(?=[A-Za-z0-9+/_-])/g;

/** The text with the lines of what may be Base64 in one. */
export function joinBase64(text: string): string {
  return text.replace(brokenLine, '$1');
}

/**
 * The code of a regular expression that finds a text with each sign as it is, or as URLs, forms, HTML, JSON or JSON within
 * JSON write it. Sign by sign, since programs differ in which signs they escape. Whatever is repeated in it has a bound:
 * else a long row of backslashes would be searched to its end from each of them.
 */
export function codeOf(text: string): string {
  return text.replace(/\\+|[^A-Za-z0-9]/gu, (sign) => (sign.startsWith('\\') ? backslashes(sign.length) : anyOf(sign)));
}

/** JSON doubles them, and so does JSON within it. */
const escapesAtMost = 4;
const escape = `\\\\{1,${2 ** escapesAtMost}}`;

/** One by one, a long row of them could be shared out among the signs in more ways than can be tried. */
function backslashes(count: number): string {
  return `(?:\\\\|%(?:25){0,3}5c|&#(?:0{0,4}92|x0{0,4}5c);){${count},${count * 2 ** escapesAtMost}}`;
}

/** Each way in which a sign that is no letter or digit may be written. */
function anyOf(sign: string): string {
  const units = Array.from({ length: sign.length }, (_, at) => hex(sign.charCodeAt(at), 4));
  const inUrl = Array.from(new TextEncoder().encode(sign), (byte) => `%(?:25){0,3}${hex(byte, 2)}`).join('');
  const inJson = units.map((unit) => `${escape}u${unit}`).join('');
  const point = sign.codePointAt(0) ?? 0;
  const inHtml = `&#(?:0{0,4}${point}|x0{0,4}${point.toString(16)});`;
  const forms = [literal(sign), inUrl, inJson, inHtml, ...shortInJson(sign), ...(alsoWritten.get(sign) ?? [])];
  return `(?:${forms.join('|')})`;
}

/** Half a surrogate pair is replaced where a text is encoded. */
function literal(sign: string): string {
  const units = Array.from({ length: sign.length }, (_, at) => `\\u${hex(sign.charCodeAt(at), 4)}`);
  return sign.isWellFormed() ? units.join('') : `[${units.join('')}\\ufffd]`;
}

/** The `n` of `\n`, the `"` of `\"`, and `/`, which some programs escape without need. */
function shortInJson(sign: string): readonly string[] {
  const escaped = sign === '/' ? '\\/' : JSON.stringify(sign).slice(1, -1);
  return /^\\.$/.test(escaped) ? [`${escape}${literal(escaped.slice(1))}`] : [];
}

/** By forms and by HTML. */
const alsoWritten: ReadonlyMap<string, readonly string[]> = new Map([
  [' ', ['\\+']],
  ['&', ['&amp;']],
  ['<', ['&lt;']],
  ['>', ['&gt;']],
  ['"', ['&quot;']],
]);

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}
