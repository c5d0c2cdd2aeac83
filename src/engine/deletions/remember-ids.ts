import { encodeIds, hasId, type IdSet, subtractIds, toIdSet, uniteIds } from '../../core/id-set.ts';
import type { SyncEvent } from '../../core/sync-event.ts';
import type { ReadContext } from '../read-context.ts';

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
 * came since the ids were listed. In the end, what was listed and not emitted is forgotten: the index may not have shown it
 * yet, and the next run must look for it.
 * @param fresh ids that were listed, and that no earlier run has emitted
 */
export async function* rememberIds(
  context: ReadContext,
  events: AsyncGenerator<SyncEvent, void>,
  fresh: IdSet,
): AsyncGenerator<SyncEvent, void> {
  let state = context.from;
  let { knownIds } = state;
  const emitted: number[] = [];
  for await (const event of events) {
    const added = event.kind === 'records' && knownIds ? newIds(event, knownIds) : [];
    if (knownIds && added.length > 0) {
      knownIds = boundIds(context, uniteIds(knownIds, toIdSet(added)));
      yield { kind: 'checkpoint', stream: context.stream, state: { ...state, knownIds }, isAhead: true };
    }
    if (event.kind === 'records') emitted.push(...idsOf(event).filter((id) => hasId(fresh, id)));
    if (event.kind === 'checkpoint') ({ state } = event);
    const isEnd = event.kind === 'checkpoint' && event.state.syncedAt === context.runBeganAt;
    if (isEnd && knownIds) knownIds = subtractIds(knownIds, subtractIds(fresh, toIdSet(emitted)));
    yield event.kind === 'checkpoint' ? { ...event, state: { ...event.state, knownIds } } : event;
  }
}

type Records = SyncEvent & { kind: 'records' };

function newIds(event: Records, known: IdSet): readonly number[] {
  return idsOf(event).filter((id) => !hasId(known, id));
}

function idsOf({ records }: Records): readonly number[] {
  return records.map((record) => Number(record['id']));
}
