import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { modelTitle } from '../src/catalog/known/model-title.ts';
import { type ModelSchema, modelSchema } from '../tools/schemas/model-schema.ts';
import { modelTable } from '../tools/schemas/model-table.ts';
import { parseModel } from '../tools/schemas/parse-model.ts';
import { schemaText } from '../tools/schemas/schema-text.ts';
import { projectRoot } from './simulator/project-root.ts';
import { modelsWithoutCursor } from './support/models-without-cursor.ts';

const root = projectRoot();
const table = modelTable(root);
const committed: ReadonlyMap<string, string> = new Map(
  readdirSync(join(root, 'schemas')).map((file) => [file, readFileSync(join(root, 'schemas', file), 'utf8')]),
);
const schemas: readonly (readonly [string, ModelSchema])[] = [...committed].map(([file, text]) => [
  file.replace('.json', ''),
  JSON.parse(text),
]);

/** The models that programs reading Fluxx have come to rely on; none of them may ever leave the table. */
const requiredModels = `
  claim claim_expense claim_expense_datum claim_expense_row concept_initiative dashboard_theme etl_claim_expense_datum
  etl_grantee_budget_tracker_actual etl_grantee_budget_tracker_period_datum etl_relationship etl_request_budget
  etl_request_transaction_budget exempt_organization geo_city geo_country geo_county geo_place geo_region geo_state
  grant_request grantee_budget_category grantee_budget_tracker grantee_budget_tracker_period
  grantee_budget_tracker_period_datum grantee_budget_tracker_period_datum_actual grantee_budget_tracker_row
  integration_log mac_model_type_dyn_financial_audit mac_model_type_dyn_mel mac_model_type_dyn_tool machine_category
  model_attribute_value model_document model_document_sub_type model_document_type model_theme organization
  population_estimate population_estimate_year program request_report request_transaction
  request_transaction_funding_source request_user salesforce_authentication sub_initiative sub_program ui_version user
  user_organization`
  .trim()
  .split(/\s+/);

/** Finds what breaks a rule, as `model.property`, so that a failure names every culprit and not only the first. */
function offenders(breaks: (name: string, property: Readonly<Record<string, unknown>>) => boolean): readonly string[] {
  return schemas.flatMap(([model, schema]) =>
    Object.entries(schema.properties)
      .filter(([name, property]) => breaks(name, { ...property }))
      .map(([name]) => `${model}.${name}`),
  );
}

/** The types of a property besides null. */
function valueTypes(property: Readonly<Record<string, unknown>>): readonly unknown[] {
  return [property['type']].flat().filter((type) => type !== 'null');
}

