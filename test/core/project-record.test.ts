import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { stringifyExact } from '../../src/core/exact-number.ts';
import { parseExactJson } from '../../src/core/parse-exact-json.ts';
import { createProjection } from '../../src/core/project-record.ts';
import type { RawRow } from '../../src/core/record.ts';
import { deletionMark, type FieldDefinition, type FieldType, storedField } from '../../src/core/stream-definition.ts';
import type { FieldChange } from '../../src/core/sync-event.ts';
import { hostileText } from '../support/json-values.ts';

/** Projects one row, given as JSON, and answers the emitted JSON with the changes. */
function project(fields: readonly FieldDefinition[], json: string) {
  const projection = createProjection(fields);
  const changes: FieldChange[] = [];
  const record = projection.toRecord(parseExactJson(json) as RawRow, (change) => changes.push(change));
  return { record, text: stringifyExact(record), changes, counted: projection.changes };
}

const id = storedField('id', 'integer');

function fail({ property }: FieldChange): void {
  throw new Error(`${property} was changed`);
}

describe('What the tap fills in itself', () => {
  it('is null in a record, though the row has a field that is called like it', () => {
    const fields = [storedField('id', 'integer'), deletionMark];
    const row = { id: 1, [deletionMark.name]: '2024-05-06T00:00:00Z' };
    expect(createProjection(fields).toRecord(row, () => undefined)).toEqual({ id: 1, [deletionMark.name]: null });
  });
});

describe('a projection', () => {
  it('emits every selected property in its order, null where the server left it out', () => {
    const fields = [id, storedField('Amount Due', 'number', 'amount_due'), storedField('name', 'text')];
    expect(project(fields, '{"name":null,"other":1,"id":7}').text).toBe('{"id":7,"amount_due":null,"name":null}');
    expect(project(fields, '{"id":7,"Amount Due":1.50,"name":""}').text).toBe('{"id":7,"amount_due":1.5,"name":""}');
  });

  it('keeps numbers that a double cannot hold', () => {
    const fields = [id, storedField('a', 'number'), storedField('b', 'ids'), storedField('c', 'integer')];
    const json = '{"id":7,"a":0.1000000000000000000001,"b":[9007199254740993],"c":9223372036854775807}';
    expect(project(fields, json).text).toBe(json);
  });

  it('nulls what does not fit, tells it at once and counts it by property', () => {
    const fields = [id, storedField('a', 'integer'), storedField('b', 'boolean')];
    const projection = createProjection(fields);
    const heard: FieldChange[] = [];
    for (const a of ['x', 'y', 5]) {
      const row = { id: 1, a, b: 'maybe' };
      expect(projection.toRecord(row, (change) => heard.push(change))).toEqual({
        id: 1,
        a: a === 5 ? 5 : null,
        b: null,
      });
    }
    expect(heard).toHaveLength(5);
    expect([...projection.changes.values()]).toEqual([
      { property: 'a', change: 'nulled', count: 2 },
      { property: 'b', change: 'nulled', count: 3 },
    ]);
  });

  it('repairs NUL and half surrogate pairs in text and in lists of text, and says so', () => {
    const fields = [id, storedField('a', 'text'), storedField('b', 'values'), storedField('c', 'json')];
    const row = { id: 1, a: 'x\0y\ud800', b: ['ok', '\udc00', '\0'], c: '{"k":"\ud800"}' };
    const projection = createProjection(fields);
    const changes: FieldChange[] = [];
    expect(projection.toRecord(row, (change) => changes.push(change))).toEqual({
      id: 1,
      a: 'x\uFFFDy\uFFFD',
      b: ['ok', '\uFFFD', '\uFFFD'],
      c: '{"k":"\uFFFD"}',
    });
    expect(changes).toEqual(['a', 'b', 'c'].map((property) => ({ property, change: 'repaired' })));
  });

  it.each([
    ['json', '{"k":"a\\u0000b"}', '{"k":"a\uFFFDb"}'],
    ['json', ['\ud800', 'x'], '["\uFFFD","x"]'],
    ['text', { k: '\0' }, '{"k":"\uFFFD"}'],
    ['values', [['\0'], 'x'], ['["\uFFFD"]', 'x']],
    ['values', '["a\\u0000"]', ['a\uFFFD']],
  ] as const)('repairs what is escaped inside of JSON text: %s of %j', (type, value, expected) => {
    const changes: FieldChange[] = [];
    const projection = createProjection([id, storedField('a', type)]);
    expect(projection.toRecord({ id: 1, a: value }, (change) => changes.push(change))['a']).toEqual(expected);
    expect(changes).toEqual([{ property: 'a', change: 'repaired' }]);
  });

  it.each([
    ['json', '{"k":"\\ud83d\\ude00"}', '{"k":"\\ud83d\\ude00"}'],
    ['json', '{"k":"\\\\u0000"}', '{"k":"\\\\u0000"}'],
    ['json', '\\u0000', '"\\\\u0000"'],
    ['text', '{"k":"\\u0000"}', '{"k":"\\u0000"}'],
    ['values', ['["\\u0000"]'], ['["\\u0000"]']],
  ] as const)(
    'leaves whole pairs, escaped backslashes and text that looks like JSON alone: %s of %j',
    (type, value, expected) => {
      const projection = createProjection([id, storedField('a', type)]);
      expect(projection.toRecord({ id: 1, a: value }, fail)['a']).toEqual(expected);
    },
  );

  it('leaves whole surrogate pairs and other text alone', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        fc.pre(text.isWellFormed() && !text.includes('\0'));
        const { record, changes } = project([id, storedField('a', 'text')], JSON.stringify({ id: 1, a: text }));
        expect(record['a']).toBe(text);
        expect(changes).toEqual([]);
      }),
    );
  });

  it('emits text that holds neither NUL nor half a surrogate pair, whatever came', () => {
    fc.assert(
      fc.property(hostileText, fc.constantFrom<FieldType>('text', 'values', 'json'), (text, type) => {
        const line = project([id, storedField('a', type)], JSON.stringify({ id: 1, a: [text] })).text;
        const emitted: unknown = JSON.parse(line).a;
        const texts = Array.isArray(emitted) ? emitted : [emitted];
        expect(texts.every((each) => String(each).isWellFormed() && !String(each).includes('\0'))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it.each(['__proto__', 'constructor', 'toString', 'valueOf', 'hasOwnProperty'])(
    'treats a field called %s as any other',
    (name) => {
      for (const type of ['text', 'json', 'ids'] as const) {
        expect(project([id, storedField(name, type)], '{"id":1}').text).toBe(`{"id":1,"${name}":null}`);
      }
      expect(project([id, storedField(name, 'text')], `{"id":1,"${name}":"x"}`).text).toBe(`{"id":1,"${name}":"x"}`);
      expect(project([id, storedField(name, 'ids')], `{"id":1,"${name}":[2]}`).text).toBe(`{"id":1,"${name}":[2]}`);
    },
  );
});
