import { foundationModels as streams } from '../../test/simulator/seed-foundation.ts';
import type { Simulator } from '../../test/simulator/simulator.ts';
import type { Run } from './run-tap.ts';
import { say } from './say.ts';

/** The default of the setting. */
const lookbackMinutes = 15;

/** Changes a few rows of four models, a second after everything else: only these may come. */
export function edit({ store, clock }: Simulator): ReadonlyMap<string, ReadonlySet<number>> {
  clock.advance(1000);
  const edited = new Map<string, Set<number>>();
  for (const [model, amount] of [
    ['grant_request', 12],
    ['organization', 5],
    ['geo_state', 2],
    ['mac_model_type_dyn_site_visit', 3],
  ] as const) {
    const ids = store
      .ids(model)
      .filter((_id, index) => index % 97 === 3)
      .slice(0, amount);
    store.bulkUpdate(model, ids, {});
    edited.set(model, new Set(ids));
  }
  return edited;
}

/** Checks that every edited row came, and besides only rows which the lookback reads again. */
export function tellChanges(edited: ReadonlyMap<string, ReadonlySet<number>>, before: Run, after: Run): void {
  let changed = 0;
  for (const stream of streams) {
    const wanted = edited.get(stream) ?? new Set();
    changed += wanted.size;
    const again = readAgain(before.rows.get(stream) ?? new Map());
    compare(stream, wanted, { ...after, rows: new Map([[stream, without(after.rows.get(stream), again, wanted)]]) });
  }
  const repeated = after.records - changed;
  say(
    `  ${after.records} records: the ${changed} edited rows, and ${repeated} as new as the bookmark less the lookback`,
  );
}

/** The rows that an incremental run reads again, changed or not: those of the last minutes before the bookmark. */
function readAgain(rows: ReadonlyMap<number, string>): ReadonlySet<number> {
  const latest = Math.max(...[...rows.values()].map((text) => Date.parse(text)));
  const from = latest - lookbackMinutes * 60_000;
  return new Set([...rows].filter(([, text]) => Date.parse(text) >= from).map(([id]) => id));
}

function without(
  rows: ReadonlyMap<number, string> = new Map(),
  again: ReadonlySet<number>,
  wanted: ReadonlySet<number>,
): ReadonlyMap<number, string> {
  return new Map([...rows].filter(([id]) => wanted.has(id) || !again.has(id)));
}

/** Compares the ids that a run wrote with those that it should have. @throws Error when rows are lost or too many */
export function compare(stream: string, wanted: ReadonlySet<number>, { rows }: Run): void {
  const got = rows.get(stream) ?? new Map<number, string>();
  const lost = [...wanted].filter((id) => !got.has(id));
  const extra = [...got.keys()].filter((id) => !wanted.has(id));
  if (lost.length + extra.length > 0)
    throw new Error(`${stream}: ${lost.length} rows lost, ${extra.length} rows too many`);
}
