/**
 * A set of row ids: whole numbers from 1 to `Number.MAX_SAFE_INTEGER`. Immutable. Held as the bounds of its runs, for
 * nearly all ids of a table follow one another: a million of them in a row take two numbers, and no text of a few
 * characters can make the set large in memory.
 */
export interface IdSet {
  /** First id of a run, then the id behind its last one, and so on: strictly ascending, of even length. */
  readonly bounds: Float64Array;
}

/** The set without ids. */
export const noIds: IdSet = { bounds: new Float64Array() };

/** A set that is worked out when somebody looks into it, once: states are many, and few of them are written. */
export function lazyIds(work: () => IdSet): IdSet {
  let todo: (() => IdSet) | undefined = work;
  let set = noIds;
  return {
    get bounds() {
      if (todo) set = todo();
      todo = undefined; // what it was worked out from is as large as the table
      return set.bounds;
    },
  };
}

/** The set of the given ids, in whatever order, repeated or not. */
export function toIdSet(ids: Iterable<number>): IdSet {
  const bounds: number[] = [];
  let end: number | undefined;
  for (const id of Float64Array.from(ids).sort()) {
    if (end !== undefined && id < end) continue;
    if (id === end) bounds.pop();
    else bounds.push(id);
    end = id + 1;
    bounds.push(end);
  }
  return { bounds: Float64Array.from(bounds) };
}

/** Whether an id is in the set, by binary search. */
export function hasId({ bounds }: IdSet, id: number): boolean {
  let low = 0;
  let high = bounds.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (at(bounds, middle) <= id) low = middle + 1;
    else high = middle;
  }
  return low % 2 === 1; // so many bounds lie at or below the id: after an odd number of them a run is open
}

/** The ids that are in either set. */
export function uniteIds(a: IdSet, b: IdSet): IdSet {
  return combine(a, b, (inA, inB) => inA || inB);
}

/** The ids of `a` that are not in `b`. */
export function subtractIds(a: IdSet, b: IdSet): IdSet {
  return combine(a, b, (inA, inB) => inA && !inB);
}

/** Walks the bounds of both sets at once: between two of them, nothing changes. */
function combine(a: IdSet, b: IdSet, isWanted: (inA: boolean, inB: boolean) => boolean): IdSet {
  const bounds: number[] = [];
  let [nextA, nextB] = [0, 0];
  while (nextA < a.bounds.length || nextB < b.bounds.length) {
    const [boundA, boundB] = [at(a.bounds, nextA), at(b.bounds, nextB)];
    if (boundA <= boundB) nextA += 1;
    if (boundB <= boundA) nextB += 1;
    const isOpen = bounds.length % 2 === 1;
    if (isWanted(nextA % 2 === 1, nextB % 2 === 1) !== isOpen) bounds.push(Math.min(boundA, boundB));
  }
  return { bounds: Float64Array.from(bounds) };
}

/** How many ids the set has. */
export function countIds({ bounds }: IdSet): number {
  return bounds.reduce((count, bound, index) => count + (index % 2 === 0 ? -bound : bound), 0);
}

/** The ids of the set, ascending. */
export function* listIds({ bounds }: IdSet): Generator<number> {
  for (let index = 0; index < bounds.length; index += 2) {
    for (let id = at(bounds, index); id < at(bounds, index + 1); id++) yield id;
  }
}

/** Whether two sets have the same ids. */
export function isSameIds(a: IdSet, b: IdSet): boolean {
  return a.bounds.length === b.bounds.length && a.bounds.every((bound, index) => bound === b.bounds[index]);
}

/** The text of each set that was asked for it: states are compared as text at every page. */
const texts = new WeakMap<IdSet, string>();

/**
 * The set as text: for each run of ids that follow one another, how many ids before it are left out (since the run
 * before, or since 1), times 2, plus 1 where the run has more than one id, and then how many it has; each number in
 * LEB128 (seven bits a byte, the lowest first, the eighth set on all but the last byte), the bytes in base64url.
 */
export function encodeIds(set: IdSet): string {
  const known = texts.get(set);
  if (known !== undefined) return known;
  const bytes: number[] = [];
  let end = 1;
  for (let index = 0; index < set.bounds.length; index += 2) {
    const start = at(set.bounds, index);
    const gap = start - end;
    end = at(set.bounds, index + 1);
    const length = end - start;
    // Twice the gap may be more than a double holds exactly: its lowest seven bits are put together by hand.
    pushNumber(bytes, (gap % 64) * 2 + (length > 1 ? 1 : 0), Math.floor(gap / 64));
    if (length > 1) pushNumber(bytes, length % 128, Math.floor(length / 128));
  }
  const text = Buffer.from(bytes).toString('base64url');
  texts.set(set, text);
  return text;
}

/** No bit operations on the number itself: they would cut it to 32 bits. */
function pushNumber(bytes: number[], lowest: number, rest: number): void {
  let [part, more] = [lowest, rest];
  while (more > 0) {
    bytes.push(part + 128);
    [part, more] = [more % 128, Math.floor(more / 128)];
  }
  bytes.push(part);
}

/** Reads what `encodeIds` wrote; `undefined` for anything else. */
export function decodeIds(text: unknown): IdSet | undefined {
  if (typeof text !== 'string') return undefined;
  const bounds: number[] = [];
  const bytes = Buffer.from(text, 'base64url').values();
  let end = 1;
  for (const byte of bytes) {
    const lowest = byte % 128;
    const gap = Math.floor(lowest / 2) + 64 * (byte < 128 ? 0 : takeNumber(bytes));
    const length = lowest % 2 === 0 ? 1 : takeNumber(bytes);
    if (gap === 0 && bounds.length > 0) return undefined; // a run that touches the one before is part of it
    bounds.push(end + gap, end + gap + length);
    end += gap + length;
    if (!(end <= Number.MAX_SAFE_INTEGER + 1)) return undefined; // a number that breaks off is NaN
  }
  const set = { bounds: Float64Array.from(bounds) };
  // What was passed over until here (other characters, needless bytes, lengths of 1 or 0) is not what we write.
  return encodeIds(set) === text ? set : undefined;
}

/** `NaN` where the bytes end before the number does. */
function takeNumber(bytes: Iterator<number>): number {
  let value = 0;
  for (let scale = 1; ; scale *= 128) {
    const next = bytes.next();
    if (next.done) return Number.NaN;
    value += (next.value % 128) * scale;
    if (next.value < 128) return value;
  }
}

/** `Infinity` behind the last bound, so that no bound of another set lies behind it. */
function at(bounds: Float64Array, index: number): number {
  return bounds[index] ?? Number.POSITIVE_INFINITY;
}
