import { isDeepStrictEqual } from 'node:util';
import type { FieldType } from '../../src/core/stream-definition.ts';
import { decimal } from './decimal.ts';
import { exactShape, type Shape, storable } from './exact-shape.ts';
import { dayOf, momentOf } from './moments.ts';
import { type Sent, spell } from './sent-values.ts';

/** What a type must make of a value, found out by other means than the code does. */
export type Expected = 'blank' | 'nulled' | Emitted;

/** Whether the shape of what was emitted says all that was sent, and whether some text had to be repaired for it. */
interface Emitted {
  readonly says: (shape: Shape) => boolean;
  readonly isRepaired: boolean;
}

type Oracle = (sent: Exclude<Sent, { kind: 'null' }>) => Expected;

function exactly(shape: Shape): Emitted {
  return { says: (emitted) => isDeepStrictEqual(emitted, shape), isRepaired: false };
}

/** The oracle of each type. */
export const oracles: Readonly<Record<FieldType, Oracle>> = {
  integer(sent) {
    const value = wholeOf(sent);
    return typeof value === 'bigint' ? exactly(exactShape(String(value))) : value;
  },
  number(sent) {
    if (sent.kind === 'number') return isDouble(sent.spelling) ? exactly(exactShape(sent.spelling)) : 'nulled';
    if (sent.kind !== 'text') return 'nulled';
    if (sent.value === '') return 'blank';
    const isNumber = typeof parsed(sent.value) === 'number' && sent.value === sent.value.trim();
    return isNumber && isDouble(sent.value) ? exactly(exactShape(sent.value)) : 'nulled';
  },
  boolean(sent) {
    if (sent.kind === 'boolean') return exactly(sent.value);
    const word = sent.kind === 'text' ? sent.value : sent.kind === 'number' ? decimal(sent.spelling) : 'neither';
    if (word === '') return 'blank';
    const number = sent.kind === 'number';
    if (word === (number ? '1e0' : '1') || word === 'true') return exactly(true);
    return word === '0' || word === 'false' ? exactly(false) : 'nulled';
  },
  date: (sent) => ofText(sent, dayOf),
  datetime: (sent) => ofText(sent, momentOf),
  ids(sent) {
    if (sent.kind === 'text' && sent.value === '') return 'blank';
    const list = listOf(sent) ?? (sent.kind === 'text' && sent.value.startsWith('[') ? undefined : [sent]);
    const ids = list?.map((item) => (item.kind === 'list' ? 'nulled' : item.kind === 'null' ? 'blank' : wholeOf(item)));
    if (ids === undefined || ids.includes('nulled')) return 'nulled';
    return exactly(exactShape(`[${ids.filter((id) => id !== 'blank').join(',')}]`));
  },
  values(sent) {
    if (sent.kind === 'text' && sent.value === '') return 'blank';
    const items = listOf(sent);
    // A choice may be called `[1]`: only a list of texts is a list where it comes as text.
    const isList = sent.kind === 'list' || items?.every(({ kind }) => kind === 'text' || kind === 'null') === true;
    const chosen = isList && items ? items : [sent];
    const texts = chosen.filter((item) => item.kind !== 'null').map(textOf);
    return {
      says: (shape) =>
        Array.isArray(shape) &&
        shape.length === texts.length &&
        texts.every(({ says }, index) => says((shape as readonly Shape[])[index] ?? null)),
      isRepaired: texts.some(({ isRepaired }) => isRepaired),
    };
  },
  text: textOf,
  json(sent) {
    if (sent.kind !== 'text') return jsonOf(spell(sent));
    const inner = parsed(sent.value);
    const isJson = typeof inner === 'object' && inner !== null;
    const { says, isRepaired } = jsonOf(isJson ? sent.value : JSON.stringify(sent.value));
    return { says: (shape) => says(shape) && (!isJson || isRepaired || shape === sent.value), isRepaired };
  },
};

function ofText(sent: Sent, read: (text: string) => string | undefined): Expected {
  if (sent.kind !== 'text') return 'nulled';
  if (sent.value === '') return 'blank';
  const value = read(sent.value);
  return value === undefined ? 'nulled' : exactly(value);
}

/** Text as it is, and JSON of everything else. */
function textOf(sent: Sent): Emitted {
  if (sent.kind !== 'text') return jsonOf(spell(sent));
  return { ...exactly(storable(sent.value)), isRepaired: storable(sent.value) !== sent.value };
}

/** Text that says the same JSON, with nothing in it that a target cannot store once it unpacks it. */
function jsonOf(json: string): Emitted {
  const shape = exactShape(json, storable);
  return {
    says: (emitted) => typeof emitted === 'string' && isDeepStrictEqual(exactShape(emitted), shape),
    isRepaired: !isDeepStrictEqual(exactShape(json), shape),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isDouble(spelling: string): boolean {
  return Number.isFinite(Number(spelling));
}

/** The items of a list, also of one in JSON text. */
function listOf(sent: Sent): readonly Sent[] | undefined {
  if (sent.kind === 'list') return sent.items;
  if (sent.kind !== 'text' || !sent.value.startsWith('[')) return undefined;
  if (sent.inner) return listOf(sent.inner);
  // Texts that are JSON of a list by chance are as short as `[]`.
  return sent.value === '[]' ? [] : undefined;
}

/** The whole number of 64 bits that a value, or the one id in it, denotes. */
function wholeOf(sent: Sent): bigint | 'blank' | 'nulled' {
  if (sent.kind === 'number') return inRange(wholeDecimal(decimal(sent.spelling)));
  if (sent.kind === 'text') return sent.value === '' ? 'blank' : inRange(wholeText(sent.value));
  if (sent.kind === 'object') {
    const id = sent.entries.get('id');
    return id?.kind === 'number' || id?.kind === 'text' ? wholeOf(id) : 'nulled';
  }
  if (sent.kind !== 'list') return 'nulled';
  const [only, ...others] = sent.items.filter(({ kind }) => kind !== 'null');
  if (only === undefined) return 'blank';
  return others.length > 0 || only.kind === 'list' ? 'nulled' : wholeOf(only);
}

function inRange(value: bigint | undefined): bigint | 'nulled' {
  return value !== undefined && BigInt.asIntN(64, value) === value ? value : 'nulled';
}

function wholeDecimal(value: string): bigint | undefined {
  if (value === '0') return 0n;
  const [coefficient = '', power = ''] = value.split('e');
  return Number(power) < 0 || Number(power) > 20 ? undefined : BigInt(coefficient) * 10n ** BigInt(power);
}

/** Digits that a number prints again: not `05`, which is a code, and not `-0`. */
function wholeText(text: string): bigint | undefined {
  const digits = text.replace(/\.0+$/, '');
  return /^-?[0-9]+$/.test(digits) && String(BigInt(digits)) === digits ? BigInt(digits) : undefined;
}
