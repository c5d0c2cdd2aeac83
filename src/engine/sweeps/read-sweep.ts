import { later } from '../../core/instant.ts';
import type { RawRow } from '../../core/record.ts';
import { advanceBookmark, type StreamState, type SweepProgress } from '../../core/stream-state.ts';
import type { AnswerEngine } from '../ports.ts';
import { cursorOf, lowerBound, type ReadContext, type RungEnd, type Step } from '../read-context.ts';
import { endOnRefusal } from '../refusal.ts';
import { readByIdBound } from './sweep-by-id-bound.ts';
import { readByIdOrder } from './sweep-by-id-order.ts';
import { readUnordered } from './sweep-unordered.ts';
import type { SweepStep, SweepWay } from './sweep-way.ts';

/**
 * The rung that always works: every row, by `id`; in incremental mode only what is newer than the bookmark, and what
 * has no timestamp, is passed on. Rows changed behind the pass have a later `updated_at` than its beginning, so the
 * bookmark that it leaves finds them in the next run.
 */
export async function* readSweep(
  context: ReadContext,
  state: StreamState,
  engine = engineOfSweep(context),
): AsyncGenerator<Step, RungEnd> {
  const isIncremental = context.stream.mode === 'incremental';
  const start: SweepProgress = state.sweep ?? {
    lastId: 0,
    rows: 0,
    highest: undefined,
    beganAt: context.runBeganAt,
  };
  const bound = isIncremental ? lowerBound(context, state) : undefined;
  const isWanted = (row: RawRow): boolean => bound === undefined || (cursorOf(row) ?? bound) >= bound;
  let progress = start;
  let reason = 'no way of reading was left';
  for (const way of waysFor(engine)) {
    const before = progress;
    let takesBack = false;
    const pass = endOnRefusal(way(context, progress));
    for (;;) {
      const next = await pass.next();
      if (next.done) {
        if (next.value.kind === 'complete') return yield* finish(state, progress);
        reason = next.value.reason;
        // A way that contradicts what it has read vouches for nothing, nor for what it may have read in an earlier run.
        takesBack = progress !== before && !next.value.mayPass;
        if (takesBack) progress = { ...start, lastId: 0, rows: 0 };
        break;
      }
      progress = extend(progress, next.value);
      const rows = next.value.rows.filter(isWanted);
      // Of those that a bound leaves, nobody knows the number; of a pass that goes on, only the rest is read.
      const rest = bound === undefined ? { total: Math.max(0, next.value.total - before.rows) } : {};
      yield { rows, state: { ...state, sweep: progress }, ...rest };
    }
    context.log('debug', `${context.stream.definition.name}: the sweep tries another way: ${reason}`);
    yield { rows: [], state: { ...state, sweep: progress }, takesBack };
  }
  return { kind: 'refused', reason };
}

/** Which engine is asked first: the database where it is known to serve the model, otherwise the index, which takes bounds. */
export function engineOfSweep({ stream }: ReadContext): AnswerEngine {
  return stream.definition.searchIndexed === 'no' ? 'database' : 'search';
}

function waysFor(engine: AnswerEngine): readonly SweepWay[] {
  const inDatabase = readByIdOrder('database');
  const inSearch = [readByIdBound(), readByIdOrder('search')];
  return engine === 'database' ? [inDatabase, ...inSearch, readUnordered] : [...inSearch, inDatabase, readUnordered];
}

function extend(progress: SweepProgress, { rows, lastId }: SweepStep): SweepProgress {
  let { highest } = progress;
  for (const row of rows) highest = later(highest, cursorOf(row));
  const isVouched = lastId > progress.lastId; // a pass without an order vouches for nothing before its end
  return { ...progress, lastId, rows: progress.rows + (isVouched ? rows.length : 0), highest };
}

async function* finish(state: StreamState, progress: SweepProgress): AsyncGenerator<Step, RungEnd> {
  yield {
    rows: [],
    state: { ...advanceBookmark(state, progress.highest, progress.beganAt), sweep: undefined, load: undefined },
  };
  return { kind: 'complete' };
}
