import { describe, expect, it } from '@jest/globals';
import { properties, record, recordLine, recordWithout, row, schema, schemaWith, state } from './singer-lines.ts';
import { brokenRules, type InputLine, validateLines } from './validate-lines.ts';

type Case = readonly [behaviour: string, lines: readonly InputLine[], rules: readonly string[]];

const nullable = ['string', 'null'];

function activate(version: number): object {
  return { type: 'ACTIVATE_VERSION', stream: 'grants', version };
}

const streamCases: readonly Case[] = [
  ['accepts a schema, records and a state', [schema(), record(), record({ id: 2 }), state()], []],
  ['accepts two streams that interleave', [schema(), schema({ stream: 'users' }), record(), state()], []],
  ['accepts a schema that is sent again unchanged', [schema(), record(), schema(), record(), state()], []],
  ['accepts a run without records that ends with a schema', [state(), schema()], []],
  ['refuses a record that comes before its schema', [record(), state()], ['record-before-schema']],
  [
    'refuses a record without a stream',
    [schema(), record({}, { stream: undefined }), state()],
    ['message-without-stream'],
  ],
  ['refuses a stream name of 256 characters', [schema({ stream: 'a'.repeat(256) })], ['message-without-stream']],
  [
    'refuses a run without records whose first state is not its last',
    [schema(), state(), state('2027-01-01T00:00:00Z')],
    ['state-stale'],
  ],
  ['accepts a run without records that has one state', [schema(), state(), state()], []],
  ['refuses input that ends with a record', [schema(), state(), record()], ['last-message-not-state']],
  [
    'refuses input with records that ends with a schema',
    [schema(), record(), state(), schema()],
    ['last-message-not-state'],
  ],
  ['refuses a batch', [schema(), { type: 'BATCH', stream: 'grants' }], ['batch-not-supported']],
  ['refuses a state without a value', [schema(), record(), { type: 'STATE' }], ['state-without-value']],
  ['refuses a state whose value is a text', [{ type: 'STATE', value: 'x' }], ['state-without-value']],
  [
    'refuses an activation that comes before its schema',
    [schema({ stream: 'a' }), { type: 'ACTIVATE_VERSION', stream: 'grants', version: 1 }],
    ['activate-version-before-schema'],
  ],
  [
    'refuses an activation without a version',
    [schema(), { type: 'ACTIVATE_VERSION', stream: 'grants' }],
    ['activate-version-without-version'],
  ],
  ['accepts an activation', [schema(), { type: 'ACTIVATE_VERSION', stream: 'grants', version: 1 }], []],
  ['accepts an activation of the records before it', [schema(), record({}, { version: 1 }), activate(1), state()], []],
  ['accepts an activation of the records behind it', [schema(), activate(1), record({}, { version: 1 }), state()], []],
  [
    'refuses an activation behind records of another version',
    [schema(), record({}, { version: 1 }), activate(2), state()],
    ['activate-version-of-others'],
  ],
  [
    'refuses an activation behind records without a version',
    [schema(), record({}, { version: 1 }), record({ id: 2 }), schema(), activate(1), state()],
    ['activate-version-of-others'],
  ],
  [
    'accepts an activation of each of several versions',
    [schema(), record({}, { version: 1 }), activate(1), record({}, { version: 2 }), activate(2), state()],
    [],
  ],
  [
    'refuses a last state that has lost a stream',
    [schema(), record(), state(), { type: 'STATE', value: {} }],
    ['state-forgets'],
  ],
];

const reversed = Object.fromEntries(Object.entries(properties).toReversed());
const score = { type: ['integer', 'null'] };
const nested = { a: { type: ['object', 'null'], properties: { score } }, l: { type: ['array', 'null'], items: score } };

