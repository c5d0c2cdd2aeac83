import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { converters } from '../../src/core/convert.ts';
import { toStreamSchema } from '../../src/core/field-schema.ts';
import { parseExactJson } from '../../src/core/parse-exact-json.ts';
import { createProjection } from '../../src/core/project-record.ts';
import type { RawRow } from '../../src/core/record.ts';
import { type FieldType, storedField } from '../../src/core/stream-definition.ts';
import type { FieldChange, SyncEvent } from '../../src/core/sync-event.ts';
import { createAirbyteEncoder } from '../../src/protocols/airbyte/encode-sync.ts';
import { createSingerEncoder } from '../../src/protocols/singer/encode-sync.ts';
import type { SyncEncoder } from '../../src/protocols/sync-encoder.ts';
import { oracles } from '../support/conversion-oracle.ts';
import { definitionOf } from '../support/definitions.ts';
import { exactShape, type Shape } from '../support/exact-shape.ts';
import { at, messagesOf } from '../support/messages.ts';
import { type Sent, sentMoments, sentValues, spell } from '../support/sent-values.ts';

const types = Object.keys(converters) as FieldType[];
const fields = [storedField('id', 'integer'), ...types.map((type) => storedField(type, type))];
const definition = definitionOf('thing', fields);
const stream = { definition, mode: 'full', fields } as const;
const ajv = new Ajv({ strict: false });
addFormats.default(ajv, ['date', 'date-time']);
const validate = ajv.compile(toStreamSchema(definition, fields));

/** A row that holds one value in a field of each type, from its JSON to the line that a protocol makes of it. */
function emit(value: string, encoder: SyncEncoder) {
  const json = `{"id":1,${types.map((type) => `"${type}":${value}`).join(',')}}`;
  const changes: FieldChange[] = [];
  const projection = createProjection(fields);
  const record = projection.toRecord(parseExactJson(json) as RawRow, (change) => changes.push(change));
  const event: SyncEvent = { kind: 'records', stream, records: [record], changes: new Map([[0, changes]]) };
  const lines = encoder.encode(event).join('').trimEnd().split('\n');
  const line = lines.find((each) => each.startsWith('{"type":"RECORD"')) ?? '';
  return { line, changes, counts: [...projection.changes.values()] };
}

const airbyte = () => createAirbyteEncoder(() => 0);
const singer = () => createSingerEncoder(new Map(), () => 0);

function shapeAt(line: string, ...path: readonly string[]): ReadonlyMap<string, Shape> {
  const shape = path.reduce<Shape>((inner, key) => (inner instanceof Map ? inner.get(key) : null), exactShape(line));
  return shape instanceof Map ? shape : new Map();
}

/** What each type must make of it: the changes in the order of the fields, and whether the emitted values say it all. */
function judge(sent: Sent, emitted: ReadonlyMap<string, Shape>) {
  const expected = types.map(
    (type) => ({ type, outcome: sent.kind === 'null' ? 'blank' : oracles[type](sent) }) as const,
  );
  const wrong = expected.filter(({ type, outcome }) => {
    const shape = emitted.get(type) ?? null;
    return typeof outcome === 'string' ? shape !== null : !outcome.says(shape);
  });
  const changes = expected.flatMap(({ type, outcome }): FieldChange[] => {
    if (outcome === 'nulled') return [{ property: type, change: 'nulled' }];
    return outcome !== 'blank' && outcome.isRepaired ? [{ property: type, change: 'repaired' }] : [];
  });
  return { wrong: wrong.map(({ type }) => type), changes };
}

describe('Whatever a server sends for a field of any type,', () => {
  it.each([
    ['what can be converted', sentValues],
    ['of dates and times what exists', sentMoments],
  ])('%s is emitted without a loss, and everything else is null and counted', (_what, values) => {
    fc.assert(
      fc.property(values, (sent) => {
        const { line, changes, counts } = emit(spell(sent), singer());
        const judged = judge(sent, shapeAt(line, 'record'));
        expect(judged.wrong).toEqual([]);
        expect(changes).toEqual(judged.changes);
        expect(counts).toEqual(changes.map((change) => ({ ...change, count: 1 })));
      }),
      { numRuns: 4000 },
    );
  });

  it('the record keeps to its schema, and whole numbers are printed as such', () => {
    fc.assert(
      fc.property(sentValues, (sent) => {
        const { line } = emit(spell(sent), singer());
        validate(at(JSON.parse(line), 'record'));
        expect(validate.errors ?? []).toEqual([]);
        expect(line).toMatch(/"record":\{"id":1,"integer":(?:null|-?[0-9]+),/);
        expect(line).toMatch(/"ids":(?:null|\[(?:-?[0-9]+,?)*\])/);
      }),
      { numRuns: 2000 },
    );
  });

  it('both protocols say the same, and Airbyte is told of exactly the fields that became null', () => {
    fc.assert(
      fc.property(sentValues, (sent) => {
        const said = emit(spell(sent), airbyte());
        const data = shapeAt(said.line, 'record', 'data');
        expect(data).toEqual(shapeAt(emit(spell(sent), singer()).line, 'record'));
        const nulled = judge(sent, data).changes.filter(({ change }) => change === 'nulled');
        const told = nulled.map(({ property }) => ({
          field: property,
          change: 'NULLED',
          reason: 'SOURCE_SERIALIZATION_ERROR',
        }));
        const [message] = messagesOf({ lines: [said.line] });
        expect(at(message, 'record', 'meta')).toEqual(told.length > 0 ? { changes: told } : undefined);
      }),
      { numRuns: 1000 },
    );
  });

  it('a value that is nested deeper than JSON can be written again is null and counted, and nothing crashes', () => {
    const { line, changes } = emit(`${'['.repeat(50_000)}${']'.repeat(50_000)}`, singer());
    expect([...shapeAt(line, 'record').values()].filter((shape) => shape !== null)).toHaveLength(1);
    expect(changes).toEqual(types.map((property) => ({ property, change: 'nulled' })));
  });
});
