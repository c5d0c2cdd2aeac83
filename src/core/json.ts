/** What JSON can say. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

/** An object of JSON values. A missing key reads as `undefined`. */
export type JsonObject = { readonly [key: string]: JsonValue | undefined };

/** Tells a plain object from everything else that JSON can hold. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
