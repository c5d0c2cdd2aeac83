import { isObject, type Json, parseJson } from '../../test/simulator/json.ts';
import type { Random } from '../random.ts';
import { withRows } from './envelope-rows.ts';
import { createDraft, type Draft, fromEntries } from './json-draft.ts';
import { mutateBytes } from './mutate-bytes.ts';
import { bytesOf, type Mutate, withBody } from './mutation.ts';
import { strangeValues } from './strange-values.ts';

/** By these a row is told from others and a read finds its way: whoever changes them ends the read, or lies to it. */
const keys: ReadonlySet<string> = new Set(['id', 'updated_at', 'model_type']);

/**
 * Gives fields of rows other values, and leaves everything else right: so the page is believed, and each value must come
 * out as it went in.
 */
export const mutateValues: Mutate = (reply, random) => {
  const envelope = parseJson(bytesOf(reply).toString('utf8'));
  const draft = createDraft();
  if (!isObject(envelope) || !isObject(envelope['records'])) return mutateBytes(reply, random);
  const changed = withRows(envelope, (rows) => rows.map((row) => withStrange(row, draft, random)));
  return withBody(reply, draft.print(changed), 'strange values in the fields of rows');
};

function withStrange(row: Json, draft: Draft, random: Random): Json {
  if (!isObject(row)) return row;
  return fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      keys.has(name) || random.chance(0.5) ? value : draft.verbatim(random.pick(strangeValues)),
    ]),
  );
}
