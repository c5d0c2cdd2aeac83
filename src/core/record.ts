import type { JsonValue } from './json.ts';

/** A row as the server sent it: parsed JSON, checked to be an object with an integer `id`, otherwise untouched. */
export type RawRow = Readonly<Record<string, unknown>> & { readonly id: number };

/** A record as it is emitted: every selected property, `null` where the server left it out. */
export type StreamRecord = { readonly [property: string]: JsonValue };
