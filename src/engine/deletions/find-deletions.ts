import { ConnectorError, isAboutOneModel } from '../../core/connector-error.ts';
import { counted, grouped } from '../../core/counted.ts';
import { countIds, type IdSet, isSameIds, listIds, noIds, subtractIds, uniteIds } from '../../core/id-set.ts';
import { createProjection } from '../../core/project-record.ts';
import type { StreamRecord } from '../../core/record.ts';
import { deletionMark } from '../../core/stream-definition.ts';
import { emptyState, type StreamState } from '../../core/stream-state.ts';
import type { SyncEvent } from '../../core/sync-event.ts';
import type { AnswerEngine } from '../ports.ts';
import type { ReadContext } from '../read-context.ts';
import { countRows } from '../walks/ask-keys.ts';
import { listPresentIds, type PresentIds } from './list-present-ids.ts';
import { createMissedRows, expectMissed, type MissedRows } from './missed-rows.ts';
import { boundIds, rememberIds } from './remember-ids.ts';

/** What was found out before the rows are read: the state to read them from, or why nothing could be. */
interface Search {
  readonly state: StreamState;
  readonly missed: MissedRows;
  readonly failure: ConnectorError | undefined;
}

/** Up to so many rows may vanish at once whatever their share is. */
const alwaysCredible = 100;

const recordsPerBatch = 1000;

/** Whether deletions of the stream are told: nothing is remembered of a full read, which shows what there is. */
export function tellsDeletions({ stream, settings }: ReadContext): boolean {
  return settings.detectDeletions && stream.mode === 'incremental' && stream.definition.cursor !== undefined;
}

/**
 * Tells which rows have vanished since the last run, then reads the rows. When the ids cannot be listed, or the answer is
 * not to be believed, nothing is marked and the rows are read all the same; the error is thrown at the very end.
 * @throws ConnectorError as `readRows` does; what kept the ids from being listed; DELETIONS_DOUBTFUL
 */
export async function* readWithDeletions(
  context: ReadContext,
  readRows: (context: ReadContext) => AsyncGenerator<SyncEvent, void>,
): AsyncGenerator<SyncEvent, void> {
  const { state, missed, failure } = yield* markVanished(context);
  const reading = { ...context, from: state };
  const events = readRows(reading);
  // What a row that is new adds to the known ids is kept even so: it may be gone by the next run.
  yield* rememberIds(reading, failure?.code === 'DELETIONS_DOUBTFUL' ? withoutStates(events) : events, missed);
  if (failure) throw failure;
}

/**
 * The rows alone: the next run reads on from where this one began. A server that hides rows hides changes as well: one that
 * the bookmark passed meanwhile would be lost when its row is shown again.
 */
async function* withoutStates(events: AsyncGenerator<SyncEvent, void>): AsyncGenerator<SyncEvent, void> {
  for await (const event of events) if (event.kind !== 'checkpoint') yield event;
}

/** The first time there is nothing to compare with: the ids are remembered, and no row is marked. */
async function* markVanished(context: ReadContext): AsyncGenerator<SyncEvent, Search> {
  const { stream, from, log } = context;
  const found = await compareIds(context);
  if (found instanceof ConnectorError) {
    log('info', `${stream.definition.name}: its rows are read without telling which have vanished (${found.code})`);
    return { state: from, missed: createMissedRows(context, expectMissed(context)), failure: found };
  }
  // Were the run to end behind the marks, and the rows come back as they were, no later run would take them for new.
  if (countIds(found.vanished) > 0) {
    const missedIds = uniteIds(from.missedIds ?? noIds, found.vanished);
    yield { kind: 'checkpoint', stream, state: { ...from, missedIds }, isAhead: true };
  }
  yield* toRecords(context, found.vanished);
  const missed = createMissedRows(context, found.present.expected);
  const state = toState(context, found.present, missed);
  // Ahead of the rows: one that is new, and gone by the next run, must be known to that run whatever happens to this.
  if (state !== from) yield { kind: 'checkpoint', stream, state, isAhead: true };
  return { state, missed, failure: undefined };
}