const schemaCases: readonly Case[] = [
  [
    'refuses a stream that has nothing beside its key',
    [schema({ schema: { type: 'object', properties: { id: { type: 'integer' } } }, bookmark_properties: [] })],
    ['schema-key-alone'],
  ],
  ['refuses a schema message without a schema', [schema({ schema: undefined })], ['schema-without-properties']],
  ['refuses a schema without properties', [schema({ schema: { type: 'object' } })], ['schema-without-properties']],
  [
    'refuses an empty list of properties',
    [schema({ schema: { type: 'object', properties: {} } })],
    ['schema-without-properties'],
  ],
  [
    'does not judge the records of such a schema',
    [schema({ schema: {} }), record(), state()],
    ['schema-without-properties'],
  ],
  ['refuses a schema without keys', [schema({ key_properties: [] })], ['schema-without-keys']],
  ['refuses a schema that leaves its keys out', [schema({ key_properties: undefined })], ['schema-without-keys']],
  ['refuses a key that is no property', [schema({ key_properties: ['uuid'] })], ['schema-key-undeclared']],
  ['refuses a bookmark that is no property', [schema({ bookmark_properties: ['at'] })], ['schema-bookmark-undeclared']],
  ['refuses bookmarks that are no list', [schema({ bookmark_properties: 'id' })], ['schema-bookmarks-not-a-list']],
  ['accepts bookmarks that are null', [schema({ bookmark_properties: null })], []],
  ['refuses a dash in the name of a stream', [schema({ stream: 'grant-requests' })], ['schema-stream-name']],
  [
    'refuses a root that is not an object',
    [schema({ schema: { type: 'array', properties } })],
    ['schema-root-not-object'],
  ],
  [
    'refuses two non-null types',
    [schemaWith({ x: { type: ['string', 'integer', 'null'] } })],
    ['schema-property-type'],
  ],
  ['refuses the type null alone', [schemaWith({ x: { type: ['null'] } })], ['schema-property-type']],
  [
    'refuses an unknown type',
    [schemaWith({ x: { type: ['text', 'null'] } })],
    ['schema-property-type', 'schema-invalid'],
  ],
  [
    'refuses a property without a type',
    [schemaWith({ x: {} })],
    ['schema-property-type', 'schema-property-not-nullable'],
  ],
  [
    'refuses a property that must not be null',
    [schemaWith({ x: { type: 'string' } })],
    ['schema-property-not-nullable'],
  ],
  ['refuses a key that may be null', [schemaWith({ id: { type: ['integer', 'null'] } })], ['schema-key-nullable']],
  ['refuses a key that is a number', [schemaWith({ id: { type: 'number' } })], ['schema-key-type']],
  ['refuses capitals in a property name', [schemaWith({ Title: { type: nullable } })], ['schema-property-name']],
  ['refuses the prefix that targets use', [schemaWith({ _sdc_x: { type: nullable } })], ['schema-property-name']],
  [
    'refuses a property called __proto__',
    [JSON.stringify(schemaWith({ x: { type: nullable } })).replace('"x"', '"__proto__"')],
    ['schema-property-name'],
  ],
  [
    'refuses a property name of 60 characters',
    [schemaWith({ ['a'.repeat(60)]: { type: nullable } })],
    ['schema-name-too-long'],
  ],
  ['accepts a property name of 59 characters', [schemaWith({ ['a'.repeat(59)]: { type: nullable } })], []],
  [
    'refuses names that differ in case only',
    [schemaWith({ NAME: { type: nullable } })],
    ['schema-name-collision', 'schema-property-name'],
  ],
  ['refuses other formats', [schemaWith({ x: { type: nullable, format: 'email' } })], ['schema-format']],
  ['accepts dates', [schemaWith({ x: { type: nullable, format: 'date' } })], []],
  [
    'refuses a schema that forbids more properties',
    [schema({ schema: { type: 'object', properties, additionalProperties: false } })],
    ['schema-closed'],
  ],
  [
    'refuses a schema for more properties',
    [schema({ schema: { type: 'object', properties, additionalProperties: { type: 'string' } } })],
    ['schema-closed'],
  ],
  [
    'accepts a schema that allows more properties',
    [schema({ schema: { type: 'object', properties, additionalProperties: true } })],
    [],
  ],
  ['refuses a free-form object', [schemaWith({ x: { type: ['object', 'null'] } })], ['schema-free-form-object']],
  [
    'refuses a free-form object inside an array',
    [schemaWith({ x: { type: ['array', 'null'], items: { type: 'object', properties: {} } } })],
    ['schema-free-form-object'],
  ],
  [
    'refuses a keyword deep inside',
    [schemaWith({ x: { type: ['object', 'null'], properties: { y: { type: 'string', pattern: '^a' } } } })],
    ['schema-forbidden-keyword'],
  ],
  [
    'refuses a schema that is no JSON Schema',
    [schema({ schema: { type: 'object', properties, required: 'id' } })],
    ['schema-invalid'],
  ],
  [
    'refuses a later schema that drops a property',
    [schemaWith({ x: { type: nullable } }), schema()],
    ['schema-changed'],
  ],
  [
    'refuses a later schema that changes a type',
    [schema(), schemaWith({ name: { type: ['integer', 'null'] } })],
    ['schema-changed'],
  ],
  ['accepts a later schema that adds a property', [schema(), schemaWith({ x: { type: nullable } })], []],
  [
    'refuses one that adds it behind records',
    [schema(), record(), schemaWith({ x: { type: nullable } }), state()],
    ['schema-changed'],
  ],
  [
    'refuses a later schema that has its properties in another order behind records',
    [schema(), record(), schema({ schema: { type: 'object', properties: reversed } }), state()],
    ['schema-changed'],
  ],
  [
    'refuses a later schema with another key',
    [
      schemaWith({ n: { type: 'integer' } }),
      { ...schemaWith({ n: { type: 'integer' } }), key_properties: ['id', 'n'] },
    ],
    ['schema-property-not-nullable', 'schema-changed'],
  ],
  ['accepts a list of anything', [schemaWith({ x: { type: ['array', 'null'], items: {} } })], []],
  ['accepts a number as text', [schemaWith({ x: { type: nullable, format: 'singer.decimal' } })], []],
  [
    'refuses columns that are called the same once objects are flattened',
    [schemaWith({ a: { type: ['object', 'null'], properties: { b: { type: nullable } } }, a__b: { type: nullable } })],
    ['schema-name-collision'],
  ],
  [
    'refuses columns that are called the same once flattened names are cut',
    [
      schemaWith({
        ['a'.repeat(58)]: {
          type: ['object', 'null'],
          properties: { member_1: { type: nullable }, member_2: { type: nullable } },
        },
      }),
    ],
    ['schema-name-collision'],
  ],
];

