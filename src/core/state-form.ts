import { ConnectorError } from './connector-error.ts';
import { countIds, decodeIds, encodeIds, type IdSet } from './id-set.ts';
import { type Instant, parseInstant } from './instant.ts';
import { isObject, type JsonObject, parseCount } from './json.ts';
import {
  emptyState,
  type FullRefresh,
  type LoadProgress,
  rungs,
  type StreamState,
  type SweepProgress,
} from './stream-state.ts';
import type { Stretch } from './stretch.ts';

/** The version of the JSON form below. A change that older releases would misread raises it. */
const currentVersion = 1;

/** The JSON form. `replication_key` and `replication_key_value` are the two names that Singer tools look for. */
export function serializeState(state: StreamState): JsonObject {
  return {
    version: currentVersion,
    ...(state.bookmark && { replication_key: 'updated_at', replication_key_value: state.bookmark }),
    ...(state.rung && { rung: state.rung }),
    ...(state.probedAt && { probed_at: state.probedAt }),
    ...(state.rowsWithoutCursor !== undefined && { rows_without_cursor: state.rowsWithoutCursor }),
    ...(state.lastIdWithoutCursor !== undefined && { last_id_without_cursor: state.lastIdWithoutCursor }),
    ...(state.sweep && { sweep: serializeSweep(state.sweep) }),
    ...(state.load && { load: serializeLoad(state.load) }),
    ...(state.fullRefresh && { full_refresh: serializeFullRefresh(state.fullRefresh) }),
    ...(state.syncedAt && { synced_at: state.syncedAt }),
    ...(state.knownIds && { known_ids: encodeIds(state.knownIds) }),
    ...(state.missedIds && countIds(state.missedIds) > 0 && { missed_ids: encodeIds(state.missedIds) }),
  };
}

/** What a state says that says nothing. An object stands for an object: Meltano cannot merge one into a null. */
const nothing: JsonObject = {
  replication_key: null,
  replication_key_value: null,
  updated_at: null, // the bookmark of older taps
  rung: null,
  probed_at: null,
  rows_without_cursor: null,
  last_id_without_cursor: null,
  sweep: { last_id: null, rows: null, highest: null, began_at: null },
  load: { began_at: null, read: null },
  full_refresh: { job: null, complete: null },
  synced_at: null,
  known_ids: null,
  missed_ids: null,
};

/**
 * The same with null for whatever the state does not say. Meltano merges states key by key into the one that it has, behind
 * `--full-refresh` or with `--state-strategy=merge`: a bookmark that survived there would hide every row that a refresh did not
 * come to, and a pass that is over would be done again for ever.
 */
export function serializeOverOlder(state: StreamState): JsonObject {
  const { sweep, ...said } = serializeState(state);
  return { ...nothing, ...said, ...(isObject(sweep) && { sweep: { ...Object(nothing['sweep']), ...sweep } }) };
}

function serializeSweep(sweep: SweepProgress): JsonObject {
  const { lastId, rows, highest, beganAt } = sweep;
  return { last_id: lastId, rows, ...(highest && { highest }), began_at: beganAt };
}

function serializeLoad({ beganAt, read }: LoadProgress): JsonObject {
  return { began_at: beganAt, read: read.map(({ from, to }) => ({ from, to })) };
}

function serializeFullRefresh({ job, isComplete }: FullRefresh): JsonObject {
  return { job, complete: isComplete };
}

/**
 * Reads a state of any age: our own, the Meltano SDK's (`replication_key_value`), the older Singer one
 * (`{"updated_at": "..."}`), with nulls or unknown keys in it.
 * @throws ConnectorError STATE_TOO_NEW, STATE_INVALID
 */
