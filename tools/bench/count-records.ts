/** What a program printed. */
export interface Printed {
  /** Lines that begin as asked. */
  readonly records: number;
  /** Of these, how many had an id that no other had: where it is less, some row was printed twice. */
  readonly distinct: number;
  readonly bytes: number;
}

const idName = Buffer.from('"id":');
const [zero, nine] = [48, 57];

/**
 * Counts the lines that begin with `prefix` and the ids in them: the first number named `id` after the line's beginning.
 * It searches bytes, not text, so that counting costs little beside what is measured.
 */
export async function countRecords(stream: AsyncIterable<Buffer>, prefix: string): Promise<Printed> {
  const wanted = Buffer.from(`\n${prefix}`);
  const ids = createIdSet();
  let records = 0;
  let bytes = 0;
  let rest = Buffer.from('\n');
  for await (const chunk of stream) {
    bytes += chunk.length;
    const joined = Buffer.concat([rest, chunk]);
    let from = 0;
    for (;;) {
      const at = joined.indexOf(wanted, from);
      const id = at < 0 ? undefined : readId(joined, at);
      if (id === undefined) {
        // A line's beginning may be cut in two: it is looked at again together with the next chunk.
        from = at < 0 ? Math.max(from, joined.length - wanted.length + 1) : at;
        break;
      }
      records += 1;
      ids.add(id);
      from = at + wanted.length;
    }
    rest = joined.subarray(from);
  }
  return { records, distinct: ids.size(), bytes };
}

/** The first id at or after a place; `undefined` when its end has not come yet. */
function readId(bytes: Buffer, from: number): number | undefined {
  const at = bytes.indexOf(idName, from);
  if (at < 0) return undefined;
  let id = 0;
  for (let place = at + idName.length; place < bytes.length; place++) {
    const digit = bytes[place] ?? 0;
    if (digit < zero || digit > nine) return id;
    id = id * 10 + digit - zero;
  }
  return undefined;
}

/** Ids from 0 on without gaps to speak of: a byte each is far less than a set of numbers. */
function createIdSet(): { add(id: number): void; size(): number } {
  let seen = new Uint8Array(4096);
  let size = 0;
  return {
    add(id) {
      if (id >= seen.length) {
        const larger = new Uint8Array(2 * (id + 1));
        larger.set(seen);
        seen = larger;
      }
      size += 1 - (seen[id] ?? 0);
      seen[id] = 1;
    },
    size: () => size,
  };
}
