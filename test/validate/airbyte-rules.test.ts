import { describe, expect, it } from '@jest/globals';
import { catalog, catalogStream, life, log, record, state, status, trace } from './airbyte-lines.ts';
import { brokenRules, type InputLine, validateLines } from './validate-lines.ts';

type Case = readonly [behaviour: string, lines: readonly InputLine[], rules: readonly string[]];

const lifeCases: readonly Case[] = [
  ['accepts a whole life', life(record(), record(), state(2)), []],
  ['accepts a stream without records', life(state(0)), []],
  [
    'accepts a failed stream with a cut-off end',
    [status('STARTED'), status('RUNNING'), record(), status('INCOMPLETE')],
    [],
  ],
  ['accepts a stream that fails at once', [status('STARTED'), status('INCOMPLETE')], []],
  [
    'accepts a report of a rate limit',
    [
      status('STARTED'),
      status('RUNNING'),
      status('RUNNING', { reasons: [{ type: 'RATE_LIMITED' }] }),
      status('RUNNING', { reasons: [{ type: 'RATE_LIMITED', rate_limited: { quota_reset: 1_795_914_780_691 } }] }),
      status('INCOMPLETE'),
    ],
    [],
  ],
  [
    'refuses a rate limit until half a millisecond',
    [
      status('STARTED'),
      status('RUNNING', { reasons: [{ type: 'RATE_LIMITED', rate_limited: { quota_reset: 1_795_914_780_691.5 } }] }),
      status('INCOMPLETE'),
    ],
    ['status-reasons'],
  ],
  ['refuses a record before the start', [record()], ['message-before-started']],
  ['refuses a state before the start', [state(0)], ['message-before-started']],
  ['refuses a record after the end', [...life(state(0)), record()], ['message-after-end']],
  ['refuses a state after the end', [...life(state(0)), state(0)], ['message-after-end']],
  ['refuses to run before the start', [status('RUNNING'), status('INCOMPLETE')], ['status-out-of-order']],
  ['refuses to start twice', [status('STARTED'), status('STARTED'), status('INCOMPLETE')], ['status-out-of-order']],
  ['refuses to end twice', [...life(state(0)), status('COMPLETE')], ['status-out-of-order']],
  [
    'refuses to start anew after the end',
    [...life(state(0)), status('STARTED'), status('INCOMPLETE')],
    ['status-out-of-order'],
  ],
  [
    'refuses a stream that is complete but never ran',
    [status('STARTED'), state(0), status('COMPLETE')],
    ['status-out-of-order'],
  ],
  ['refuses a status it does not know', [status('DONE')], ['status-unknown']],
  [
    'refuses reasons of a stream that has started',
    [status('STARTED', { reasons: [] }), status('INCOMPLETE')],
    ['status-reasons'],
  ],
  [
    'refuses a status without a stream',
    [trace('STREAM_STATUS', { stream_status: { status: 'STARTED' } })],
    ['message-without-stream'],
  ],
  ['refuses a stream that never ends', [status('STARTED'), status('RUNNING'), log()], ['stream-not-ended']],
  ['refuses a complete stream without a state', life(), ['complete-without-state']],
  [
    'refuses a complete stream whose last records no state covers',
    life(state(0), record()),
    ['complete-with-open-records'],
  ],
  [
    'keeps streams of one name in two namespaces apart',
    [
      ...life(state(0)),
      trace('STREAM_STATUS', {
        stream_status: { stream_descriptor: { name: 'grants', namespace: 'b' }, status: 'STARTED' },
      }),
    ],
    ['stream-not-ended'],
  ],
];

const recordCases: readonly Case[] = [
  ['refuses a record without data', life(record({ data: undefined }), state(1)), ['record-without-data']],
  ['refuses empty data, which the platform drops', life(record({ data: {} }), state(1)), ['record-without-data']],
  ['refuses a time of emission that is a text', life(record({ emitted_at: '2026' }), state(1)), ['record-emitted-at']],
  ['refuses a time of emission with a fraction', life(record({ emitted_at: 1.5 }), state(1)), ['record-emitted-at']],
  ['refuses a record without a stream', life(record({ stream: '' }), state(0)), ['message-without-stream']],
  [
    'refuses a reason that is not a source’s to give',
    life(
      record({ meta: { changes: [{ field: 'id', change: 'NULLED', reason: 'DESTINATION_TYPECAST_ERROR' }] } }),
      state(1),
    ),
    ['record-meta'],
  ],
  [
    'accepts a change that the source made',
    life(
      record({ meta: { changes: [{ field: 'id', change: 'NULLED', reason: 'SOURCE_SERIALIZATION_ERROR' }] } }),
      state(1),
    ),
    [],
  ],
];

