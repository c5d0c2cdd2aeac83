import { describe, expect, it } from '@jest/globals';
import { toProperty } from '../../../src/catalog/known/property-names.ts';
import { staticModel } from '../../../src/catalog/known/static-models.ts';
import {
  type CustomField,
  fetchCustomFields,
  fetchDynamicModels,
} from '../../../src/catalog/metadata/fetch-metadata.ts';
import { toDynamicDefinition, withCustomFields } from '../../../src/catalog/metadata/live-definitions.ts';
import type { RawRow } from '../../../src/core/record.ts';
import { type FieldType, type ModelName, storedField } from '../../../src/core/stream-definition.ts';
import type { PageRequest, Source } from '../../../src/engine/ports.ts';
import { definitionOf } from '../../support/definitions.ts';

/** A source that answers from rows, which `between` may change after each call. */
function sourceOf(rows: readonly RawRow[], between: (rows: RawRow[], calls: number) => void = () => undefined) {
  const stored = [...rows];
  const requests: PageRequest[] = [];
  const source: Source = {
    fetchPage: (request) => {
      requests.push(request);
      const { page, pageSize } = request;
      const start = (page - 1) * pageSize;
      const beyond = start >= stored.length;
      const found = beyond ? stored.slice(0, pageSize) : stored.slice(start, start + pageSize);
      const answer = { rows: found, totalRows: stored.length, page: beyond ? 1 : page, pageSize };
      between(stored, requests.length);
      return Promise.resolve(answer);
    },
    serverTime: () => Promise.reject(new Error('nobody asks for the time')),
    onHold: () => undefined,
    heldUntil: () => undefined,
  };
  return { source, requests };
}

const silent = (): void => undefined;

const attribute = (id: number, changes: object = {}): RawRow => ({
  id,
  name: `field_${id}`,
  description: `Field ${id}`,
  model_type: 'GrantRequest',
  attribute_type: 'string',
  ...changes,
});

const attributes = (count: number): readonly RawRow[] =>
  Array.from({ length: count }, (_, index) => attribute(index + 1));

describe('metadata without end', () => {
  it('is given up where it has more rows than any instance', async () => {
    const { source, requests } = sourceOf(attributes(200_001));
    await expect(fetchCustomFields(source, silent)).rejects.toMatchObject({ code: 'FLUXX_ENVELOPE_INVALID' });
    expect(requests).toHaveLength(1);
  });

  it('is given up where its names fill the memory, and what nobody asked for is not kept', async () => {
    const long = 'x'.repeat(100_000);
    const unasked = sourceOf(attributes(1000).map((row) => ({ ...row, junk: long })));
    await expect(fetchCustomFields(unasked.source, silent)).resolves.toHaveLength(1000);
    const named = sourceOf(attributes(1000).map((row) => ({ ...row, description: long })));
    await expect(fetchCustomFields(named.source, silent)).rejects.toMatchObject({ code: 'FLUXX_ANSWER_TOO_LARGE' });
  });
});

describe('the dynamic models of an instance', () => {
  it('are those of its metadata that are of the kind, and those that were retired or deleted are marked', async () => {
    const { source, requests } = sourceOf([
      { id: 1, model_type: 'MacModelTypeDynSiteVisit', name: ' Site Visit ' },
      { id: 2, model_type: 'MacModelTypeDynTool', name: null, deleted_at: '' },
      { id: 3, model_type: 'MacModelTypeDynGone', name: 'Gone', deleted_at: '2020-01-01T00:00:00Z' },
      { id: 4, model_type: 'GrantRequest', name: 'Request' },
      { id: 5, name: 'nothing' },
      { id: 6, model_type: 'MacModelTypeDyn', name: 'of no name' },
      { id: 7, model_type: 'MacModelTypeDynOld', name: 'Old', retired_at: '2020-01-01T00:00:00Z' },
      { id: 8, model_type: 'MacModelTypeDynOlder', name: 'Older', retired: 1 },
      { id: 9, model_type: 'MacModelTypeDynX/../../user', name: 'Elsewhere' },
      { id: 11, model_type: `MacModelTypeDyn${'A'.repeat(20_000)}`, name: 'Endless' },
      { id: 10, model_type: 'MacModelTypeDynSiteVisit', name: 'Site Visits, made anew' },
    ]);
    expect(await fetchDynamicModels(source)).toEqual([
      { className: 'MacModelTypeDynSiteVisit', label: 'Site Visits, made anew' },
      { className: 'MacModelTypeDynTool', label: 'MacModelTypeDynTool' },
      { className: 'MacModelTypeDynGone', label: 'Gone', isGone: true },
      { className: 'MacModelTypeDynOld', label: 'Old', isGone: true },
      { className: 'MacModelTypeDynOlder', label: 'Older', isGone: true },
    ]);
    expect(requests).toHaveLength(1);
  });
});

