import { addSeconds } from '../../core/instant.ts';
import { type Rung, rungs, type StreamState } from '../../core/stream-state.ts';
import type { ReadContext } from '../read-context.ts';
import { isRefusal, type Refused } from '../refusal.ts';
import { countRows } from '../walks/ask-keys.ts';
import { engineByTime, sortsByTime } from './sorts-by-time.ts';

/** A rung that was not honoured. */
export type Refusal = Refused & {
  readonly rung: Rung;
  /** Whether it was proven, in an earlier run or in this one, before it was refused. */
  readonly wasRelied: boolean;
};

/** After so many days, what was found wanting is tried again: servers are mended, and tables grow. */
const daysUntilProbe = 7;

/** The rungs to try. What worked last time comes first; a first load of a model without filters is a sweep. */
export function chooseRungs(context: ReadContext, state: StreamState): readonly Rung[] {
  const { definition, mode } = context.stream;
  if (mode === 'full' || definition.cursor === undefined || state.sweep !== undefined) return ['sweep'];
  const first = definition.searchIndexed === 'no' ? 'recent-first' : 'instant';
  const known = isFresh(context, state) ? state.rung : undefined;
  const usable = rungs.slice(rungs.indexOf(known ?? first));
  return state.bookmark === undefined ? usable.filter((rung) => rung !== 'recent-first') : usable;
}

function isFresh(context: ReadContext, { rung, probedAt }: StreamState): boolean {
  if (rung === 'instant') return true;
  return probedAt !== undefined && addSeconds(probedAt, daysUntilProbe * 86_400) > context.runBeganAt;
}

/** The state with what the next incremental run should try first. */
export async function rememberRung(
  context: ReadContext,
  climbed: { from: StreamState; state: StreamState; rung: Rung; refusals: readonly Refusal[] },
): Promise<StreamState> {
  const { from, state, rung, refusals } = climbed;
  const { definition, mode } = context.stream;
  if (mode === 'full' || definition.cursor === undefined || rung === 'instant') return state;
  // What was proven before is not given up for something that passes.
  const proven = refusals.find((refusal) => refusal.mayPass && refusal.wasRelied);
  if (proven) return { ...state, rung: proven.rung };
  const probedAt = isFresh(context, from) && refusals.length === 0 ? from.probedAt : context.runBeganAt;
  return { ...state, probedAt, rung: await nextRung(context, rung, { refusals, from }) };
}

/** A sweep that was the first load, or went on with one, does not say that nothing better works. */
async function nextRung(
  context: ReadContext,
  rung: Rung,
  { refusals, from }: { readonly refusals: readonly Refusal[]; readonly from: StreamState },
): Promise<Rung> {
  if (rung !== 'sweep' || refusals.some((refusal) => refusal.rung === 'recent-first')) return rung;
  if (from.rung === 'sweep' && isFresh(context, from)) return 'sweep';
  const engine = engineByTime(context);
  try {
    // A table of one page costs a sweep one call, and nothing is cheaper.
    if ((await countRows(context, engine, [])) <= context.settings.pageSize) return 'sweep';
    return (await sortsByTime(context, engine)) ? 'recent-first' : 'sweep';
  } catch (error) {
    if (isRefusal(error)) return 'sweep';
    throw error;
  }
}