describe('the committed schemas', () => {
  it('are byte for byte what the model table gives, one file a model and none besides', () => {
    const generated = table.map((facts) => [`${facts.model}.json`, schemaText(modelSchema(facts))] as const);

    expect([...committed.keys()].toSorted()).toEqual(generated.map(([file]) => file).toSorted());
    expect(generated.filter(([file, text]) => committed.get(file) !== text).map(([file]) => file)).toEqual([]);
  });

  it('describe 241 models and 8,477 fields', () => {
    expect(schemas.length).toBe(241);
    expect(offenders(() => true).length).toBe(8477);
  });

  it('keep every model that readers of Fluxx rely on', () => {
    expect(requiredModels.length).toBe(50);
    expect(requiredModels.filter((model) => !committed.has(`${model}.json`))).toEqual([]);
  });

  it('give a cursor to all of these but the eleven whose known fields lack updated_at', () => {
    const known = new Map(schemas);

    expect(requiredModels.filter((model) => known.get(model)?.['x-cursor'] === undefined)).toEqual(modelsWithoutCursor);
  });

  it('accept a record of nulls with an id, and nothing without a whole-number id', () => {
    const ajv = new Ajv({ strict: false });
    addFormats.default(ajv);
    for (const [model, schema] of schemas) {
      const validate = ajv.compile({ ...schema, required: ['id'] });
      const blank = Object.fromEntries(Object.keys(schema.properties).map((name) => [name, null]));

      expect([model, validate({ ...blank, id: 1 })]).toEqual([model, true]);
      expect([model, validate({ ...blank, id: '1' })]).toEqual([model, false]);
      expect([model, validate(blank)]).toEqual([model, false]);
    }
  });

  it('are valid against the meta-schema of draft-07', () => {
    const ajv = new Ajv({ strict: false });

    expect(schemas.filter(([, schema]) => ajv.validateSchema(schema) !== true).map(([model]) => model)).toEqual([]);
  });

  it('have the keywords, the key and the class of their model, and a title of their own', () => {
    for (const [model, schema] of schemas) {
      expect(schema).toMatchObject({ type: 'object', 'x-primary-key': ['id'], 'x-class': expect.any(String) });
      expect(schema.$schema).toBe('http://json-schema.org/draft-07/schema#');
      expect(schema['x-class'].replace(/(?<=.)(?=[A-Z])/g, '_').toLowerCase()).toBe(model);
      expect(['yes', 'likely', 'no', 'unknown']).toContain(schema['x-search-indexed']);
    }
    expect(new Set(schemas.map(([, schema]) => schema.title)).size).toBe(schemas.length);
  });

  it('list id first, then the other properties by name, of which there is at least one', () => {
    for (const [model, schema] of schemas) {
      const [first, ...others] = Object.keys(schema.properties);

      expect([model, first]).toEqual([model, 'id']);
      expect([model, others]).toEqual([model, others.toSorted()]);
      expect([model, others.length > 0]).toEqual([model, true]);
    }
  });

  it('name a cursor exactly where there is a timestamp of that name, and soft delete where there is deleted_at', () => {
    for (const [model, schema] of schemas) {
      const { updated_at: updatedAt, deleted_at: deletedAt } = schema.properties;

      expect([model, schema['x-cursor']]).toEqual([model, updatedAt === undefined ? undefined : 'updated_at']);
      expect([model, schema['x-soft-delete']]).toEqual([model, deletedAt !== undefined]);
      for (const instant of [updatedAt, deletedAt]) {
        if (instant !== undefined) expect(instant).toMatchObject({ type: ['string', 'null'], format: 'date-time' });
      }
    }
  });
});

describe('the properties of the committed schemas', () => {
  it('have names that every target can store: a-z, 0-9 and _, at most 59 of them, unique in any case', () => {
    expect(offenders((name) => !/^[a-z0-9_]{1,59}$/.test(name))).toEqual([]);
    for (const [, schema] of schemas) {
      const names = Object.keys(schema.properties);
      expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
    }
  });

  it('leave out the pseudo fields of the server, which begin with two underscores', () => {
    expect(offenders((name) => name.startsWith('__'))).toEqual([]);
  });

  it('have exactly one type besides null, and allow null everywhere but in id', () => {
    const types = ['integer', 'number', 'string', 'boolean', 'array'];
    expect(offenders((_, property) => valueTypes(property).length !== 1)).toEqual([]);
    expect(offenders((_, property) => !valueTypes(property).every((type) => types.includes(String(type))))).toEqual([]);
    expect(offenders((name, property) => (name === 'id') === [property['type']].flat().includes('null'))).toEqual([]);
  });

  it('use no keyword that a target may not know', () => {
    const known = ['type', 'format', 'items', 'x-kind', 'x-to', 'x-to-many', 'x-secret', 'x-long'];
    expect(offenders((_, property) => !Object.keys(property).every((key) => known.includes(key)))).toEqual([]);
    expect([...committed.values()].filter((text) => /"(anyOf|oneOf|allOf|enum)":/.test(text))).toEqual([]);
  });

  it('use no formats but date and date-time, and only on strings', () => {
    const formats = [undefined, 'date', 'date-time'];
    expect(offenders((_, property) => !formats.some((format) => format === property['format']))).toEqual([]);
    expect(offenders((_, property) => 'format' in property && valueTypes(property)[0] !== 'string')).toEqual([]);
  });

  it('make every relation an array of whole numbers and nothing else an array', () => {
    const isArray = (property: Readonly<Record<string, unknown>>) => valueTypes(property)[0] === 'array';
    expect(offenders((_, property) => isArray(property) !== 'items' in property)).toEqual([]);
    expect(offenders((_, { items }) => items !== undefined && JSON.stringify(items) !== '{"type":"integer"}')).toEqual(
      [],
    );
    expect(offenders((_, property) => 'x-to-many' in property && !isArray(property))).toEqual([]);
  });

  it('point at models that exist, apart from three classes that the API does not offer', () => {
    const targets = schemas.flatMap(([, schema]) =>
      Object.values(schema.properties).map((property) => property['x-to']),
    );
    const unknown = new Set(targets.filter((target) => target !== undefined && !committed.has(`${target}.json`)));
    expect(unknown).toEqual(new Set(['client', 'excel_report', 'request']));
  });

  it('mark the twenty credentials and account numbers', () => {
    const secrets = offenders((_, property) => property['x-secret'] === true);
    expect(secrets.length).toBe(20);
    expect(secrets).toEqual(expect.arrayContaining(['bank_account.account_number', 'user.mfa_otp_key', 'loi.token']));
  });
});

