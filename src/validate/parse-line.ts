import { isObject, tryParseJson } from '../core/json.ts';
import type { Fields } from './fields.ts';
import { inspectValue } from './inspect-value.ts';
import type { Line } from './read-lines.ts';
import type { Fault } from './validation-report.ts';

/** A line as a message, or what is wrong with it. */
export type ParsedLine =
  | { readonly kind: 'message'; readonly message: Fields }
  | { readonly kind: 'fault'; readonly fault: Pick<Fault, 'rule' | 'message'> };

const damageMessages = {
  'line-too-long': 'The line is longer than the limit (20 MB unless told otherwise).',
  'line-not-utf-8': 'The line is not UTF-8.',
};

/** Reads one line as one JSON object. The parser's own message is not passed on: it quotes the data. */
export function parseLine({ text, damage }: Line): ParsedLine {
  if (damage) return fault(damage, damageMessages[damage]);
  if (text.trim() === '') return fault('blank-line', 'The line is blank; every known Singer target stops at it.');
  const value = tryParseJson(text);
  if (value === undefined) return fault('not-json', 'The line is not JSON.');
  if (!isObject(value)) return fault('not-an-object', 'The line is JSON, but not an object.');
  const finding = inspectValue(value);
  return finding ? { kind: 'fault', fault: finding } : { kind: 'message', message: value };
}

function fault(rule: string, message: string): ParsedLine {
  return { kind: 'fault', fault: { rule, message } };
}
