/** A RECORD, with some fields of its payload replaced. */
export function record(replaced: object = {}): object {
  return { type: 'RECORD', record: { stream: 'grants', data: { id: 1 }, emitted_at: 1_767_225_600_000, ...replaced } };
}

/** A STATE of `count` records, with some fields of its payload replaced. */
export function state(count: number, replaced: object = {}): object {
  const stream = { stream_descriptor: { name: 'grants' }, stream_state: { at: `after ${count}` } };
  return { type: 'STATE', state: { type: 'STREAM', stream, sourceStats: { recordCount: count }, ...replaced } };
}

/** A TRACE of a type, with its part. */
export function trace(type: string, part: object): object {
  return { type: 'TRACE', trace: { type, emitted_at: 1_767_225_600_000, ...part } };
}

/** A report of a stream's status. */
export function status(name: string, more: object = {}, stream = 'grants'): object {
  return trace('STREAM_STATUS', { stream_status: { stream_descriptor: { name: stream }, status: name, ...more } });
}

/** A stream's messages within its life. */
export function life(...messages: readonly object[]): readonly object[] {
  return [status('STARTED'), status('RUNNING'), ...messages, status('COMPLETE')];
}

/** A LOG, with some fields of its payload replaced. */
export function log(replaced: object = {}): object {
  return { type: 'LOG', log: { level: 'INFO', message: 'hello', ...replaced } };
}

/** A stream of a catalog, with some fields replaced. */
export function catalogStream(replaced: object = {}): object {
  return {
    name: 'grants',
    json_schema: {
      type: 'object',
      properties: { id: { type: ['null', 'integer'] }, at: { type: ['null', 'string'], format: 'date-time' } },
    },
    supported_sync_modes: ['full_refresh', 'incremental'],
    source_defined_cursor: true,
    default_cursor_field: ['at'],
    source_defined_primary_key: [['id']],
    ...replaced,
  };
}

/** A CATALOG of such streams. */
export function catalog(...streams: readonly unknown[]): object {
  return { type: 'CATALOG', catalog: { streams } };
}
