import type { FieldType } from '../core/stream-definition.ts';

/** Each type in words that need no manual. */
const words: Readonly<Record<FieldType, string>> = {
  integer: 'whole number',
  number: 'decimal number',
  text: 'text',
  boolean: 'true/false',
  date: 'date',
  datetime: 'date and time',
  ids: 'list of ids',
  values: 'list of values',
  json: 'JSON text',
};

/** A type in plain words. */
export function describeType(type: FieldType): string {
  return words[type];
}
