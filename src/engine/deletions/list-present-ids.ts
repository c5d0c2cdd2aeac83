import { ConnectorError } from '../../core/connector-error.ts';
import { hasId, type IdSet, toIdSet } from '../../core/id-set.ts';
import { type Instant, later } from '../../core/instant.ts';
import type { RawRow } from '../../core/record.ts';
import { emptyState } from '../../core/stream-state.ts';
import { keysOf } from '../calls/question.ts';
import type { AnswerEngine } from '../ports.ts';
import { gapsToRead } from '../ranges/gaps-to-read.ts';
import { createReadContext, cursorOf, lowerBound, type ReadContext } from '../read-context.ts';
import { chooseRungs } from '../rungs/choose-rungs.ts';
import { engineByTime } from '../rungs/sorts-by-time.ts';
import { engineOfSweep, readSweep } from '../sweeps/read-sweep.ts';

/** The most that the API gives at once: next to nothing is asked for of a row. */
const rowsPerCall = 500;

/** In memory. What a state can keep of them is less, see `remember-ids.ts`. */
const mostIds = 20_000_000;

/** The rows that are there. */
export interface PresentIds {
  readonly ids: IdSet;
  /** Those that no earlier run has emitted, as far as is known. */
  readonly fresh: IdSet;
  /** Those of the fresh ones that reading on from the state would not show. */
  readonly overlooked: Overlooked;
}

/** Rows that are new as they are: of old date, or back after they were hidden for a while and told as deleted. */
interface Overlooked {
  readonly dated: IdSet;
  /** Without `updated_at`: they are read again when their number changes, which it need not. */
  readonly undated: IdSet;
}

/**
 * Lists every id of the model, by a full pass in any of the ways that a sweep has. What vanished or came meanwhile may
 * be in it or not; what was there all the time is.
 * @throws ConnectorError when a call fails, or none of the ways reads to the end: half a list would tell of deletions
 *   that never were
 */
export async function listPresentIds(context: ReadContext): Promise<PresentIds> {
  const pass = readSweep(narrow(context), emptyState, engineOfRows(context));
  const { knownIds } = context.from;
  const isPassed = passedBy(context);
  const isWanted = wantedBy(context);
  let found = noRows();
  for (;;) {
    const next = await pass.next();
    if (next.done) {
      if (next.value.kind === 'refused') throw unlisted(context, next.value.reason);
      const { ids, fresh, dated, undated } = found;
      return {
        ids: toIdSet(ids),
        fresh: toIdSet(fresh),
        overlooked: { dated: toIdSet(dated), undated: toIdSet(undated) },
      };
    }
    const { rows, takesBack } = next.value;
    if (takesBack) found = noRows();
    if (found.ids.length > mostIds) throw unlisted(context, `there are more than ${mostIds}`);
    for (const row of rows) {
      found.ids.push(row.id);
      // The first time, what is not to be read any more was emitted by runs that did not look for deletions.
      if (!isWanted(row) || (knownIds ? hasId(knownIds, row.id) : isPassed(row))) continue;
      found.fresh.push(row.id);
      if (knownIds && isPassed(row)) (cursorOf(row) === undefined ? found.undated : found.dated).push(row.id);
    }
  }
}

function noRows(): Readonly<Record<'ids' | 'fresh' | 'dated' | 'undated', number[]>> {
  return { ids: [], fresh: [], dated: [], undated: [] };
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

/** Tells the rows that are read at all: nothing before `start_date`, nor before a bookmark from the future. */
function wantedBy({ from: { bookmark }, settings: { startDate }, runBeganAt }: ReadContext): (row: RawRow) => boolean {
  const earliest = bookmark !== undefined && bookmark > runBeganAt ? later(bookmark, startDate) : startDate;
  return (row) => {
    const at = cursorOf(row);
    return earliest === undefined || at === undefined || at >= earliest;
  };
}

/** Tells the rows that reading on from the state would not show, unless they are changed. */
function passedBy(context: ReadContext): (row: RawRow) => boolean {
  const { from } = context;
  const { sweep, bookmark } = from;
  // Behind a sweep, what was changed since it began is read too.
  const { gaps } = gapsToRead(context, sweep ? { ...from, bookmark: later(bookmark, sweep.beganAt) } : from);
  const isInGap = (at: Instant): boolean => gaps.some((gap) => gap.from <= at && (gap.to === undefined || at < gap.to));
  const bound = lowerBound(context, from);
  const isAhead = ({ id }: RawRow, at: Instant): boolean =>
    sweep !== undefined && id > sweep.lastId && (bound === undefined || at >= bound);
  return (row) => {
    const at = cursorOf(row);
    if (at === undefined) return from.rowsWithoutCursor !== undefined;
    return !isInGap(at) && !isAhead(row, at);
  };
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