const stateCases: readonly Case[] = [
  ['refuses a state without a type', life(state(0), state(0, { type: undefined })), ['state-not-of-a-stream']],
  ['refuses a legacy state', life(state(0), state(0, { type: 'LEGACY', data: {} })), ['state-not-of-a-stream']],
  ['refuses a global state', life(state(0), state(0, { type: 'GLOBAL' })), ['state-not-of-a-stream']],
  [
    'refuses a state without a descriptor',
    life(state(0), state(0, { stream: { stream_state: {} } })),
    ['message-without-stream'],
  ],
  [
    'refuses a state that is null',
    life(state(0, { stream: { stream_descriptor: { name: 'grants' }, stream_state: null } })),
    ['state-without-value'],
  ],
  ['refuses a state without a count', life(state(0, { sourceStats: undefined })), ['state-without-count']],
  ['refuses a count that is too high', life(record(), state(2)), ['state-count-wrong']],
  [
    'refuses a count that is not since the last state',
    life(record(), state(1), record(), state(2)),
    ['state-count-wrong'],
  ],
  ['counts anew after a wrong count', life(record(), state(2), record(), state(1)), ['state-count-wrong']],
  ['refuses the same state again after records', life(record(), state(1), record(), state(1)), ['state-repeated']],
  ['accepts the same state again without records', life(state(0), state(0)), []],
];

const traceCases: readonly Case[] = [
  ['accepts an error', [trace('ERROR', { error: { message: 'x', failure_type: 'config_error' } })], []],
  ['refuses an error without a message', [trace('ERROR', { error: {} })], ['error-without-message']],
  ['refuses an error without its part', [trace('ERROR', {})], ['error-without-message']],
  [
    'refuses an unknown type of failure',
    [trace('ERROR', { error: { message: 'x', failure_type: 'bug' } })],
    ['error-failure-type'],
  ],
  ['accepts an estimate', [trace('ESTIMATE', { estimate: { name: 'a', type: 'STREAM', row_estimate: 5 } })], []],
  [
    'refuses an estimate of an unknown type',
    [trace('ESTIMATE', { estimate: { name: 'a', type: 'ROW' } })],
    ['estimate-shape'],
  ],
  [
    'refuses an estimate of half a row',
    [trace('ESTIMATE', { estimate: { name: 'a', type: 'SYNC', row_estimate: 0.5 } })],
    ['estimate-numbers'],
  ],
  ['refuses analytics without a type', [trace('ANALYTICS', { analytics: { value: 'x' } })], ['analytics-shape']],
  ['refuses an unknown type of trace', [trace('WARNING', {})], ['trace-type-unknown']],
  [
    'refuses a trace without a time',
    [trace('ANALYTICS', { analytics: { type: 'x' }, emitted_at: '1' })],
    ['trace-emitted-at'],
  ],
];

const otherCases: readonly Case[] = [
  ['accepts a log', [log()], []],
  ['refuses an unknown level', [log({ level: 'WARNING' })], ['log-level-unknown']],
  ['refuses a log without a message', [log({ message: undefined })], ['log-without-message']],
  ['accepts a specification', [{ type: 'SPEC', spec: { connectionSpecification: {} } }], []],
  ['refuses an empty specification', [{ type: 'SPEC', spec: {} }], ['spec-without-connection-specification']],
  [
    'accepts a connection status',
    [{ type: 'CONNECTION_STATUS', connectionStatus: { status: 'FAILED', message: 'x' } }],
    [],
  ],
  [
    'refuses its payload in snake case',
    [{ type: 'CONNECTION_STATUS', connection_status: { status: 'FAILED' } }],
    ['payload-missing'],
  ],
  [
    'refuses an unknown connection status',
    [{ type: 'CONNECTION_STATUS', connectionStatus: { status: 'OK' } }],
    ['connection-status-unknown'],
  ],
  [
    'refuses a connection status whose message is no text',
    [{ type: 'CONNECTION_STATUS', connectionStatus: { status: 'FAILED', message: 1 } }],
    ['connection-status-message'],
  ],
  [
    'refuses a second answer',
    [
      { type: 'CONNECTION_STATUS', connectionStatus: { status: 'SUCCEEDED' } },
      { type: 'CONNECTION_STATUS', connectionStatus: { status: 'SUCCEEDED' } },
    ],
    ['answer-repeated'],
  ],
  [
    'accepts a new configuration',
    [{ type: 'CONTROL', control: { type: 'CONNECTOR_CONFIG', emitted_at: 1, connectorConfig: { config: {} } } }],
    [],
  ],
  [
    'refuses another control',
    [{ type: 'CONTROL', control: { type: 'STOP', emitted_at: 1, connectorConfig: { config: {} } } }],
    ['control-type-unknown'],
  ],
  [
    'refuses a control without a time',
    [{ type: 'CONTROL', control: { type: 'CONNECTOR_CONFIG', connectorConfig: { config: {} } } }],
    ['control-emitted-at'],
  ],
  [
    'refuses a control without a configuration',
    [{ type: 'CONTROL', control: { type: 'CONNECTOR_CONFIG', emitted_at: 1 } }],
    ['control-without-config'],
  ],
];

