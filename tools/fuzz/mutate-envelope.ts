import { isObject, type Json, type JsonObject, parseJson } from '../../test/simulator/json.ts';
import type { Random } from '../random.ts';
import { recordsOf, rowsOf, withRows } from './envelope-rows.ts';
import { createDraft, type Draft, fromEntries } from './json-draft.ts';
import { bytesOf, type Mutate, withBody } from './mutation.ts';
import { secretTexts } from './secret-texts.ts';
import { strangeValues } from './strange-values.ts';

/** Texts of exceptions, those among them that mean something to whoever knows the API. */
const exceptions: readonly [string, ...string[]] = [
  '#<RuntimeError: something went wrong>',
  '#<NameError: uninitialized constant Organization>',
  '#<Timeout::Error: execution expired>',
  '#<Net::ReadTimeout>',
  '[500] {"error":{"type":"search_phase_execution_exception","reason":"too many clients"}}',
  '[400] {"error":{"reason":"Result window is too large, from + size must be less than or equal to: [10000]"}}',
  '#<Elasticsearch::Transport::Transport::Errors::BadRequest: parsing_exception>',
  '#<Exception: You do not have permission to access Organization>',
  "#<ActiveRecord::StatementInvalid: Unknown column 'name'>",
  'INTERNAL: a text that looks like a code',
  '',
  '{what} {detail} $& \u0000',
  'x'.repeat(100_000),
  ...secretTexts.map((text) => `#<OAuthError: ${text}>`),
  ...secretTexts.map((text) => `#<OAuthError: ${'x'.repeat(270)} ${text} ${text}>`),
];

const counts: readonly [string, ...string[]] = ['total_entries', 'per_page', 'current_page', 'total_pages'];
const numbers: readonly [string, ...string[]] = [
  '0',
  '1',
  '2',
  '3',
  '5',
  '6',
  '9',
  '40',
  '-1',
  '1000',
  '"5"',
  '5.0',
  '1.5',
  'null',
  '1e16',
];

type Change = readonly [how: string, change: (envelope: JsonObject, draft: Draft, random: Random) => Json];

const errorShapes: readonly [Change, ...Change[]] = [
  ['code 100', (_all, _draft, random) => ({ code: 100, message: random.pick(exceptions) })],
  ['without a message', () => ({ code: 100 })],
  ['text', (_all, _draft, random) => random.pick(exceptions)],
  ['a list', (_all, _draft, random) => [random.pick(exceptions)]],
  ['strange', (_all, draft, random) => draft.verbatim(random.pick(strangeValues))],
  ['a strange message', (_all, draft, random) => ({ code: 100, message: draft.verbatim(random.pick(strangeValues)) })],
];

const changes: readonly [Change, ...Change[]] = [
  ['an error alone', (envelope, draft, random) => ({ error: random.pick(errorShapes)[1](envelope, draft, random) })],
  [
    'an error beside the rest',
    (envelope, draft, random) => ({ ...envelope, error: random.pick(errorShapes)[1](envelope, draft, random) }),
  ],
  ['a list in its place', (envelope) => [envelope]],
  ['the rows alone', (envelope) => rowsOf(envelope)],
  ['the records alone', (envelope) => envelope['records'] ?? null],
  ['without records', ({ records: _records, ...others }) => others],
  ['records null', (envelope) => ({ ...envelope, records: null })],
  ['records as a list', (envelope) => ({ ...envelope, records: rowsOf(envelope) })],
  ['no rows', (envelope) => withRows(envelope, () => [])],
  ['rows null', (envelope) => withRows(envelope, () => null)],
  ['one row less', (envelope, _draft, random) => withRows(envelope, (rows) => without(rows, random))],
  ['the first row twice', (envelope) => withRows(envelope, (rows) => [...rows.slice(0, 1), ...rows])],
  ['rows reversed', (envelope) => withRows(envelope, (rows) => [...rows].reverse())],
  ['a row without its id', (envelope, _draft, random) => withRows(envelope, (rows) => withoutId(rows, random))],
  [
    "another model's key",
    (envelope, _draft, random) => withKeys(envelope, [random.pick(['user', 'model_theme', 'machine_model', ''])]),
  ],
  ['a second key', (envelope) => withKeys(envelope, [...Object.keys(recordsOf(envelope)), 'user'])],
  ['a count', changeCount],
  ['a count', changeCount],
];

function withKeys(envelope: JsonObject, keys: readonly string[]): Json {
  return { ...envelope, records: fromEntries(keys.map((key) => [key, rowsOf(envelope)])) };
}

function without(rows: readonly Json[], random: Random): readonly Json[] {
  const left = random.below(Math.max(1, rows.length));
  return rows.filter((_row, index) => index !== left);
}

function withoutId(rows: readonly Json[], random: Random): readonly Json[] {
  const chosen = random.below(Math.max(1, rows.length));
  return rows.map((row, index) =>
    index === chosen && isObject(row) ? fromEntries(Object.entries(row).filter(([key]) => key !== 'id')) : row,
  );
}

function changeCount(envelope: JsonObject, draft: Draft, random: Random): Json {
  const name = random.pick(counts);
  if (random.chance(0.2)) return fromEntries(Object.entries(envelope).filter(([key]) => key !== name));
  return { ...envelope, [name]: draft.verbatim(random.pick(numbers)) };
}

/** Changes the frame around the rows. */
export const mutateEnvelope: Mutate = (reply, random) => {
  const value = parseJson(bytesOf(reply).toString('utf8'));
  const draft = createDraft();
  const [how, change] = random.pick(changes);
  return withBody(reply, draft.print(change(isObject(value) ? value : {}, draft, random)), how);
};
