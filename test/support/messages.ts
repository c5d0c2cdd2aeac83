import { isObject } from '../../src/core/json.ts';
import type { FinishedProcess } from './run-tap.ts';

/** A JSON object as it came. */
export type Message = Readonly<Record<string, unknown>>;

/** The messages on stdout, or the catalog of Singer, which is on many lines. @throws Error for what is no JSON object */
export function messagesOf({ lines }: Pick<FinishedProcess, 'lines'>): readonly Message[] {
  const texts = lines[0] === '{' ? [lines.join('\n')] : lines;
  return texts.map((text) => {
    const value: unknown = JSON.parse(text);
    if (!isObject(value)) throw new Error(`No message: ${text}`);
    return value;
  });
}

/** The value at a path of keys; `undefined` where the path ends early. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce((inner: unknown, key) => (isObject(inner) ? inner[key] : undefined), value);
}

/** The records of a stream, in the order they came, under either protocol. @throws Error for one that is no object */
export function recordsOf(run: Pick<FinishedProcess, 'lines'>, stream: string): readonly Message[] {
  return messagesOf(run)
    .filter(({ type }) => type === 'RECORD')
    .map((message) =>
      'stream' in message ? { stream: message['stream'], data: message['record'] } : message['record'],
    )
    .filter((record) => at(record, 'stream') === stream)
    .map((record) => {
      const data = at(record, 'data');
      if (!isObject(data)) throw new Error(`No record: ${JSON.stringify(record)}`);
      return data;
    });
}

/** The ids of the records of a stream, in the order they came. */
export function recordIds(run: Pick<FinishedProcess, 'lines'>, stream: string): readonly number[] {
  return recordsOf(run, stream).map(({ id }) => Number(id));
}

/** The state of a stream that is vouched for last, under either protocol. */
export function lastState(run: Pick<FinishedProcess, 'lines'>, stream: string): unknown {
  return messagesOf(run)
    .filter(({ type }) => type === 'STATE')
    .flatMap((message) => {
      if (isObject(message['value'])) return [at(message, 'value', 'bookmarks', stream)];
      return at(message, 'state', 'stream', 'stream_descriptor', 'name') === stream
        ? [at(message, 'state', 'stream', 'stream_state')]
        : [];
    })
    .at(-1);
}

/** The details of the failures that Airbyte was told, in order. */
export function traceErrors(run: Pick<FinishedProcess, 'lines'>): readonly Message[] {
  return messagesOf(run)
    .map((message) => at(message, 'trace', 'error'))
    .filter(isObject);
}

/** The life of a stream as Airbyte was told. */
export function statuses(run: Pick<FinishedProcess, 'lines'>, stream: string): readonly unknown[] {
  return messagesOf(run)
    .map((message) => at(message, 'trace', 'stream_status'))
    .filter((status) => at(status, 'stream_descriptor', 'name') === stream)
    .map((status) => at(status, 'status'));
}
