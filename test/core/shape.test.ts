import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { stringifyExact } from '../../src/core/exact-number.ts';
import { toPropertySchema } from '../../src/core/field-schema.ts';
import { parseExactJson } from '../../src/core/parse-exact-json.ts';
import { createProjection } from '../../src/core/project-record.ts';
import type { RawRow } from '../../src/core/record.ts';
import { deepestShape, shapeOf } from '../../src/core/shape.ts';
import { storedField } from '../../src/core/stream-definition.ts';
import type { FieldChange } from '../../src/core/sync-event.ts';

const declared = {
  type: ['object', 'null'],
  properties: {
    city: { type: ['string', 'null'] },
    rooms: { type: ['integer', 'null'] },
    since: { type: ['string', 'null'], format: 'date-time' },
    owner: { type: ['object', 'null'], properties: { name: { type: ['string', 'null'] } } },
  },
};
const field = { ...storedField('place', 'json'), shape: shapeOf(declared) };

/** What a row given as JSON is emitted as, and what could not be emitted as it came. */
function project(json: string) {
  const changes: FieldChange[] = [];
  const record = createProjection([field]).toRecord(parseExactJson(json) as RawRow, (change) => changes.push(change));
  return { text: stringifyExact(record), changes };
}

describe('A field whose catalog declares objects', () => {
  it('says so in its schema, every member nullable and of one type', () => {
    expect(toPropertySchema(field)).toEqual(declared);
  });

  it('emits the declared members alone, each in its type, from an object and from its JSON text', () => {
    const place =
      '{"rooms":"12","city":"Bern","more":1,"since":"2024-01-01T01:00:00+01:00","owner":{"name":"Zoë","x":2}}';
    const expected = '{"place":{"city":"Bern","rooms":12,"since":"2024-01-01T00:00:00Z","owner":{"name":"Zoë"}}}';
    expect(project(`{"place":${place}}`)).toEqual({ text: expected, changes: [] });
    expect(project(`{"place":${JSON.stringify(place)}}`)).toEqual({ text: expected, changes: [] });
  });

  it('emits null for members that are not there, and tells by their paths which did not fit or were repaired', () => {
    const { text, changes } = project('{"place":{"city":"a\\u0000b","rooms":1.5,"owner":7}}');
    expect(text).toBe('{"place":{"city":"a\uFFFDb","rooms":null,"since":null,"owner":null}}');
    expect(changes).toEqual([
      { property: 'place.city', change: 'repaired' },
      { property: 'place.rooms', change: 'nulled' },
      { property: 'place.owner', change: 'nulled' },
    ]);
  });

  it.each(['[1]', '"text"', '7', '12345678901234567890', 'true'])(
    'is null, and tells of it, where %s comes',
    (value) => {
      expect(project(`{"place":${value}}`)).toEqual({
        text: '{"place":null}',
        changes: [{ property: 'place', change: 'nulled' }],
      });
    },
  );

  it('keeps numbers that a double cannot hold, also in JSON text', () => {
    const [, owner] = [field, { ...field, shape: shapeOf({ ...declared, properties: { n: { type: 'number' } } }) }];
    const value = JSON.stringify('{"n":0.12345678901234567890}');
    const record = createProjection([owner]).toRecord(parseExactJson(`{"place":${value}}`) as RawRow, () => undefined);
    expect(stringifyExact(record)).toBe('{"place":{"n":0.12345678901234567890}}');
  });

  it('has members of any name', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), (name, value) => {
        const shape = shapeOf({ type: 'object', properties: Object.fromEntries([[name, { type: 'string' }]]) });
        const row = { place: Object.fromEntries([[name, value]]) } as unknown as RawRow;
        const record = createProjection([{ ...field, shape }]).toRecord(row, () => undefined);
        expect(JSON.stringify(record)).toBe(
          JSON.stringify({ place: Object.fromEntries([[name, value.replaceAll('\0', '\uFFFD').toWellFormed()]]) }),
        );
      }),
    );
  });
});

describe('What declares no objects', () => {
  it.each([
    ['an object without members', { type: 'object', properties: {} }],
    ['an object that lists none', { type: ['object', 'null'] }],
    ['text with properties', { type: 'string', properties: { a: {} } }],
    ['nothing', {}],
  ])('is %s', (_what, schema) => {
    expect(shapeOf(schema)).toBeUndefined();
  });

  it('is also what lies too deep: it stays JSON text', () => {
    let schema: object = { type: 'string' };
    for (let depth = 0; depth < 10_000; depth++) schema = { type: 'object', properties: { a: schema } };
    let depth = 0;
    let shape = shapeOf(schema as Readonly<Record<string, unknown>>);
    for (; shape; shape = shape.members[0]?.shape) depth += 1;
    expect(depth).toBe(deepestShape);
  });
});