const nested = { type: 'object', properties: { a: { type: 'object', properties: { b: { type: 'string' } } } } };

const catalogCases: readonly Case[] = [
  ['accepts a catalog', [catalog(catalogStream(), catalogStream({ name: 'users' }))], []],
  [
    'accepts a nested cursor',
    [catalog(catalogStream({ json_schema: nested, default_cursor_field: ['a', 'b'], source_defined_primary_key: [] }))],
    [],
  ],
  ['accepts a stream without a cursor', [catalog(catalogStream({ default_cursor_field: [] }))], []],
  ['refuses a catalog without streams', [catalog()], ['catalog-without-streams']],
  ['refuses a stream without a name', [catalog(catalogStream({ name: undefined }))], ['catalog-stream-without-name']],
  ['refuses a stream that is null', [catalog(null)], ['catalog-stream-without-name']],
  ['refuses two streams of one name', [catalog(catalogStream(), catalogStream())], ['catalog-stream-twice']],
  [
    'refuses a schema without properties',
    [catalog(catalogStream({ json_schema: {}, default_cursor_field: [], source_defined_primary_key: [] }))],
    ['catalog-schema-without-properties'],
  ],
  [
    'refuses a reference inside a schema',
    [catalog(catalogStream({ json_schema: { properties: { id: {}, at: { items: { $ref: '#' } } } } }))],
    ['catalog-schema-forbidden-keyword'],
  ],
  [
    'accepts a property that is called like a keyword',
    [catalog(catalogStream({ json_schema: { properties: { id: {}, at: {}, not: {} } } }))],
    [],
  ],
  [
    'refuses a schema that is none',
    [catalog(catalogStream({ json_schema: { properties: { id: { type: 'x' }, at: {} } } }))],
    ['catalog-schema-invalid'],
  ],
  [
    'refuses a stream without sync modes',
    [catalog(catalogStream({ supported_sync_modes: [] }))],
    ['catalog-sync-modes'],
  ],
  ['refuses an unknown sync mode', [catalog(catalogStream({ supported_sync_modes: ['cdc'] }))], ['catalog-sync-modes']],
  [
    'refuses a key that the schema has not',
    [catalog(catalogStream({ source_defined_primary_key: [['uuid']] }))],
    ['catalog-primary-key'],
  ],
  [
    'refuses a key that is a list of names',
    [catalog(catalogStream({ source_defined_primary_key: ['id'] }))],
    ['catalog-primary-key'],
  ],
  [
    'refuses a cursor that the schema has not',
    [catalog(catalogStream({ default_cursor_field: ['changed'] }))],
    ['catalog-cursor'],
  ],
  [
    'refuses a stream that is resumable by a cursor of nobody',
    [catalog(catalogStream({ is_resumable: true, source_defined_cursor: false }))],
    ['catalog-resumable'],
  ],
  ['takes a resumable stream', [catalog(catalogStream({ is_resumable: true }))], []],
];

describe.each([
  ['the life of an Airbyte stream', lifeCases],
  ['an Airbyte RECORD', recordCases],
  ['an Airbyte STATE', stateCases],
  ['an Airbyte TRACE', traceCases],
  ['an Airbyte CATALOG', catalogCases],
  ['other Airbyte messages', otherCases],
])('%s', (_subject, cases) => {
  it.each(cases)('%s', async (_behaviour, lines, rules) => {
    expect(await brokenRules(lines)).toEqual(rules);
  });
});

