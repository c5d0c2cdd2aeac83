/**
 * A text as the bytes of its UTF-8, each of which is one character, and the part of the original text that each of them
 * stands for. Whatever a text is decoded to, a place in it can be blanked out in the original.
 */
export interface ByteText {
  readonly bytes: string;
  /** Where the part of each byte begins. */
  readonly from: Uint32Array;
  /** Where it ends. */
  readonly end: Uint32Array;
}

/** Makes a text of bytes piece by piece. */
export interface ByteTextBuilder {
  /** Adds bytes that all stand for one part of the original. */
  readonly add: (bytes: string, from: number, end: number) => void;
  /** Adds a part of another text as it is. */
  readonly copy: (text: ByteText, begin: number, stop: number) => void;
  readonly build: () => ByteText;
}

/** Begins a text of at most so many bytes. */
export function buildByteText(most: number): ByteTextBuilder {
  const from = new Uint32Array(most);
  const end = new Uint32Array(most);
  const pieces: string[] = [];
  let length = 0;
  return {
    add(bytes, begin, stop) {
      pieces.push(bytes);
      from.fill(begin, length, length + bytes.length);
      end.fill(stop, length, length + bytes.length);
      length += bytes.length;
    },
    copy(text, begin, stop) {
      pieces.push(text.bytes.slice(begin, stop));
      from.set(text.from.subarray(begin, stop), length);
      end.set(text.end.subarray(begin, stop), length);
      length += stop - begin;
    },
    build: () => ({ bytes: pieces.join(''), from: from.subarray(0, length), end: end.subarray(0, length) }),
  };
}

/** No character of UTF-16 has more bytes; those of a pair have four together. */
export const mostBytes = 3;

/** The bytes of a text as it stands. Half a surrogate pair becomes U+FFFD, as in every encoding. */
export function toByteText(text: string): ByteText {
  const builder = buildByteText(text.length * mostBytes);
  let at = 0;
  for (const sign of text) {
    builder.add(toBytes(sign), at, at + sign.length);
    at += sign.length;
  }
  return builder.build();
}

/** The bytes of a text alone. */
export function toBytes(text: string): string {
  return /^[\0-\x7f]*$/.test(text) ? text : String.fromCharCode(...new TextEncoder().encode(text));
}
