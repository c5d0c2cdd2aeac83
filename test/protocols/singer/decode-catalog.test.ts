import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeSingerCatalog } from '../../../src/protocols/singer/decode-catalog.ts';

const decode = (entries: Parameters<typeof decodeSingerCatalog>[0]) => decodeSingerCatalog(entries, () => undefined);

type Metadata = Readonly<Record<string, unknown>>;

/** An entry with metadata of the stream and of its one property `a`, where there is any. */
function entry(root: Metadata | undefined, ofA?: Metadata, changes: object = {}) {
  return {
    tap_stream_id: 'user',
    stream: 'user',
    schema: { type: 'object', properties: { a: { type: 'string' } } },
    metadata: [
      ...(root ? [{ breadcrumb: [], metadata: root }] : []),
      ...(ofA ? [{ breadcrumb: ['properties', 'a'], metadata: ofA }] : []),
    ],
    ...changes,
  };
}

/** What of an entry is selected: nothing, the stream without its property, or both. */
function selected(value: ReturnType<typeof entry>): 'nothing' | 'stream' | 'stream and a' {
  const [selection] = decode([value]);
  if (!selection) return 'nothing';
  return selection.properties === 'all' || selection.properties.length > 0 ? 'stream and a' : 'stream';
}

/** The rule as the specification has it, written down once more. */
function rule({ inclusion, selected: explicit, 'selected-by-default': byDefault }: Metadata, parent: boolean): boolean {
  if (inclusion === 'unsupported') return false;
  if (inclusion === 'automatic') return true;
  if (typeof explicit === 'boolean') return explicit;
  return typeof byDefault === 'boolean' ? byDefault : parent;
}

function warningsOf(given: ReturnType<typeof entry>): readonly string[] {
  const warnings: string[] = [];
  decodeSingerCatalog([given], (_level, message) => warnings.push(message));
  return warnings;
}

describe('what a catalog asks for that there is not', () => {
  it.each([
    ['a replication method', { 'replication-method': 'LOG_BASED' }, {}, 'no replication method LOG_BASED'],
    ['a key on the entry', {}, { key_properties: ['name'] }, 'asks for the key name; id is used'],
    ['a key in the metadata', { 'table-key-properties': ['a', 'b'] }, {}, 'asks for the key a, b; id is used'],
  ])('is warned about: %s', (_what, root, changes, warning) => {
    expect(warningsOf(entry({ selected: true, ...root }, undefined, changes))).toEqual([
      expect.stringContaining(warning),
    ]);
  });

  it('is not what discovery writes', () => {
    const root = { selected: true, 'table-key-properties': ['id'], 'forced-replication-method': 'INCREMENTAL' };
    expect(warningsOf(entry(root, undefined, { key_properties: ['id'] }))).toEqual([]);
  });
});

describe('the replication method', () => {
  it.each(['FULL_TABLE', 'full_table'])('may be %s', (method) => {
    expect(decode([entry({ selected: true, 'replication-method': method })])).toMatchObject([{ mode: 'full' }]);
  });
});

