import { ConnectorError } from '../core/connector-error.ts';
import { isObject, tryParseJson } from '../core/json.ts';
import { parseState, type StreamState } from '../core/stream-state.ts';

/** State by stream name. */
export type States = ReadonlyMap<string, StreamState>;

/**
 * Reads a state file of either protocol: one JSON value (a list of Airbyte states, a Singer state, one message), or
 * messages one a line, as targets print them, of which the last counts. Other messages between them are passed over.
 * @throws ConnectorError STATE_INVALID, STATE_TOO_NEW
 */
export function decodeStateText(text: string): States {
  if (text.trim() === '') return new Map();
  const whole = tryParseJson(text);
  if (whole !== undefined) return decodeState(whole);
  const states = new Map<string, StreamState>();
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const value = tryParseJson(line);
    if (value === undefined) throw stateError(`line ${index + 1} is not JSON`);
    if (isOtherMessage(value)) continue;
    const decoded = decodeState(value);
    if (!isAirbyteMessage(value)) states.clear(); // a Singer state is complete in itself
    for (const [stream, state] of decoded) states.set(stream, state);
  }
  return states;
}

/** Reads a parsed state of either protocol. */
function decodeState(value: unknown): States {
  if (value === null) return new Map();
  if (Array.isArray(value))
    return new Map(value.flatMap((entry: unknown) => (isObject(entry) ? decodeAirbyteEntry(entry) : [])));
  if (!isObject(value)) throw stateError('it is neither a list nor an object');
  if (isObject(value['value'])) return decodeState(value['value']);
  if ([value['state'], value['stream'], value['global'] ?? value['global_']].some(isObject))
    return new Map(decodeAirbyteEntry(value));
  if (isObject(value['singer_state'])) return decodeState(value['singer_state']);
  const bookmarks = value['bookmarks'];
  if (bookmarks === null) return new Map();
  if (bookmarks === undefined) {
    if (saysNothing(value) || 'currently_syncing' in value) return new Map();
    throw stateError('it has no `bookmarks`, and is no list of Airbyte states');
  }
  if (!isObject(bookmarks)) throw stateError('`bookmarks` is not an object');
  return new Map(Object.entries(bookmarks).map(([stream, state]) => [stream, parseState(state, stream)]));
}

/** An Airbyte state of one stream, or of several under `global`. What is of neither type says nothing about a stream. */
function decodeAirbyteEntry(entry: Readonly<Record<string, unknown>>): readonly (readonly [string, StreamState])[] {
  if (isObject(entry['state'])) return decodeAirbyteEntry(entry['state']);
  const global = entry['global'] ?? entry['global_']; // PyAirbyte writes the names of its own attributes
  if (isObject(global) && Array.isArray(global['stream_states'])) {
    return global['stream_states'].flatMap((state: unknown) => (isObject(state) ? decodeAirbyteStream(state) : []));
  }
  return isObject(entry['stream']) ? decodeAirbyteStream(entry['stream']) : [];
}

function decodeAirbyteStream(state: Readonly<Record<string, unknown>>): readonly (readonly [string, StreamState])[] {
  const descriptor = state['stream_descriptor'];
  const name = isObject(descriptor) ? descriptor['name'] : undefined;
  if (typeof name !== 'string') throw stateError('an Airbyte state has no stream_descriptor with a name');
  return [[name, parseState(state['stream_state'], name)]];
}

/** An empty object, or a message of which all but the type is null. */
function saysNothing(value: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(value).every(([key, part]) => key === 'type' || part === null);
}

function isOtherMessage(value: unknown): boolean {
  return (
    isObject(value) &&
    typeof value['type'] === 'string' &&
    !('value' in value || 'state' in value || isBareAirbyteState(value))
  );
}

function isAirbyteMessage(value: unknown): boolean {
  return isObject(value) && ('state' in value || isBareAirbyteState(value));
}

/** A state as Airbyte's runners hand it back, without the message around it. */
function isBareAirbyteState({ type }: Readonly<Record<string, unknown>>): boolean {
  return type === 'STREAM' || type === 'GLOBAL';
}

function stateError(reason: string): ConnectorError {
  return new ConnectorError(
    'config',
    'STATE_INVALID',
    `The state cannot be read: ${reason}. Give the last state that the tap or the target wrote, or none to begin again.`,
  );
}
