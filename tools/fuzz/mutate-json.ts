import { isArray, isObject, type Json, type JsonObject, parseJson } from '../../test/simulator/json.ts';
import type { Random } from '../random.ts';
import { createDraft, type Draft, editAt, fromEntries } from './json-draft.ts';
import { mutateBytes } from './mutate-bytes.ts';
import { bytesOf, type Mutate, withBody } from './mutation.ts';
import { oddKeys, strangeValues } from './strange-values.ts';

type Path = readonly (string | number)[];

/** A way to change one part; `undefined` leaves it out. */
type Change = readonly [how: string, change: (part: Json, draft: Draft, random: Random) => Json | undefined];

const strange: Change = ['another value', (_part, draft, random) => draft.verbatim(random.pick(strangeValues))];
const removed: Change = ['left out', () => undefined];

const ofArrays: readonly [Change, ...Change[]] = [
  ['shortened', (part) => list(part).slice(0, -1)],
  ['without its first', (part) => list(part).slice(1)],
  ['halved', (part) => list(part).slice(0, Math.floor(list(part).length / 2))],
  ['emptied', () => []],
  [
    'an entry twice',
    (part, _draft, random) => insertedAt(part, random, list(part)[random.below(list(part).length + 1)]),
  ],
  ['a strange entry', (part, draft, random) => insertedAt(part, random, draft.verbatim(random.pick(strangeValues)))],
  ['reversed', (part) => [...list(part)].reverse()],
  ['rotated', (part) => [...list(part).slice(1), ...list(part).slice(0, 1)]],
  ['everything twice', (part) => [...list(part), ...list(part)]],
  ['an object in its place', (part) => fromEntries(list(part).map((item, index) => [String(index), item]))],
  ['one more list around it', (part) => [part]],
];

const ofObjects: readonly [Change, ...Change[]] = [
  ['a key renamed', (part, _draft, random) => renamed(object(part), random, random.pick(oddKeys))],
  ['a key in upper case', (part, _draft, random) => renamed(object(part), random, undefined)],
  ['a key twice', keyTwice],
  [
    'an odd key',
    (part, draft, random) => withKey(object(part), random.pick(oddKeys), draft.verbatim(random.pick(strangeValues))),
  ],
  ['a list around it', (part) => [part]],
  ['a list of its values', (part) => Object.values(object(part))],
  ['emptied', () => ({})],
];

const ofNumbers: readonly [Change, ...Change[]] = [
  ['one more', (part) => Number(part) + 1],
  ['one less', (part) => Number(part) - 1],
  ['ten times', (part) => Number(part) * 10],
  ['as text', (part) => String(part)],
  ['with a fraction', (part, draft) => draft.verbatim(`${String(part)}.0`)],
  ['with an exponent', (part, draft) => draft.verbatim(`${String(part)}e0`)],
];

function list(part: Json): readonly Json[] {
  return isArray(part) ? part : [];
}

function object(part: Json): JsonObject {
  return isObject(part) ? part : {};
}

function insertedAt(part: Json, random: Random, item: Json | undefined): Json {
  const at = random.below(list(part).length + 1);
  return item === undefined ? part : [...list(part).slice(0, at), item, ...list(part).slice(at)];
}

function withKey(part: JsonObject, key: string, value: Json): JsonObject {
  return fromEntries([...Object.entries(part).filter(([other]) => other !== key), [key, value]]);
}

function renamed(part: JsonObject, random: Random, name: string | undefined): JsonObject {
  const chosen = random.below(Math.max(1, Object.keys(part).length));
  return fromEntries(
    Object.entries(part).map(([key, value], index) => [index === chosen ? (name ?? key.toUpperCase()) : key, value]),
  );
}

function keyTwice(part: Json, draft: Draft, random: Random): Json {
  const keys = Object.keys(object(part));
  const key = keys[random.below(Math.max(1, keys.length))] ?? 'id';
  const again: readonly [string, Json] = [draft.keyOnceMore(key), draft.verbatim(random.pick(strangeValues))];
  const entries = Object.entries(object(part));
  return fromEntries(random.chance(0.5) ? [again, ...entries] : [...entries, again]);
}

function changesOf(part: Json): readonly [Change, ...Change[]] {
  if (isArray(part)) return ofArrays;
  if (isObject(part)) return ofObjects;
  return typeof part === 'number' ? ofNumbers : [strange];
}

/** A part of the document, more likely a shallow one: what stands at the top means most. */
function choosePart(value: Json, random: Random): { readonly path: Path; readonly part: Json } {
  const path: (string | number)[] = [];
  let part = value;
  for (;;) {
    const children: readonly (readonly [string | number, Json])[] = isArray(part)
      ? part.map((item, index) => [index, item] as const)
      : isObject(part)
        ? Object.entries(part)
        : [];
    const [first, ...others] = children;
    if (first === undefined || random.chance(path.length === 0 ? 0.1 : 0.3)) return { path, part };
    const [step, child] = random.pick([first, ...others]);
    path.push(step);
    part = child;
  }
}

/** Changes one part of the JSON of a body; the bytes, where that is no JSON. */
export const mutateJson: Mutate = (reply, random) => {
  const value = parseJson(bytesOf(reply).toString('utf8'));
  if (value === undefined) return mutateBytes(reply, random);
  const draft = createDraft();
  const { path, part } = choosePart(value, random);
  const [how, change] = random.pick([strange, removed, ...changesOf(part), ...changesOf(part)]);
  const edited = editAt(value, path, (chosen) => change(chosen, draft, random));
  return withBody(reply, edited === undefined ? '' : draft.print(edited), `${how} at /${path.join('/')}`);
};
