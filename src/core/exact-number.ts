/** Nobody can have written this in a text field: what begins with it is a number and never data. */
const mark = `${crypto.randomUUID()}:`;

/**
 * A JSON number that a double cannot hold, kept as the digits that the server sent. `JSON.parse` would round it, and
 * Node 20 has neither `JSON.rawJSON` nor the source text in a reviver; so it is serialised as a marked string, and
 * `stringifyExact` takes the marks off again.
 */
export class ExactNumber {
  readonly digits: string;

  constructor(digits: string) {
    this.digits = digits;
  }

  toJSON(): string {
    return `${mark}${this.digits}`;
  }
}

/** A value that was parsed from JSON where `toJSON` was written, as what it was. */
export function reviveExact(value: unknown): unknown {
  return typeof value === 'string' && value.startsWith(mark) ? new ExactNumber(value.slice(mark.length)) : value;
}

const marked = new RegExp(`"${mark}(-?[0-9.eE+-]+)"`, 'g');

/** `JSON.stringify` that writes the digits of an `ExactNumber` as a number. */
export function stringifyExact(value: unknown): string {
  const text = JSON.stringify(value);
  return text.includes(mark) ? text.replace(marked, '$1') : text;
}

const lowest = -(2n ** 63n);
const highest = 2n ** 63n - 1n;

/** Whether whole-number digits fit the signed 64 bits that every target can store. */
export function fitsInt64(digits: string): boolean {
  if (digits.length > 20) return false;
  const value = BigInt(digits);
  return value >= lowest && value <= highest;
}