describe('an Airbyte report', () => {
  it('counts messages, records and states', async () => {
    const report = await validateLines([...life(record(), record(), state(2)), log()]);
    expect(report).toMatchObject({
      protocol: 'airbyte',
      messages: { TRACE: 3, RECORD: 2, STATE: 1, LOG: 1 },
      streams: [{ stream: 'grants', records: 2, states: 1 }],
    });
  });

  it('quotes why a schema is none once', async () => {
    const { faults } = await validateLines([
      catalog(catalogStream({ json_schema: { properties: { id: 5, at: {} } } })),
    ]);
    expect(faults.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^No draft-07 schema: "schema is invalid: [^"\\]*"$/),
    ]);
  });

  it('notes a stream that is incomplete without having started', async () => {
    const report = await validateLines([status('INCOMPLETE')]);
    expect(report.faultCount).toBe(0);
    expect(report.notes).toEqual(['"grants": INCOMPLETE without having STARTED. (line 1)']);
  });

  it('stops remembering streams at ten thousand', async () => {
    const lines = Array.from({ length: 10_001 }, (_, index) => status('INCOMPLETE', {}, `s${index}`));
    expect(await validateLines(lines)).toMatchObject({ faultsByRule: { 'too-many-streams': 1 } });
  });
});

describe('a catalog given beforehand', () => {
  const discovered = { streams: [catalogStream()] };
  const configured = { streams: [{ stream: catalogStream(), sync_mode: 'incremental' }] };
  const schema = { type: 'object', properties: { id: { type: 'integer' } } };

  it.each([
    ['a discovered catalog', discovered],
    ['a configured catalog', configured],
    ['a CATALOG message', { type: 'CATALOG', catalog: discovered }],
    ['a Singer catalog', { streams: [{ tap_stream_id: 'grants', stream: 'grants', schema }] }],
    ['a Singer catalog without aliases', { streams: [{ tap_stream_id: 'grants', schema }] }],
  ])('has the records checked against the schemas of %s', async (_kind, given) => {
    const lines = life(record({ data: { id: 'one' } }), state(1));
    expect(await brokenRules(lines, { catalog: given })).toEqual(['record-invalid']);
    expect(await brokenRules(life(record(), state(1)), { catalog: given })).toEqual([]);
  });

  it('takes a timestamp in any zone, but none with a blank', async () => {
    const lines = (at: string) => life(record({ data: { at } }), state(1));
    expect(await brokenRules(lines('2026-01-01T00:00:00+05:00'), { catalog: discovered })).toEqual([]);
    expect(await brokenRules(lines('2026-01-01 00:00:00Z'), { catalog: discovered })).toEqual(['record-invalid']);
  });

  it('makes a property that it does not declare a fault', async () => {
    const lines = life(record({ data: { id: 1, extra: 2 } }), state(1));
    expect(await brokenRules(lines, { catalog: discovered })).toEqual(['record-property-undeclared']);
  });

  it('makes a stream that it does not declare a fault', async () => {
    const lines = [status('INCOMPLETE', {}, 'users')];
    expect(await brokenRules(lines, { catalog: discovered })).toEqual(['stream-undeclared']);
  });

  it('makes a configured stream of which nothing came a fault, but not a discovered one', async () => {
    const two = { streams: [...configured.streams, { stream: catalogStream({ name: 'users' }) }] };
    expect(await brokenRules(life(state(0)), { catalog: two })).toEqual(['stream-not-read']);
    const error = { message: 'Down.', failure_type: 'transient_error' };
    const failed = { type: 'TRACE', trace: { type: 'ERROR', emitted_at: 1, error } };
    expect(await brokenRules([...life(state(0)), failed], { catalog: two })).toEqual([]); // it may have ended before
    const ofOne = { ...error, stream_descriptor: { name: 'grants' } };
    const failedStream = { type: 'TRACE', trace: { type: 'ERROR', emitted_at: 1, error: ofOne } };
    expect(await brokenRules([...life(state(0)), failedStream], { catalog: two })).toEqual(['stream-not-read']);
    const more = { streams: [catalogStream(), catalogStream({ name: 'users' })] };
    expect(await brokenRules(life(state(0)), { catalog: more })).toEqual([]);
  });

  it('is at fault where a schema of it is none, since no record can be checked against that', async () => {
    const given = { streams: [catalogStream({ json_schema: { properties: { id: { type: 'x' } } } })] };
    const { faults } = await validateLines(life(record(), state(1)), { catalog: given });
    expect(faults).toMatchObject([{ line: 0, stream: 'grants', rule: 'catalog-schema-invalid' }]);
  });

  it.each([[null], [5], [{}], [{ streams: {} }]])('is a fault of the input as a whole when it is %j', async (given) => {
    const { faults } = await validateLines([log()], { catalog: given });
    expect(faults).toMatchObject([{ line: 0, rule: 'catalog-unreadable' }]);
  });
});
