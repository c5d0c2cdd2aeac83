import { isArray, isObject, type Json, type JsonObject } from '../../test/simulator/json.ts';

/** A JSON document that is being changed, and the texts that its marks stand for. */
export interface Draft {
  /** A value that will be printed as this text, whatever it is. */
  readonly verbatim: (text: string) => Json;
  /** A key that will be printed as another one: so an object gets a key twice. */
  readonly keyOnceMore: (key: string) => string;
  readonly print: (value: Json) => string;
}

/** Begins a draft. */
export function createDraft(): Draft {
  const texts: string[] = [];
  const mark = (text: string): string => `@@${texts.push(text) - 1}@@`;
  return {
    verbatim: mark,
    keyOnceMore: (key) => mark(JSON.stringify(key)),
    print: (value) =>
      JSON.stringify(value).replaceAll(/"@@([0-9]+)@@"/g, (_, index: string) => texts[Number(index)] ?? ''),
  };
}

/** The object with other entries. Even `__proto__` is a key like any other here. */
export function fromEntries(entries: Iterable<readonly [string, Json]>): JsonObject {
  return Object.fromEntries(entries);
}

/** What becomes of a part: another value, or nothing. */
export type Edit = (part: Json) => Json | undefined;

/** The document with the part at a path edited; a part that becomes nothing is left out. */
export function editAt(value: Json, path: readonly (string | number)[], edit: Edit): Json | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return edit(value);
  if (isArray(value)) {
    return value.flatMap((item, index) => {
      if (index !== step) return [item];
      const edited = editAt(item, rest, edit);
      return edited === undefined ? [] : [edited];
    });
  }
  if (!isObject(value)) return value;
  return fromEntries(
    Object.entries(value).flatMap(([key, item]): readonly (readonly [string, Json])[] => {
      if (key !== step) return [[key, item]];
      const edited = editAt(item, rest, edit);
      return edited === undefined ? [] : [[key, edited]];
    }),
  );
}
