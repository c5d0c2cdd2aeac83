import { findSecrets, type Range, toNeedles, type Wanted } from './find-secrets.ts';
import { createPieces, pieceLength } from './pieces.ts';

/** Values that must never be printed, however they are spelled in URLs, headers, JSON, HTML and Base64. */
export interface Redactor {
  /** Adds a secret of the configuration, as soon as it is known. */
  readonly add: (secret: string) => void;
  /** Adds a token, as soon as it is known. Of very many, the latest are kept. */
  readonly addToken: (token: string) => void;
  /**
   * The text with every known secret replaced, and of one of at least 12 bytes every piece that is as long. A text of more
   * than 100,000 characters is cut, and so is the end of what is left, which may hold the beginning of a secret.
   */
  readonly redact: (text: string) => string;
  /** Whether a name holds a secret, and not one that is as short as a word. */
  readonly holdsSecret: (name: string) => boolean;
}

/** Shorter values would blank out ordinary words. What Base64 makes of the others is longer than they are. */
const shortest = 6;

/** A run of a day has some dozens of tokens. A server that gives out thousands has forgotten the first of them. */
const mostTokens = 1000;

/** Nobody reads on. In characters. */
const longestText = 100_000;

/**
 * What a cut leaves of a secret and is no piece of it is not longer than this, in characters, however it is written: eleven
 * bytes, each in seven signs (`&#0065;`), those again in seven, and so on as deep as texts are decoded.
 */
const longestRest = 32_000;

/** An application may be called by a word; who names a field so means no secret. */
const longerThanWords = 16;

const blank = '****';

/** Creates an empty redactor. */
export function createRedactor(): Redactor {
  const lasting = new Set<string>();
  const passing = new Set<string>();
  const pieces = createPieces();
  const shortOnes = (): readonly string[] => [...lasting, ...passing].filter((needle) => needle.length < pieceLength);
  const wanted = (): Wanted => ({ needles: shortOnes(), pieces });
  return {
    add(secret) {
      for (const needle of needlesOf(secret)) {
        if (!lasting.has(needle)) pieces.add(needle);
        lasting.add(needle);
      }
    },
    addToken(token) {
      for (const needle of needlesOf(token)) {
        if (!passing.delete(needle)) pieces.add(needle);
        passing.add(needle); // at the end, so that it is among the latest
      }
      for (const oldest of passing) {
        if (passing.size <= mostTokens) break;
        passing.delete(oldest);
        pieces.remove(oldest);
      }
    },
    redact(text) {
      if (lasting.size + passing.size === 0 || text.length < shortest) return text;
      if (text.length > longestText) return blankOut(text.slice(0, longestText), wanted()).slice(0, -longestRest);
      return blankOut(text, wanted());
    },
    holdsSecret(name) {
      const long = [...lasting, ...passing].filter((needle) => needle.length >= longerThanWords);
      return findSecrets(name, { needles: long, pieces: createPieces() })?.length !== 0;
    },
  };
}

function needlesOf(secret: string): readonly string[] {
  return secret.length < shortest ? [] : toNeedles(secret).filter((needle) => needle.length >= shortest);
}

function blankOut(text: string, wanted: Wanted): string {
  const found = findSecrets(text, wanted);
  if (found === undefined) return blank;
  let clean = '';
  let done = 0;
  for (const [from, end] of joinOverlaps(found)) {
    clean += text.slice(done, from) + blank;
    done = end;
  }
  return clean + text.slice(done);
}

/** Of one secret inside of another, or across it, nothing must be left standing. */
function joinOverlaps(ranges: readonly Range[]): readonly Range[] {
  const joined: Range[] = [];
  for (const [from, end] of ranges.toSorted(([a], [b]) => a - b)) {
    const last = joined.at(-1);
    if (last && from < last[1]) joined[joined.length - 1] = [last[0], Math.max(last[1], end)];
    else joined.push([from, end]);
  }
  return joined;
}
