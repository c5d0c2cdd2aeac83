import { ConnectorError } from '../core/connector-error.ts';
import { counted } from '../core/counted.ts';
import type { ErrorCode } from '../core/error-codes.ts';
import { isObject, tryParseJson } from '../core/json.ts';
import type { Log } from '../core/logger.ts';

/** State by stream name, as it was given: what it holds is judged when its stream is read. */
export type GivenStates = ReadonlyMap<string, unknown>;

/** The name of a stream with its state, of which nothing is known yet. */
type Entry = readonly [stream: string, state: unknown];

/**
 * Reads a state file of either protocol: one JSON value (a list of Airbyte states, a Singer state, one message), or
 * messages one a line, as targets print them, of which the last counts. Other messages between them are passed over.
 * @throws ConnectorError FILE_NOT_JSON, STATE_INVALID
 */
export function decodeStateText(text: string, log: Log): GivenStates {
  const nameless = { count: 0 };
  const states = decodeLines(text, nameless);
  if (nameless.count > 0) log('warn', `${counted(nameless.count, 'state')} of a stream without a name: passed over`);
  return states;
}

/** Airbyte states that no stream can be told of. */
interface Nameless {
  count: number;
}

function decodeLines(text: string, nameless: Nameless): GivenStates {
  if (text.trim() === '') return new Map();
  const whole = tryParseJson(text);
  if (whole !== undefined) return new Map(decodeState(whole, nameless));
  const states = new Map<string, unknown>();
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const value = tryParseJson(line);
    if (value === undefined) throw stateError(`line ${index + 1} is not JSON`, 'FILE_NOT_JSON');
    if (isOtherMessage(value)) continue;
    const decoded = decodeState(value, nameless);
    if (!isAirbyteMessage(value)) states.clear(); // a Singer state is complete in itself
    for (const [stream, state] of decoded) states.set(stream, state);
  }
  return states;
}

/** Reads a parsed state of either protocol. What is of neither is refused: everything would be read again, unnoticed. */
function decodeState(value: unknown, nameless: Nameless): readonly Entry[] {
  if (value === null) return [];
  if (Array.isArray(value)) return value.flatMap((inner) => decodeState(inner, nameless));
  if (!isObject(value)) throw stateError('it holds a value that is neither a list nor an object');
  const inner = [value['value'], value['state'], value['singer_state']].find(isObject);
  if (inner) return decodeState(inner, nameless);
  const global = value['global'] ?? value['global_']; // PyAirbyte writes the names of its own attributes
  if (isObject(global)) return decodeAirbyteGlobal(global, nameless);
  if (isObject(value['stream'])) return decodeAirbyteStream(value['stream'], nameless);
  const bookmarks = value['bookmarks'];
  if (isObject(bookmarks)) return Object.entries(bookmarks);
  if (bookmarks === null || saysNothing(value)) return [];
  if (bookmarks !== undefined) throw stateError('`bookmarks` is not an object');
  throw stateError('it has no `bookmarks`, and no Airbyte states of streams');
}

function decodeAirbyteGlobal(global: Readonly<Record<string, unknown>>, nameless: Nameless): readonly Entry[] {
  const states = global['stream_states'] ?? [];
  if (!Array.isArray(states)) throw stateError('`stream_states` is not a list');
  return states.filter((state) => state !== null).flatMap((state) => decodeAirbyteStream(state, nameless));
}

function decodeAirbyteStream(state: unknown, nameless: Nameless): readonly Entry[] {
  const descriptor = isObject(state) ? state['stream_descriptor'] : undefined;
  const name = isObject(descriptor) ? descriptor['name'] : undefined;
  if (isObject(state) && typeof name === 'string') return [[name, state['stream_state']]];
  if (!isObject(state)) throw stateError('an Airbyte state has no stream_descriptor with a name');
  nameless.count += 1;
  return [];
}

/** An empty object, or one of which all is null but the type, the oldest kind's empty `data` and Singer's last stream. */
function saysNothing(value: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(value).every(
    ([key, part]) =>
      part === null ||
      key === 'type' ||
      key === 'currently_syncing' ||
      (key === 'data' && isObject(part) && Object.keys(part).length === 0),
  );
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
  return type === 'STREAM' || type === 'GLOBAL' || type === 'LEGACY';
}

function stateError(reason: string, code: ErrorCode = 'STATE_INVALID'): ConnectorError {
  return new ConnectorError(
    'config',
    code,
    `The state cannot be read: ${reason}. Give the last state that the tap or the target wrote, or none to begin again.`,
  );
}
