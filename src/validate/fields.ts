/** A parsed JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

const longestName = 255;

/** A text that says something. */
export function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** A stream's name as it may be remembered: a bound on its length bounds what hostile input can make us keep. */
export function isStreamName(value: unknown): value is string {
  return isText(value) && value.length <= longestName;
}

/** A list that holds nothing but texts. */
export function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isText);
}

/** A field that the object itself has: names such as `constructor` are found on every object. */
export function own(fields: Fields, name: string): unknown {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

/** Absent or `null`: writers differ in how they leave a field out. */
export function isAbsent(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}
