import { ConnectorError } from '../core/connector-error.ts';
import { hasId, type IdSet, toIdSet } from '../core/id-set.ts';
import { type Instant, later } from '../core/instant.ts';
import type { RawRow } from '../core/record.ts';
import { emptyState } from '../core/stream-state.ts';
import { chooseRungs } from './choose-rungs.ts';
import type { AnswerEngine } from './ports.ts';
import { keysOf } from './question.ts';
import { createReadContext, cursorOf, lowerBound, type ReadContext } from './read-context.ts';
import { engineOfSweep, readSweep } from './read-sweep.ts';
import { engineByTime } from './sorts-by-time.ts';

/** The most that the API gives at once: next to nothing is asked for of a row. */
const rowsPerCall = 500;

/** The rows that are there. */
export interface PresentIds {
  readonly ids: IdSet;
  /** How many of them the last run did not know, although reading on from its state might not show them. */
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
  const isOverlooked = overlookedBy(context);
  let ids: number[] = [];
  let [dated, undated] = [new Set<number>(), new Set<number>()];
  for (;;) {
    const next = await pass.next();
    if (next.done) {
      if (next.value.kind === 'complete') {
        return { ids: toIdSet(ids), overlooked: { dated: dated.size, undated: undated.size } };
      }
      throw unlisted(context, next.value.reason);
    }
    const { rows, takesBack } = next.value;
    if (takesBack) [ids, dated, undated] = [[], new Set(), new Set()];
    for (const row of rows) {
      ids.push(row.id);
      if (isOverlooked(row)) (cursorOf(row) === undefined ? undated : dated).add(row.id);
    }
  }
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

/** Tells the rows that the last run did not know, and that reading on from its state might not show. */
function overlookedBy(context: ReadContext): (row: RawRow) => boolean {
  const { knownIds, bookmark, sweep, load } = context.from;
  if (!knownIds) return () => false;
  // What an unfinished read has passed is not read again, unless it was changed since that began.
  const reached = later(bookmark, later(sweep?.beganAt, load?.beganAt));
  const bound = lowerBound(context, { ...context.from, bookmark: reached });
  const { startDate } = context.settings;
  const isUnread = (at: Instant): boolean => {
    // Before a bookmark from the future, nothing is wanted.
    if (!reached || !bound || reached > context.runBeganAt) return false;
    return at < bound && (startDate === undefined || at >= startDate);
  };
  return (row) => {
    const at = cursorOf(row);
    return !hasId(knownIds, row.id) && (at === undefined || isUnread(at));
  };
}

/**
 * The engine that the rows will be read from. The index is late: a list of its own would lack rows that the database has
 * shown already, and one of the database's would have rows that the index does not show before this run has ended.
 */
function engineOfRows(context: ReadContext): AnswerEngine {
  const [rung] = chooseRungs(context, context.from);
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