/** @throws whatever keeps the rows from being read as well */
async function compareIds(
  context: ReadContext,
): Promise<{ readonly present: PresentIds; readonly vanished: IdSet } | ConnectorError> {
  const { name } = context.stream.definition;
  try {
    const present = await listPresentIds(context);
    const known = context.from.knownIds ?? noIds;
    const vanished = subtractIds(known, present.ids);
    return (await findDoubt(context, { present, vanished, known })) ?? { present, vanished };
  } catch (error) {
    if (!isAboutOneModel(error)) throw error;
    const { kind, code, message, details }: ConnectorError = error;
    return new ConnectorError(kind, code, `Which rows of ${name} have vanished is not known: ${message}`, details);
  }
}

/** A search index that is being rebuilt, or a user who may no longer see a model, shows few rows or none in perfect order. */
async function findDoubt(
  context: ReadContext,
  { present, vanished: gone, known: all }: { present: PresentIds; vanished: IdSet; known: IdSet },
): Promise<ConnectorError | undefined> {
  const [vanished, known] = [countIds(gone), countIds(all)];
  const isMuch = vanished > alwaysCredible && vanished * 2 > known;
  const isAll = vanished > 0 && countIds(present.ids) === 0;
  if (!isMuch && !(isAll && (await countsAny(context)))) return undefined;
  const { name } = context.stream.definition;
  return new ConnectorError(
    'transient',
    'DELETIONS_DOUBTFUL',
    `${grouped(vanished)} of the ${counted(known, 'row')} of ${name} seem to have vanished at once, which is more likely ` +
      'a fault of the server: none is marked as deleted, and what it shows was read, as it will be again by the next run. ' +
      'If they are gone indeed, remove `known_ids` of the stream from the state, and refresh the stream in full.',
    { stream: name, vanished, known },
  );
}

/** Whether either engine counts a row where the list of ids was empty. One that does not serve the model knows nothing. */
async function countsAny(context: ReadContext): Promise<boolean> {
  const counts = await Promise.all([countIfServed(context, 'search'), countIfServed(context, 'database')]);
  return counts.some((count) => count > 0);
}

async function countIfServed(context: ReadContext, engine: AnswerEngine): Promise<number> {
  try {
    return await countRows(context, engine, []);
  } catch (error) {
    if (error instanceof ConnectorError && error.kind === 'unexpected-response') return 0;
    throw error;
  }
}

/**
 * Of a row that has vanished nothing is known but its id. `updated_at` is the run's beginning, later than that of any
 * version which was emitted before, so that a target which keeps the latest version of a row keeps this one. A row that
 * is restored has a later one still; one that was only out of sight comes back with its old one, which the documentation
 * warns of.
 */
function* toRecords({ stream, runBeganAt }: ReadContext, vanished: IdSet): Generator<SyncEvent> {
  const projection = createProjection(stream.fields);
  // The mark is in no row: it is set here alone.
  const toRecord = (id: number): StreamRecord => ({
    ...projection.toRecord({ id, updated_at: runBeganAt }, () => undefined),
    [deletionMark.property]: runBeganAt,
  });
  const toEvent = (ids: readonly number[]): SyncEvent => ({
    kind: 'records',
    stream,
    records: ids.map(toRecord),
    changes: new Map(),
  });
  let batch: number[] = [];
  for (const id of listIds(vanished)) {
    if (batch.push(id) < recordsPerBatch) continue;
    yield toEvent(batch);
    batch = [];
  }
  if (batch.length > 0) yield toEvent(batch);
}

/** The state to read the rows from; the very one that was given when nothing has changed. */
function toState(context: ReadContext, { ids, overlooked }: PresentIds, missed: MissedRows): StreamState {
  const { from, log, stream } = context;
  const { dated, undated } = overlooked;
  if (dated + undated === 0 && from.knownIds && isSameIds(from.knownIds, ids)) return from;
  let state = from;
  if (dated > 0) {
    const what = `${counted(dated, 'row')} came (or came back) with an updated_at before the bookmark`;
    log('warn', `${stream.definition.name}: ${what}: the stream is read from its beginning`);
    state = emptyState;
  }
  // One that came back leaves their number as it was: without it, all of them are read again.
  if (undated > 0) state = { ...state, rowsWithoutCursor: undefined, lastIdWithoutCursor: undefined };
  const knownIds = boundIds(context, ids);
  return { ...state, knownIds, missedIds: missed.at(state) };
}