export function parseState(value: unknown, stream: string): StreamState {
  if (value === null || value === undefined) return emptyState;
  if (!isObject(value)) throw invalid(stream, 'it is not an object');
  const version = value['version'] ?? currentVersion;
  if (typeof version !== 'number' || !Number.isInteger(version))
    throw invalid(stream, '`version` is not a whole number');
  if (version > currentVersion) {
    throw new ConnectorError(
      'config',
      'STATE_TOO_NEW',
      `The state of stream ${stream} has version ${version}, this release of tap-fluxx knows ${currentVersion}. ` +
        'Use the newer release that wrote it, or remove this stream from the state to read it from the beginning.',
    );
  }
  return {
    bookmark: parseBookmark(value, stream),
    rung: rungs.find((rung) => rung === value['rung']),
    probedAt: parseInstant(value['probed_at']),
    rowsWithoutCursor: parseCount(value['rows_without_cursor']),
    lastIdWithoutCursor: parseCount(value['last_id_without_cursor']),
    sweep: parseSweep(value['sweep'], stream),
    load: parseLoad(value['load'], stream),
    fullRefresh: parseFullRefresh(value['full_refresh'], stream),
    syncedAt: parseInstant(value['synced_at']),
    knownIds: parseIds(value, 'known_ids', stream),
    missedIds: parseIds(value, 'missed_ids', stream),
  };
}

function parseBookmark(value: Readonly<Record<string, unknown>>, stream: string): Instant | undefined {
  const key = value['replication_key'];
  if (typeof key === 'string' && key !== 'updated_at') return undefined; // a bookmark of another cursor vouches for nothing
  const text = value['replication_key_value'] ?? value['updated_at'];
  if (text === undefined || text === null) return undefined;
  const bookmark = parseInstant(text);
  if (!bookmark) throw invalid(stream, '`replication_key_value` is not an RFC 3339 timestamp');
  return bookmark;
}

/** Platforms put nulls where something might stand, and objects of nulls. */
export function isNothing(value: unknown): boolean {
  return (
    value === undefined || value === null || (isObject(value) && Object.values(value).every((part) => part === null))
  );
}

function parseSweep(value: unknown, stream: string): SweepProgress | undefined {
  if (isNothing(value)) return undefined;
  const beganAt = isObject(value) ? parseInstant(value['began_at']) : undefined;
  const lastId = isObject(value) ? parseCount(value['last_id']) : undefined;
  if (!isObject(value) || beganAt === undefined || lastId === undefined) {
    throw invalid(stream, '`sweep` needs `last_id` and `began_at`');
  }
  return { lastId, rows: parseCount(value['rows']) ?? 0, highest: parseInstant(value['highest']), beganAt };
}

/** Half a set would tell of deletions that never were, or hide a row that was missed. */
function parseIds(
  state: Readonly<Record<string, unknown>>,
  key: 'known_ids' | 'missed_ids',
  stream: string,
): IdSet | undefined {
  const value = state[key];
  if (value === undefined || value === null) return undefined;
  const ids = decodeIds(value);
  if (ids) return ids;
  const advice = 'Remove `known_ids` of this stream: then rows that were deleted since the last run are not told.';
  throw invalid(stream, `\`${key}\` is not as tap-fluxx wrote it`, key === 'known_ids' ? advice : usualAdvice);
}

const usualAdvice = 'Correct it, or remove this stream from the state to read it from the beginning.';

function parseLoad(value: unknown, stream: string): LoadProgress | undefined {
  if (isNothing(value)) return undefined;
  const beganAt = isObject(value) ? parseInstant(value['began_at']) : undefined;
  const list = isObject(value) ? value['read'] : undefined;
  const read = Array.isArray(list) ? list.map(parseStretch) : [];
  if (beganAt === undefined || !Array.isArray(list) || !read.every((stretch) => stretch !== undefined)) {
    throw invalid(stream, '`load` needs `began_at` and `read`, a list of `from` and `to`');
  }
  return { beganAt, read };
}

/** Without it, an incremental run would go on behind rows that the target of a broken full refresh may have dropped. */
function parseFullRefresh(value: unknown, stream: string): FullRefresh | undefined {
  if (isNothing(value)) return undefined;
  const job = isObject(value) ? value['job'] : undefined;
  if (!isObject(value) || typeof job !== 'string') throw invalid(stream, '`full_refresh` needs `job`, a text');
  return { job, isComplete: value['complete'] === true };
}

function parseStretch(value: unknown): Stretch | undefined {
  const from = isObject(value) ? parseInstant(value['from']) : undefined;
  const to = isObject(value) ? parseInstant(value['to']) : undefined;
  return from && to && { from, to };
}

function invalid(stream: string, reason: string, advice = usualAdvice): ConnectorError {
  return new ConnectorError(
    'config',
    'STATE_INVALID',
    `The state of stream ${stream} cannot be read: ${reason}. ${advice}`,
  );
}
