import { encodeIds, hasId, type IdSet, toIdSet, uniteIds } from '../../core/id-set.ts';
import { emptyState } from '../../core/stream-state.ts';
import type { SyncEvent } from '../../core/sync-event.ts';
import type { ReadContext } from '../read-context.ts';
import { createMissedRows, expectMissed, type MissedRows } from './missed-rows.ts';

/**
 * The most characters of `known_ids`. Every state carries them, and a Singer state those of all streams: more than a
 * megabyte a line is more than platforms and targets bear. A table without gaps needs six, however large it is; this much
 * is 375,000 gaps.
 */
const longestText = 1_000_000;

/** The set, or nothing, with a warning, when it is too large for a state. */
export function boundIds({ stream, log }: ReadContext, ids: IdSet): IdSet | undefined {
  if (encodeIds(ids).length <= longestText) return ids;
  log('warn', `${stream.definition.name} has too many rows to remember: its deletions cannot be told`);
  return undefined;
}

/**
 * Adds the ids of the records to the states. A record of a row that was not known comes behind a state that knows it:
 * were the run to end in between, and the row be deleted then, no later run would miss it. Such rows are few: those that
 * came since the ids were listed.
 */
export async function* rememberIds(
  context: ReadContext,
  events: AsyncGenerator<SyncEvent, void>,
  missed: MissedRows,
): AsyncGenerator<SyncEvent, void> {
  let state = context.from;
  let { knownIds } = state;
  for await (const event of events) {
    const added = event.kind === 'records' && knownIds ? newIds(event, knownIds) : [];
    if (knownIds && added.length > 0) {
      knownIds = boundIds(context, uniteIds(knownIds, toIdSet(added)));
      yield {
        kind: 'checkpoint',
        stream: context.stream,
        state: { ...state, knownIds, missedIds: uniteIds(missed.at(state), toIdSet(added)) },
        isAhead: true,
      };
    }
    if (event.kind === 'records') missed.noteEmitted(idsOf(event));
    if (event.kind !== 'checkpoint') {
      yield event;
      continue;
    }
    ({ state } = event);
    const missedIds = missed.at(state);
    if (state.syncedAt === undefined || encodeIds(missedIds).length <= longestText) {
      yield { ...event, state: { ...state, knownIds, missedIds } };
      continue;
    }
    // A state that vouches for nothing needs not name them: all rows are to be shown again.
    const { name } = context.stream.definition;
    context.log('warn', `${name} shows few of the rows that it lists: the next run reads it from its beginning`);
    yield { ...event, state: { ...emptyState, knownIds, syncedAt: state.syncedAt } };
  }
}

/** Names, in the states of a run that does not look for deletions, which of the rows it has missed that are to be shown. */
export async function* keepMissed(
  context: ReadContext,
  events: AsyncGenerator<SyncEvent, void>,
): AsyncGenerator<SyncEvent, void> {
  const missed = createMissedRows(context, expectMissed(context));
  for await (const event of events) {
    if (event.kind === 'records') missed.noteEmitted(idsOf(event));
    yield event.kind === 'checkpoint'
      ? { ...event, state: { ...event.state, missedIds: missed.at(event.state) } }
      : event;
  }
}

type Records = SyncEvent & { kind: 'records' };

function newIds(event: Records, known: IdSet): readonly number[] {
  return idsOf(event).filter((id) => !hasId(known, id));
}

function idsOf({ records }: Records): readonly number[] {
  return records.map((record) => Number(record['id']));
}