describe('the reader of the model table', () => {
  const file = (line: string) => `class    Loi\nindexed  yes\n\nid   integer  column   table\n${line}\n`;

  it('reads a field with all that can be known of it', () => {
    const { fields } = parseModel(
      'loi',
      file('owner  relation relation page,list  one to:user secret page=relation list=integer'),
    );

    expect(fields[1]).toEqual({
      name: 'owner',
      type: 'relation',
      kind: 'relation',
      seenIn: ['page', 'list'],
      leadsTo: 'one',
      target: 'user',
      secret: true,
      declared: new Map([
        ['page', 'relation'],
        ['list', 'integer'],
      ]),
    });
  });

  it.each([
    ['an unknown type', 'owner  money  column  list'],
    ['an unknown kind', 'owner  string  guess  list'],
    ['an unknown list', 'owner  string  column  rumour'],
    ['an unknown detail', 'owner  string  column  list  hidden'],
    ['a name that is none', 'Owner  string  column  list'],
    ['a field that stands there twice', 'id  integer  column  list'],
    ['a blank line among the fields', 'owner  string  column  list\n\nname  string  column  list'],
  ])('refuses %s and says in which file', (_, line) => {
    expect(() => parseModel('loi', file(line))).toThrow('models/loi.txt cannot be read');
  });

  it('refuses a file without a class', () => {
    expect(() => parseModel('loi', 'indexed  yes\n\nid integer column list\n')).toThrow('models/loi.txt');
  });
});

describe('the title of a model', () => {
  it.each([
    ['GrantRequest', 'Grant Request'],
    ['EtlRequestBudget', 'ETL Request Budget'],
    ['MelResult', 'MEL Result'],
    ['GsStreamGsTag', 'GS Stream GS Tag'],
    ['FxConversion', 'FX Conversion'],
    ['Loi', 'LOI'],
    ['UiVersion', 'UI Version'],
    ['MacModelTypeDynFinancialAudit', 'Financial Audit'],
    ['MachineModelType', 'Machine Model Type'],
  ])('of %s is "%s"', (className, title) => {
    expect(modelTitle(className)).toBe(title);
  });
});

describe('the sample catalog', () => {
  const { streams }: SampleCatalog = JSON.parse(readFileSync(join(root, 'catalog.sample.json'), 'utf8'));

  it('configures six models for incremental reading, merged by key', () => {
    const models = ['grant_request', 'user', 'organization', 'geo_country', 'geo_state', 'request_transaction'];
    expect(streams.map(({ stream }) => stream.name)).toEqual(models);
    for (const { stream, ...choice } of streams) {
      expect(choice).toEqual({
        sync_mode: 'incremental',
        destination_sync_mode: 'append_dedup',
        cursor_field: ['updated_at'],
        primary_key: [['id']],
      });
      expect(stream).toMatchObject({
        supported_sync_modes: ['full_refresh', 'incremental'],
        source_defined_cursor: true,
        default_cursor_field: ['updated_at'],
        source_defined_primary_key: [['id']],
      });
    }
  });

  it('declares ten to twenty fields a model, each exactly as its schema does, without our own keywords', () => {
    const known = new Map(schemas);
    for (const { stream } of streams) {
      const properties = Object.entries(stream.json_schema.properties);
      expect(properties.length).toBeGreaterThanOrEqual(10);
      expect(properties.length).toBeLessThanOrEqual(20);
      expect(stream.json_schema.properties).toHaveProperty('updated_at');
      for (const [name, property] of properties) {
        const declared = Object.entries(known.get(stream.name)?.properties[name] ?? {});
        const shared = Object.fromEntries(declared.filter(([key]) => !key.startsWith('x-')));
        expect([stream.name, name, property]).toEqual([stream.name, name, shared]);
      }
    }
  });
});

interface SampleCatalog {
  readonly streams: readonly {
    readonly stream: {
      readonly name: string;
      readonly json_schema: { readonly properties: Readonly<Record<string, unknown>> };
    };
  }[];
}
