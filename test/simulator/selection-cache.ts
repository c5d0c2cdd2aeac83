import type { Selection } from './filter/select-entries.ts';
import type { FilterContext } from './filter/triplet.ts';
import { searchView, type Table } from './table.ts';

type Kept = { readonly key: string; readonly selection: Selection };

const cache = new WeakMap<Table, readonly Kept[]>();
const kept = 8;
const shaping = new Set([
  'page',
  'per_page',
  'cols',
  'relation',
  'all_core',
  'all_dynamic',
  'show_mavs',
  'enhanced_mavs',
]);

/** Everything that decides which rows are found: the question without its page and columns, the data, the time. */
function keyOf(context: FilterContext, parameters: URLSearchParams): string {
  const { table } = context;
  const question = [...parameters].filter(([name]) => !shaping.has(name));
  const revisions = [table.current.revision(), searchView(table).revision()];
  return JSON.stringify([question, revisions, table.dialect, Math.floor(context.seconds / 900), table.fields.size]);
}

/** Page after page of one question is the same selection: computed once as long as the model's rows stay as they are. */
export function selectionCache(
  context: FilterContext,
  parameters: URLSearchParams,
  select: () => Selection,
): Selection {
  // A cross-card filter depends on another model's rows.
  if (parameters.get('filter')?.includes('"filter"') === true) return select();
  const key = keyOf(context, parameters);
  const known = cache.get(context.table) ?? [];
  const found = known.find((item) => item.key === key)?.selection ?? select();
  cache.set(context.table, [{ key, selection: found }, ...known.filter((item) => item.key !== key)].slice(0, kept));
  return found;
}