describe('the custom fields of an instance', () => {
  it('are those of its metadata that have a name and a model and are neither retired nor deleted', async () => {
    const { source } = sourceOf([
      attribute(1, { description: '', attribute_type: null }),
      attribute(2, { deleted_at: '2020-01-01T00:00:00Z' }),
      attribute(3, { name: '' }),
      attribute(4, { model_type: null }),
      attribute(5, { model_type: 'MacModelTypeDynTool', attribute_type: 'multi_value', multi_allowed: 1 }),
      attribute(6, { retired: true }),
      attribute(7, { retired: '0', multi_allowed: false, value_model_type: 'MacModelTypeDynTool' }),
    ]);
    const unknown = { holds: 'unknown', relatedModel: undefined } as const;
    expect(await fetchCustomFields(source, silent)).toEqual([
      { className: 'GrantRequest', name: 'field_1', label: 'field_1', attributeType: 'text', ...unknown },
      {
        className: 'MacModelTypeDynTool',
        name: 'field_5',
        label: 'Field 5',
        attributeType: 'multi_value',
        holds: 'many',
        relatedModel: undefined,
      },
      {
        className: 'GrantRequest',
        name: 'field_7',
        label: 'Field 7',
        attributeType: 'string',
        holds: 'one',
        relatedModel: 'mac_model_type_dyn_tool',
      },
    ]);
  });

  it.each([
    ['no text', null],
    ['empty', ''],
    ['a NUL', 'a\0b'],
    ['half a surrogate pair', 'a\ud800'],
  ])('are left out with a warning where their name is %s, which no catalog can hold', async (_what, name) => {
    const { source } = sourceOf([attribute(1), attribute(2, { name }), attribute(3, { name, retired: true })]);
    const warnings: string[] = [];
    const fields = await fetchCustomFields(source, (level, message) => void warnings.push(`${level}: ${message}`));
    expect(fields.map((field) => field.name)).toEqual(['field_1']);
    expect(warnings).toEqual([
      'warn: Left out: 1 custom field without a name that can be written (model_attribute with id 2)',
    ]);
  });

  it('are read to the last page, and not beyond', async () => {
    for (const [count, calls] of [
      [0, 1],
      [500, 1],
      [501, 2],
      [1000, 2],
    ] as const) {
      const { source, requests } = sourceOf(attributes(count));
      expect(await fetchCustomFields(source, silent)).toHaveLength(count);
      expect(requests.map(({ page }) => page)).toEqual(Array.from({ length: calls }, (_, index) => index + 1));
    }
  });

  it('are read anew when one that is deleted meanwhile moves another out of sight', async () => {
    const { source, requests } = sourceOf(attributes(1001), (rows, calls) => {
      if (calls === 1) rows.shift();
    });
    const fields = await fetchCustomFields(source, silent);
    expect(fields.map(({ name }) => name)).toEqual(
      attributes(1001)
        .map(({ id }) => `field_${id}`)
        .slice(1),
    );
    expect(requests.map(({ page }) => page)).toEqual([1, 2, 3, 1, 2]);
  });

  it('are read to an end when pages vanish meanwhile and the server answers the first one in their place', async () => {
    const { source } = sourceOf(attributes(1200), (rows, calls) => {
      if (calls === 2) rows.splice(0, 200);
    });
    const names = (await fetchCustomFields(source, silent)).map(({ name }) => name);
    expect(names).toEqual(
      attributes(1200)
        .slice(200)
        .map(({ id }) => `field_${id}`),
    );
  });

  it('fail to be read where the server repeats one page for ever', async () => {
    const { source, requests } = sourceOf(attributes(600));
    const stuck: Source = { ...source, fetchPage: (request) => source.fetchPage({ ...request, page: 1 }) };
    await expect(fetchCustomFields(stuck, silent)).rejects.toMatchObject({
      kind: 'unexpected-response',
      code: 'FLUXX_PAGES_UNSTABLE',
    });
    expect(requests).toHaveLength(6);
  });
});

describe('the definition of a dynamic model', () => {
  it('has a key, a cursor and the fields that all such models have', () => {
    const definition = toDynamicDefinition({ className: 'MacModelTypeDynNew', label: 'New' });
    expect(definition).toMatchObject({ name: 'mac_model_type_dyn_new', title: 'New', cursor: 'updated_at' });
    expect(definition.fields[0]).toMatchObject({ name: 'id', type: 'integer' });
    expect(definition.fields.map(({ name }) => name)).toContain('updated_at');
  });

  it('is that of the static schema where there is one, under the name that it has here', () => {
    const definition = toDynamicDefinition({ className: 'MacModelTypeDynTool', label: 'Our Tool' });
    expect(definition).toEqual({ ...staticModel('mac_model_type_dyn_tool'), title: 'Our Tool' });
  });
});

