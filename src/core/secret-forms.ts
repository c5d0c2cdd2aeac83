/**
 * The code of a regular expression that finds a text with each sign as it is, or as URLs, forms, HTML, JSON or JSON within
 * JSON write it. Sign by sign, since programs differ in which signs they escape. Whatever is repeated in it has a bound:
 * else a long row of backslashes would be searched to its end from each of them.
 */
export function patternFor(text: string): string {
  return patternWith(text, literal);
}

/** The same for a text of bytes, each of which is one character: UTF-8, before it is read. */
export function patternForBytes(text: string): string {
  return patternWith(text, (sign) => Array.from(toUtf8(sign), (byte) => `\\x${hex(byte, 2)}`).join(''));
}

function patternWith(text: string, spell: (sign: string) => string): string {
  return text.replace(/\\+|[^A-Za-z0-9]/gu, (sign) =>
    sign.startsWith('\\') ? backslashes(sign.length) : anyOf(sign, spell(sign)),
  );
}

function toUtf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** JSON doubles them, and so does JSON within it. */
const escapesAtMost = 4;
const escape = `\\\\{1,${2 ** escapesAtMost}}`;

/** One by one, a long row of them could be shared out among the signs in more ways than can be tried. */
function backslashes(count: number): string {
  return `(?:\\\\|%(?:25){0,3}5c|&#(?:0{0,4}92|x0{0,4}5c);){${count},${count * 2 ** escapesAtMost}}`;
}

/** Each way in which a sign that is no letter or digit may be written. */
function anyOf(sign: string, itself: string): string {
  const units = Array.from({ length: sign.length }, (_, at) => hex(sign.charCodeAt(at), 4));
  const inUrl = Array.from(toUtf8(sign), (byte) => `%(?:25){0,3}${hex(byte, 2)}`).join('');
  const inJson = units.map((unit) => `${escape}u${unit}`).join('');
  const point = sign.codePointAt(0) ?? 0;
  const inHtml = `&#(?:0{0,4}${point}|x0{0,4}${point.toString(16)});`;
  const forms = [itself, inUrl, inJson, inHtml, ...shortInJson(sign), ...(alsoWritten.get(sign) ?? [])];
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
