/** A run of signs that may be Base64, in either alphabet, also where a URL or JSON escapes some of them. */
const runs = /(?:[A-Za-z0-9+/_-]|%(?:25){0,3}2[bf]|\\{1,16}(?:\/|u002[bf])|&#(?:43|47|x2[bf]);){8,}/gi;
const escaped = /%(?:25){0,3}2[bf]|\\{1,16}(?:\/|u002[bf])|&#(?:43|47|x2[bf]);/gi;

/** Old programs break Base64 into lines of 60, 64 or 76 characters; JSON writes the end of a line as `\n`. */
const brokenLine = /([A-Za-z0-9+/_-]{60,76})(?:\s|\\{1,16}[rn]|%0[ad]){1,4}(?=[A-Za-z0-9+/_-])/gi;

/** A place in a text: from, and up to. */
type Range = readonly [from: number, end: number];

/**
 * The text without the secrets that stand in it in Base64, alone or inside of longer texts (`id:secret`, a JSON body). What
 * stands beside them is left, but for characters that they have a share in.
 * @param patterns find secrets in a text of bytes, each of which is one character
 */
export function blankOutBase64(text: string, patterns: readonly RegExp[]): string {
  const clean = blankOutRuns(text, patterns);
  const joined = clean.replace(brokenLine, '$1');
  const again = joined === clean ? clean : blankOutRuns(joined, patterns);
  return again === joined ? clean : again;
}

function blankOutRuns(text: string, patterns: readonly RegExp[]): string {
  if (!mayHoldSecrets(text, patterns)) return text;
  return text.replace(runs, (run) => {
    const plain = unescape(run);
    const found = findSecrets(plain, patterns);
    return found.length === 0 ? run : blankOutRanges(plain, found);
  });
}

/** Looks into all runs at once: one by one, each would be searched for each secret, and nearly all texts hold none. */
function mayHoldSecrets(text: string, patterns: readonly RegExp[]): boolean {
  const plain = (text.match(runs) ?? []).map(unescape);
  return [0, 1, 2, 3].some((offset) => {
    const bytes = plain.map((run) => decode(run.slice(offset))).join(' | ');
    return patterns.some((pattern) => bytes.search(pattern) !== -1);
  });
}

function unescape(run: string): string {
  return run.replace(escaped, (sign) => (/(?:b|43);?$/i.test(sign) ? '+' : '/'));
}

/** The run may begin with signs of something else, so it is read from each of the first four on. */
function findSecrets(run: string, patterns: readonly RegExp[]): readonly Range[] {
  return [0, 1, 2, 3].flatMap((offset) => {
    const bytes = decode(run.slice(offset));
    return patterns.flatMap((pattern) =>
      Array.from(bytes.matchAll(pattern), ({ index, 0: secret }): Range => {
        const end = Math.ceil(((index + secret.length) * 8) / 6);
        return [offset + Math.floor((index * 8) / 6), offset + end];
      }),
    );
  });
}

function decode(run: string): string {
  const length = run.length % 4 === 1 ? run.length - 1 : run.length; // one character of a group holds no byte
  return atob(run.slice(0, length).replaceAll('-', '+').replaceAll('_', '/'));
}

function blankOutRanges(run: string, ranges: readonly Range[]): string {
  let clean = '';
  let done = 0;
  for (const [from, end] of [...ranges].sort(([a], [b]) => a - b)) {
    if (from >= done) clean += `${run.slice(done, from)}****`;
    done = Math.max(done, end);
  }
  return clean + run.slice(done);
}