describe('the selection', () => {
  const maybeBoolean = fc.option(fc.boolean(), { nil: undefined });
  const metadata = fc.record({
    inclusion: fc.constantFrom(undefined, 'available', 'automatic', 'unsupported'),
    selected: maybeBoolean,
    'selected-by-default': maybeBoolean,
  });

  it('goes by unsupported, automatic, the explicit choice, the default and then the parent, never past the stream', () => {
    fc.assert(
      fc.property(metadata, fc.option(metadata, { nil: undefined }), (root, ofA) => {
        const streamIs = rule(root, false);
        const expected = !streamIs ? 'nothing' : rule(ofA ?? {}, true) ? 'stream and a' : 'stream';
        expect(selected(entry(root, ofA))).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['true', 'stream and a'],
    ['True', 'stream and a'],
    ['false', 'nothing'],
    ['perhaps', 'nothing'],
  ])('may be text: %s', (word, expected) => {
    expect(selected(entry({ selected: word }))).toBe(expected);
  });

  it.each([
    ['on the entry', { selected: true }, 'stream and a'],
    ['on the entry, against', { selected: false }, 'nothing'],
    ['in the schema', { schema: { selected: true, properties: { a: {} } } }, 'stream and a'],
    ['in the schema of a property', { selected: true, schema: { properties: { a: { selected: false } } } }, 'stream'],
    ['nowhere', {}, 'nothing'],
  ])('of a catalog without metadata stands %s', (_title, changes, expected) => {
    expect(selected(entry(undefined, undefined, changes))).toBe(expected);
    expect(selected({ ...entry(undefined, undefined, changes), metadata: undefined as never })).toBe(expected);
  });

  it('in the metadata of the stream outweighs the one on its entry', () => {
    expect(selected(entry({ selected: false }, undefined, { selected: true }))).toBe('nothing');
    expect(selected(entry({ selected: true }, undefined, { selected: false }))).toBe('stream and a');
    expect(selected(entry({ 'selected-by-default': false }, undefined, { selected: true }))).toBe('stream and a');
  });

  it('takes a property without metadata along with its stream', () => {
    expect(selected(entry({ selected: true }))).toBe('stream and a');
  });

  it('is of everything where the entry has no schema', () => {
    const value = { ...entry({ selected: true }), schema: undefined };
    expect(decode([value])[0]?.properties).toBe('all');
  });

  it('gives the schema of each property, as the user may have changed it', () => {
    const schema = { properties: { a: { type: 'number' }, b: true, c: { type: 'string' } } };
    const value = entry({ selected: true }, { selected: true }, { schema });
    value.metadata.push({ breadcrumb: ['properties', 'c'], metadata: { selected: false } });
    expect(decode([value])[0]?.properties).toEqual([
      { name: 'a', schema: { type: 'number' } },
      { name: 'b', schema: {} },
    ]);
  });

  it('does not take metadata of nested properties for that of others', () => {
    const value = entry({ selected: true }, { selected: true });
    value.metadata.push({ breadcrumb: ['properties', 'a', 'properties', 'b'], metadata: { selected: false } });
    expect(selected(value)).toBe('stream and a');
    value.schema.properties = { 'a.properties.b': { type: 'string' } } as never;
    expect(selected(value)).toBe('stream and a');
  });

  it('goes by the same order inside of objects, and never past a parent', () => {
    fc.assert(
      fc.property(metadata, metadata, metadata, (ofA, ofB, ofC) => {
        const c = { type: 'string' };
        const b = { type: 'object', properties: { c } };
        const a = { type: 'object', properties: { b, d: c } };
        const value = entry({ selected: true }, ofA, { schema: { properties: { a } } });
        value.metadata.push(
          { breadcrumb: ['properties', 'a', 'properties', 'b'], metadata: ofB },
          { breadcrumb: ['properties', 'a', 'properties', 'b', 'properties', 'c'], metadata: ofC },
        );
        const hasA = rule(ofA, true);
        const hasC = hasA && rule(ofB, true) && rule(ofC, true);
        // Of `d` nobody says anything: it is as its parent is.
        const inner = { ...(hasC && { b }), d: c };
        expect(decode([value])[0]?.properties).toEqual(
          hasA ? [{ name: 'a', schema: { type: 'object', properties: inner } }] : [],
        );
      }),
      { numRuns: 500 },
    );
  });

  it('leaves out an object of which nothing is selected', () => {
    const schema = { properties: { a: { type: 'object', properties: { b: { type: 'string' } } } } };
    const value = entry({ selected: true }, { selected: true }, { schema });
    value.metadata.push({ breadcrumb: ['properties', 'a', 'properties', 'b'], metadata: { selected: false } });
    expect(selected(value)).toBe('stream');
  });
});

describe('the mode', () => {
  const modeOf = (root: Metadata, changes: object = {}) =>
    decode([entry({ selected: true, ...root }, undefined, changes)])[0]?.mode;

  it.each([
    ['nothing says otherwise', {}, {}, 'incremental'],
    ['the user wants a full table', { 'replication-method': 'FULL_TABLE' }, {}, 'full'],
    [
      'the user wants a full table of what was discovered as incremental',
      { 'replication-method': 'FULL_TABLE' },
      { replication_method: 'INCREMENTAL' },
      'full',
    ],
    ['the entry says so', {}, { replication_method: 'FULL_TABLE' }, 'full'],
    ['only a full table is possible', { 'forced-replication-method': 'FULL_TABLE' }, {}, 'full'],
    ['the log is asked for, which Fluxx has not', { 'replication-method': 'LOG_BASED' }, {}, 'incremental'],
    ['Meltano made {} of null', { 'replication-method': {}, 'replication-key': {} }, {}, 'incremental'],
    [
      'Meltano made {} of null and a full table is forced',
      { 'replication-method': {}, 'replication-key': {}, 'forced-replication-method': 'FULL_TABLE' },
      {},
      'full',
    ],
    ['everything is null', { 'replication-method': null }, { replication_method: null }, 'incremental'],
  ])('where %s', (_title, root, changes, mode) => {
    expect(modeOf(root, changes)).toBe(mode);
  });
});

describe('what Meltano adds', () => {
  it('is taken', () => {
    const value = entry(
      { inclusion: 'available', selected: true, 'replication-key': {}, 'table-key-properties': ['id'] },
      { inclusion: 'available', selected: true },
      { selected: true, replication_method: 'INCREMENTAL', replication_key: {}, key_properties: ['id'], is_view: null },
    );
    expect(decode([value])).toEqual([
      { name: 'user', mode: 'incremental', properties: [{ name: 'a', schema: { type: 'string' } }] },
    ]);
  });
});

describe('a stream of a Singer catalog', () => {
  it('is known by its tap_stream_id, or by its name', () => {
    const value = entry({ selected: true });
    expect(decode([{ ...value, stream: 'other' }])[0]?.name).toBe('user');
    expect(decode([{ ...value, tap_stream_id: undefined }])[0]?.name).toBe('user');
  });

  it.each([
    ['has no name', { tap_stream_id: '', stream: 'user' }, 'entry 1'],
    ['has metadata that is no list', { metadata: {} }, 'metadata of stream user'],
    ['has metadata without breadcrumb', { metadata: [{ metadata: {} }] }, 'metadata of stream user'],
    ['has a breadcrumb without metadata', { metadata: [{ breadcrumb: [] }] }, 'metadata of stream user'],
    ['has metadata that is text', { metadata: ['x'] }, 'metadata of stream user'],
  ])('is refused when it %s', (_title, changes, reason) => {
    expect(() => decode([entry({ selected: true }, undefined, changes)])).toThrow(reason);
  });
});