const sound = '"id":1,"name":"a","updated_at":null';

const recordCases: readonly Case[] = [
  [
    'refuses properties in another order than in the schema',
    [schema(), recordLine('"name":"a","id":1,"updated_at":null'), state()],
    ['record-property-order'],
  ],
  ...['5.0', '5e0', '5E0', '50e-1', '-5.00'].map(
    (number): Case => [
      `refuses ${number} for an integer`,
      [schema(), recordLine(`"id":${number},"name":"5.0 ","updated_at":null`), state()],
      ['record-integer-form'],
    ],
  ),
  [
    'accepts 5.0 in a text, in a number and in the envelope',
    [
      schemaWith({ n: { type: ['number', 'null'] } }),
      `{"type":"RECORD","stream":"grants","record":{"id":5,"name":"5.0","updated_at":null,"n":5.0},"x":5.0}`,
      state(),
    ],
    [],
  ],
  ...['9223372036854775808', '-9223372036854775809', '1180591620717411303424'].map(
    (number): Case => [
      `refuses ${number} for an integer`,
      [schema(), recordLine(`"id":${number},"name":"9223372036854775808","updated_at":null`), state()],
      ['record-integer-range'],
    ],
  ),
  ...['9223372036854775807', '-9223372036854775808'].map(
    (number): Case => [
      `accepts ${number} for an integer`,
      [schema(), recordLine(`"id":${number},"name":"a","updated_at":null`), state()],
      [],
    ],
  ),
  ...['9007199254740993.5', '1.00000000000000001', '12345678.99999999999'].map(
    (number): Case => [
      `refuses ${number} for an integer, which a double takes for one`,
      [schema(), recordLine(`"id":${number},"name":"a","updated_at":null`), state()],
      ['record-integer-form'],
    ],
  ),
  [
    'accepts 5.0 where any number is allowed, once the two types are refused',
    [schemaWith({ n: { type: ['integer', 'number', 'null'] } }), recordLine(`${sound},"n":5.0`), state()],
    ['schema-property-type'],
  ],
  [
    'refuses what no integer is inside of objects and lists',
    [schemaWith(nested), recordLine(`${sound},"a":{"score":5.0},"l":[1,9223372036854775808]`), state()],
    ['record-integer-form', 'record-integer-range'],
  ],
  [
    'refuses a property inside of an object that is not declared',
    [schemaWith(nested), recordLine(`${sound},"a":{"score":5,"more":1},"l":[]`), state()],
    ['record-property-undeclared'],
  ],
  [
    'refuses a record of more than two million characters',
    [schema(), record({ name: 'a'.repeat(2_000_000) }), state()],
    ['record-too-long'],
  ],
  ['refuses a message without a record', [schema(), record({}, { record: [] }), state()], ['record-without-record']],
  ['refuses a value of another type', [schema(), record({ name: 1 }), state()], ['record-invalid']],
  [
    'refuses a timestamp with a blank',
    [schema(), record({ updated_at: '2026-01-01 00:00:00Z' }), state()],
    ['record-invalid'],
  ],
  [
    'refuses a timestamp without a zone',
    [schema(), record({ updated_at: '2026-01-01T00:00:00' }), state()],
    ['record-invalid'],
  ],
  [
    'refuses a timestamp that is not in UTC',
    [schema(), record({ updated_at: '2026-01-01T00:00:00+05:00' }), state()],
    ['record-invalid'],
  ],
  [
    'refuses a day that does not exist',
    [schema(), record({ updated_at: '2026-02-30T00:00:00Z' }), state()],
    ['record-invalid'],
  ],
  ['refuses the year 0', [schema(), record({ updated_at: '0000-01-01T00:00:00Z' }), state()], ['record-invalid']],
  [
    'accepts fractions of a second',
    [schema(), record({ updated_at: '2026-01-01T00:00:00.123456+00:00' }), state()],
    [],
  ],
  [
    'refuses a date that is none',
    [schemaWith({ day: { type: nullable, format: 'date' } }), record({ day: '2026-13-01' }), state()],
    ['record-invalid'],
  ],
  ['refuses a key that is null', [schema(), record({ id: null }), state()], ['record-key-missing', 'record-invalid']],
  [
    'refuses a record without its key',
    [schema(), recordWithout('id'), state()],
    ['record-key-missing', 'record-property-missing'],
  ],
  [
    'refuses a record that leaves a property out',
    [schema(), recordWithout('name'), state()],
    ['record-property-missing'],
  ],
  ['accepts a property that is null', [schema(), record({ name: null }), state()], []],
  [
    'refuses a property that is not declared',
    [schema(), record({ extra: 1 }), state()],
    ['record-property-undeclared'],
  ],
  [
    'refuses an own property called __proto__',
    [schema(), JSON.stringify(record({ x: { name: 'y' } })).replace('"x"', '"__proto__"'), state()],
    ['record-property-undeclared'],
  ],
  [
    'does not take what every object inherits for a property',
    [schemaWith({ constructor: { type: nullable } }), record(), state()],
    ['record-property-missing'],
  ],
  [
    'refuses an extraction time that is none',
    [schema(), record({}, { time_extracted: 'now' }), state()],
    ['record-time-extracted'],
  ],
  [
    'refuses an extraction time that is not in UTC',
    [schema(), record({}, { time_extracted: '2026-01-01T00:00:00.5+02:00' }), state()],
    ['record-time-extracted'],
  ],
  [
    'accepts an extraction time in UTC',
    [schema(), record({}, { time_extracted: '2026-01-01T00:00:00.5+00:00' }), state()],
    [],
  ],
  ['refuses a version that is no integer', [schema(), record({}, { version: '1' }), state()], ['record-version']],
  [
    'checks the records of an asynchronous schema like any other',
    [schema({ schema: { $async: true, type: 'object', properties } }), record({ name: 1 }), state()],
    ['record-invalid'],
  ],
  [
    'checks the records of a schema that names itself, each time it is sent',
    [
      schema({ schema: { $id: 'a', $schema: 'http://json-schema.org/draft-04/schema#', type: 'object', properties } }),
      schema({ schema: { $id: 'a', type: 'object', properties } }),
      record({ name: 1 }),
      state(),
    ],
    ['record-invalid'],
  ],
];

