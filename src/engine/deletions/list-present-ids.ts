import { ConnectorError } from '../../core/connector-error.ts';
import { hasId, type IdSet, noIds, toIdSet } from '../../core/id-set.ts';
import { type Instant, toEpochMs } from '../../core/instant.ts';
import { emptyState } from '../../core/stream-state.ts';
import { keysOf } from '../calls/question.ts';
import type { AnswerEngine } from '../ports.ts';
import { createReadContext, cursorOf, type ReadContext } from '../read-context.ts';
import { chooseRungs } from '../rungs/choose-rungs.ts';
import { engineByTime } from '../rungs/sorts-by-time.ts';
import { engineOfSweep, readSweep } from '../sweeps/read-sweep.ts';
import type { ExpectedRows } from './missed-rows.ts';
import { passedBy, undatedMs } from './passed-by.ts';

/** The most that the API gives at once: next to nothing is asked for of a row. */
const rowsPerCall = 500;

/** In memory. What a state can keep of them is less, see `remember-ids.ts`. */
const mostIds = 20_000_000;

/** The rows that are there. */
export interface PresentIds {
  readonly ids: IdSet;
  /** Those that the run is to show. */
  readonly expected: ExpectedRows;
  /** Those of them that reading on from the state would not show. */
  readonly overlooked: Overlooked;
}

/** Rows that are new as they are: of old date, or back after they were hidden for a while and told as deleted. */
interface Overlooked {
  readonly dated: number;
  /** Without `updated_at`: they are read again when their number changes, which it need not. */
  readonly undated: number;
}

/**
 * Lists every id of the model, by a full pass in any of the ways that a sweep has. What vanished or came meanwhile may
 * be in it or not; what was there all the time is.
 * @throws ConnectorError when a call fails, or none of the ways reads to the end: half a list would tell of deletions
 *   that never were
 */
export async function listPresentIds(context: ReadContext): Promise<PresentIds> {
  const pass = readSweep(narrow(context), emptyState, engineOfRows(context));
  const judge = rowJudge(context);
  let found = noRows();
  for (;;) {
    const next = await pass.next();
    if (next.done) {
      if (next.value.kind === 'refused') throw unlisted(context, next.value.reason);
      const { ids, expected, overlooked } = found;
      return { ids: toIdSet(ids), expected, overlooked };
    }
    const { rows, takesBack } = next.value;
    if (takesBack) found = noRows();
    if (found.ids.length > mostIds) throw unlisted(context, `there are more than ${mostIds}`);
    for (const row of rows) {
      found.ids.push(row.id);
      const cursor = cursorOf(row);
      const changedMs = cursor ? toEpochMs(cursor) : undatedMs;
      const verdict = judge(row.id, cursor, changedMs);
      if (verdict === 'settled') continue;
      found.expected.ids.push(row.id);
      found.expected.changedMs.push(changedMs);
      if (verdict === 'overlooked') found.overlooked[cursor ? 'dated' : 'undated'] += 1;
    }
  }
}

interface Found {
  readonly ids: number[];
  readonly expected: { readonly ids: number[]; readonly changedMs: number[] };
  readonly overlooked: { dated: number; undated: number };
}

function noRows(): Found {
  return { ids: [], expected: { ids: [], changedMs: [] }, overlooked: { dated: 0, undated: 0 } };
}

/** Tells of a row whether the run is to show it, and whether reading on would not. */
function rowJudge(
  context: ReadContext,
): (id: number, cursor: Instant | undefined, changedMs: number) => 'settled' | 'expected' | 'overlooked' {
  const { from, settings, runBeganAt } = context;
  const { knownIds, bookmark } = from;
  const missedIds = from.missedIds ?? noIds;
  const isPassed = passedBy(context, from);
  const isInFuture = bookmark !== undefined && bookmark > runBeganAt;
  return (id, cursor, changedMs) => {
    if (settings.startDate !== undefined && cursor !== undefined && cursor < settings.startDate) return 'settled';
    // What is not passed is to be shown whether it is new or changed.
    if (!isPassed(id, changedMs)) return 'expected';
    // The first time, what is not to be read any more was emitted by runs that did not look for deletions.
    const isNew = hasId(missedIds, id) || (knownIds !== undefined && !hasId(knownIds, id));
    if (!isNew) return 'settled';
    // Nothing before a bookmark of the future is read, not even now: then the state names what was not shown.
    return isInFuture && cursor !== undefined ? 'expected' : 'overlooked';
  };
}

/** The same stream, read in full and with its key and its cursor only. */
function narrow(context: ReadContext): ReadContext {
  const { definition, fields } = context.stream;
  const names = keysOf(definition);
  const keys = fields.filter(({ name }) => names.includes(name));
  return createReadContext({
    ...context,
    stream: { ...context.stream, mode: 'full', fields: keys },
    settings: { ...context.settings, pageSize: rowsPerCall },
  });
}

/**
 * The engine that rows are read from. The index is late: a list of its own would lack rows that the database has shown to
 * the last run.
 */
function engineOfRows(context: ReadContext): AnswerEngine {
  const rung = context.from.rung ?? chooseRungs(context, context.from)[0];
  if (rung === 'recent-first') return engineByTime(context);
  return rung === 'sweep' ? engineOfSweep(context) : 'search';
}

function unlisted({ stream }: ReadContext, reason: string): ConnectorError {
  const { name } = stream.definition;
  return new ConnectorError(
    'unexpected-response',
    'RUNGS_EXHAUSTED',
    `Cannot list the ids of ${name}: the server honours none of the ways to read them all (${reason}). Its deletions are ` +
      'not told; set `detect_deletions` to false to read it without.',
    { stream: name },
  );
}