describe('a definition with custom fields', () => {
  const className = 'MacModelTypeDynNew';
  const base = toDynamicDefinition({ className, label: 'New' });
  const custom = (name: string, attributeType = 'string', changes: Partial<CustomField> = {}): CustomField => ({
    className,
    name,
    label: name,
    attributeType,
    holds: 'unknown',
    relatedModel: undefined,
    ...changes,
  });
  const added = (fields: readonly CustomField[], multiSelect: 'values' | 'paths' = 'values') =>
    withCustomFields(base, fields, multiSelect).fields.slice(base.fields.length);

  it.each<readonly [string, FieldType]>([
    ['string', 'text'],
    ['text', 'text'],
    ['integer', 'integer'],
    ['decimal', 'number'],
    ['float', 'number'],
    ['boolean', 'boolean'],
    ['date', 'date'],
    ['datetime', 'datetime'],
    ['multi_value', 'values'],
    ['adhoc', 'json'],
    ['hash', 'json'],
    ['relation', 'ids'],
    ['something new', 'text'],
    ['constructor', 'text'],
    ['__proto__', 'text'],
  ])('emits attributes of type %s as %s', (attributeType, type) => {
    const described = { title: 'x', description: `Custom field of type ${attributeType}`, custom: true };
    expect(added([custom('x', attributeType)])).toEqual([{ ...storedField('x', type), ...described }]);
  });

  it('emits what leads to a model as ids of it, or as one id where name and metadata say so', () => {
    const relatedModel = 'organization' as ModelName;
    const [several, one, many, undeclared] = added([
      custom('partners', 'dynamic_relation', { relatedModel }),
      custom('partner_id', 'relation', { relatedModel, holds: 'one' }),
      custom('partners_id', 'relation', { relatedModel, holds: 'many' }),
      custom('other_id', 'relation'),
    ]);
    expect(several).toMatchObject({ type: 'ids', relatedModel });
    expect(one).toMatchObject({ type: 'integer', relatedModel });
    expect(many).toMatchObject({ type: 'ids', description: 'Custom field of type relation, several values' });
    expect(undeclared).toMatchObject({ type: 'integer' });
  });

  it('emits what its type says to be text, choices or numbers as that, also where a model is named', () => {
    const relatedModel = 'organization' as ModelName;
    const types = ['string', 'multi_value', 'decimal'].map((word) => custom('x', word, { relatedModel }));
    expect(types.map((field) => added([field])[0]?.type)).toEqual(['text', 'values', 'number']);
  });

  it('emits whole paths as JSON text', () => {
    expect(added([custom('x', 'multi_value'), custom('y')], 'paths').map(({ type }) => type)).toEqual(['json', 'text']);
  });

  it('gives each field a property of its own, and leaves names at Fluxx as they are', () => {
    const fields = added([custom('Name'), custom('name'), custom('State'), custom('__proto__')]);
    expect(fields.map(({ name, property }) => [name, property])).toEqual([
      ['Name', toProperty('Name')],
      ['name', 'name'],
      ['State', toProperty('State')],
      ['__proto__', toProperty('__proto__')],
    ]);
  });

  it('leaves the name of the cursor to the cursor, which the instance may turn out to have', () => {
    const definition = definitionOf('exempt_organization', [storedField('id', 'integer')]);
    const extended = withCustomFields(definition, [custom('Updated At'), custom('updated_at', 'datetime')], 'values');
    expect(extended.fields.map(({ name, property }) => [name, property])).toEqual([
      ['id', 'id'],
      ['Updated At', toProperty('Updated At')],
    ]);
  });

  it('leaves the mark of deleted rows to the tap', () => {
    const [field] = added([custom('_fluxx_deleted_at', 'datetime')]);
    expect(field).toMatchObject({ name: '_fluxx_deleted_at', property: toProperty('_fluxx_deleted_at') });
  });

  it('believes the instance about a field that the schema knows too, but for the key and the cursor', () => {
    const fields = [custom('state', 'multi_value'), custom('id', 'text'), custom('updated_at', 'date')];
    const extended = withCustomFields(base, fields, 'values');
    expect(extended.fields).toHaveLength(base.fields.length);
    expect(extended.fields.find(({ name }) => name === 'state')).toMatchObject({ type: 'values', property: 'state' });
    const kept = ['id', 'updated_at'].map((name) => extended.fields.find((field) => field.name === name)?.type);
    expect(kept).toEqual(['integer', 'datetime']);
  });

  it('keeps secret what the schema knows to be secret', () => {
    const secret = { ...base, fields: base.fields.map((field) => ({ ...field, secret: field.name === 'migrate_id' })) };
    const extended = withCustomFields(secret, [custom('migrate_id')], 'values');
    expect(extended.fields.filter((field) => field.secret).map(({ name }) => name)).toEqual(['migrate_id']);
  });
});