describe.each([
  ['Singer messages as a whole', streamCases],
  ['a Singer SCHEMA', schemaCases],
  ['a Singer RECORD', recordCases],
])('%s', (_subject, cases) => {
  it.each(cases)('%s', async (_behaviour, lines, rules) => {
    expect(await brokenRules(lines)).toEqual(rules);
  });
});

describe('a property of a Singer SCHEMA', () => {
  it.each(['anyOf', 'oneOf', 'allOf', 'not', '$ref', 'enum', 'const', 'maxLength', 'minimum', 'multipleOf'])(
    'may not use the keyword %s',
    async (keyword) => {
      const lines = [schemaWith({ x: { type: nullable, [keyword]: 1 } })];
      expect(await brokenRules(lines)).toEqual(['schema-forbidden-keyword']);
    },
  );
});

describe('a Singer report', () => {
  it('counts messages by type, records by stream, and states by the bookmarks they hold', async () => {
    const report = await validateLines([schema(), record(), record({ id: 2 }), state()]);
    expect(report).toMatchObject({
      protocol: 'singer',
      lines: 4,
      messages: { SCHEMA: 1, RECORD: 2, STATE: 1 },
      streams: [{ stream: 'grants', records: 2, states: 1 }],
      faultCount: 0,
    });
  });

  it('says on which line and in which stream a rule was broken, without the value', async () => {
    const { faults } = await validateLines([schema(), record(), record({ name: 12345 }), state()]);
    expect(faults).toEqual([
      { line: 3, stream: 'grants', rule: 'record-invalid', message: '"/name" must be string,null.' },
    ]);
  });

  it('quotes why a schema is none once', async () => {
    const { faults } = await validateLines([schema({ schema: { type: 'object', properties, required: 'id' } })]);
    expect(faults.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^The schema is no JSON Schema \(draft-07\): "schema is invalid: [^"\\]*"$/),
    ]);
  });

  it('notes a state that comes twice in a row, which is no fault', async () => {
    const report = await validateLines([schema(), record(), state(), state(), state('2027-01-01T00:00:00Z')]);
    expect(report.faultCount).toBe(0);
    expect(report.notes).toEqual(['The same STATE came twice in a row. (line 4)']);
  });

  it('notes a line of more than a million characters', async () => {
    const report = await validateLines([schema(), record({ name: 'a'.repeat(1_000_000) }), state()]);
    expect(report.faultCount).toBe(0);
    expect(report.notes).toEqual([expect.stringContaining('longer than a million characters')]);
  });

  it('notes incremental streams that the last state forgets', async () => {
    const other = schema({ stream: 'users' });
    const full = schema({ stream: 'teams', bookmark_properties: undefined });
    const report = await validateLines([schema(), other, full, record(), state()]);
    expect(report.faultCount).toBe(0);
    expect(report.notes).toEqual([expect.stringContaining('The last STATE says nothing of "users"')]);
  });

  it('never runs a pattern of a schema, and notes that its records were not checked', async () => {
    const catastrophic = { x: { type: nullable, pattern: '^(a+)+$' } };
    const report = await validateLines([schemaWith(catastrophic), record({ x: `${'a'.repeat(40)}!` }), state()]);
    expect(report.faults.map(({ rule }) => rule)).toEqual(['schema-forbidden-keyword']);
    expect(report.notes).toEqual([expect.stringContaining('not checked against its schema')]);
  });

  it('checks keys and properties even where the schema is not run', async () => {
    const lines = [schemaWith({ x: { type: nullable, enum: ['a'] } }), record({ ...row, id: null }), state()];
    expect(await brokenRules(lines)).toEqual([
      'schema-forbidden-keyword',
      'record-key-missing',
      'record-property-missing',
    ]);
  });

  it.each([
    [
      'undeclared names below a long one',
      () => {
        const long = 'a'.repeat(100_000);
        const declared = { type: ['object', 'null'], properties: { b: { type: nullable } } };
        const members = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`m${index}`, 1]));
        return [schemaWith({ [long]: declared }), record({ [long]: members }), state()];
      },
    ],
    [
      'declared names below a long one',
      () => {
        const members = Object.fromEntries(
          Array.from({ length: 20_000 }, (_, index) => [`m${index}`, { type: nullable }]),
        );
        return [schemaWith({ ['a'.repeat(100_000)]: { type: ['object', 'null'], properties: members } })];
      },
    ],
    [
      'versions of a megabyte',
      () => [
        schema(),
        ...Array.from({ length: 30 }, (_, index) => record({}, { version: `${index}${'v'.repeat(1_000_000)}` })),
        state(),
      ],
    ],
  ])('is made of hostile input as well: %s', async (_what, lines) => {
    const report = await validateLines(lines());
    expect(report.faultCount).toBeGreaterThan(0);
    expect(JSON.stringify(report).length).toBeLessThan(1_000_000);
  });

  it('stops remembering streams at ten thousand', async () => {
    const lines = Array.from({ length: 10_001 }, (_, index) => ({ type: 'SCHEMA', stream: `s${index}` }));
    const report = await validateLines(lines);
    expect(report.faultsByRule).toEqual({ 'schema-without-properties': 10_000, 'too-many-streams': 1 });
  });
});

describe('a catalog given beforehand to Singer messages', () => {
  const grants = { tap_stream_id: 'grants', stream: 'grants', schema: { properties } };
  const sound = [schema(), record(), state()];

  it.each([
    ['Singer', { streams: [grants] }],
    ['configured Airbyte', { streams: [{ stream: { name: 'grants', json_schema: { properties } } }] }],
  ])('may be a %s one', async (_kind, catalog) => {
    expect(await brokenRules(sound, { catalog })).toEqual([]);
  });

  it('makes a stream that it does not declare a fault, once a schema', async () => {
    expect(await brokenRules(sound, { catalog: { streams: [] } })).toEqual(['stream-undeclared']);
  });

  it('makes a configured stream without a schema a fault', async () => {
    const streams = ['grants', 'users'].map((name) => ({ stream: { name, json_schema: { properties } } }));
    expect(await brokenRules(sound, { catalog: { streams } })).toEqual(['stream-not-read']);
    expect(await brokenRules([state()], { catalog: { streams } })).toEqual([]);
  });
});
