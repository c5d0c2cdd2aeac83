import { isObject, type Json, type JsonObject } from '../../test/simulator/json.ts';
import { parseExact } from './exact-json.ts';

/** A record and its stream. */
export interface EmittedRecord {
  readonly stream: string;
  readonly data: JsonObject;
}

/** What a call printed, under either protocol. */
export interface Output {
  readonly messages: readonly JsonObject[];
  readonly records: readonly EmittedRecord[];
  /** The lines of state, as they were printed. */
  readonly states: readonly string[];
  /** The first word of each error that was told. */
  readonly codes: readonly string[];
  readonly warnings: readonly string[];
}

/** Reads what was printed. Lines that are no objects are left to the validator. */
export function readOutput({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }): Output {
  const lines = stdout.split('\n').filter((line) => line !== '');
  const messages = lines.map((line) => parseExact(line)).filter((message) => isObject(message));
  const logged = stderr.split(/^(?=[0-9]{4}-[0-9]{2}-[0-9]{2} )/m).map((entry) => entry.split(' | '));
  const said = messages.map((message) => at(message, 'log')).filter((log) => isObject(log));
  return {
    messages,
    records: messages.flatMap(toRecord),
    states: lines.filter((line) => line.startsWith('{"type":"STATE"')),
    codes: [...messages.flatMap(tracedCode), ...logged.flatMap(loggedCode)],
    warnings: [
      ...said.filter(({ level }) => level === 'WARN').map(({ message }) => String(message)),
      ...logged.filter(([, level]) => level?.trim() === 'WARNING').map((parts) => parts.slice(3).join(' | ')),
    ],
  };
}

function toRecord({ type, stream, record }: JsonObject): readonly EmittedRecord[] {
  if (type !== 'RECORD') return [];
  const [name, data] = stream === undefined ? [at(record, 'stream'), at(record, 'data')] : [stream, record];
  return isObject(data) ? [{ stream: String(name), data }] : [];
}

function tracedCode(message: JsonObject): readonly string[] {
  const text = at(message, 'trace', 'error', 'internal_message');
  return text === undefined ? [] : [String(text).split(' ')[0] ?? ''];
}

/** `STREAM: CODE: what happened` of a stream, `CODE: what happened` of the whole run. */
function loggedCode([, level = '', , message = '']: readonly string[]): readonly string[] {
  if (!/^(ERROR|CRITICAL)/.test(level)) return [];
  return [/^(?:\w+: )?([A-Z_]+):/.exec(message)?.[1] ?? message.slice(0, 40)];
}

/** The value at a path of keys; `undefined` where the path ends early. */
export function at(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  return path.reduce((inner, key) => (isObject(inner) ? inner[key] : undefined), value);
}
