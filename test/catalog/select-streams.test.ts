import { describe, expect, it } from '@jest/globals';
import { staticModel } from '../../src/catalog/known/static-models.ts';
import { type FieldSettings, readableFields, withheldSecrets } from '../../src/catalog/readable-fields.ts';
import { type StreamPlan, selectStreams } from '../../src/catalog/select-streams.ts';
import type { SelectedProperty } from '../../src/core/selected-stream.ts';
import { type FieldDefinition, type StreamName, storedField } from '../../src/core/stream-definition.ts';

const name = 'bank_account' as StreamName;
const text = { type: ['string', 'null'] };

/** Selects properties of bank accounts under settings, with what was warned of. */
function select(
  properties: readonly SelectedProperty[] | 'all',
  settings: {
    readonly listed?: readonly string[];
    readonly secrets?: 'include';
    readonly detectDeletions?: boolean;
    /** Fields that the instance has besides. */
    readonly more?: readonly FieldDefinition[];
  } = {},
): StreamPlan & { readonly fields: readonly string[]; readonly warnings: readonly string[] } {
  const definition = staticModel(name);
  if (!definition) throw new Error('no such model');
  const warnings: string[] = [];
  const fieldSettings: FieldSettings = {
    fields: 'all',
    secrets: settings.secrets ?? 'leave-out',
    streams: settings.listed && [{ name, fields: settings.listed }],
  };
  const plan = selectStreams([{ name, mode: 'incremental', properties }], {
    definitions: new Map([[name, { ...definition, fields: [...definition.fields, ...(settings.more ?? [])] }]]),
    readable: (stream) => readableFields(stream, fieldSettings),
    withheld: (stream) => withheldSecrets(stream, fieldSettings),
    leftOut: new Set(),
    detectDeletions: settings.detectDeletions ?? false,
    log: (_level, message) => warnings.push(message),
  });
  return { ...plan, warnings, fields: plan.streams.flatMap(({ fields }) => fields.map((field) => field.name)) };
}

describe('The selection of a catalog', () => {
  it('has the key and the cursor, whatever was selected', () => {
    expect(select([{ name: 'account_name', schema: text }]).fields).toEqual(['id', 'updated_at', 'account_name']);
  });

  it('has no secret field, selected or not, unless secrets are included', () => {
    const properties = [{ name: 'account_number', schema: text }];
    expect(select(properties).fields).not.toContain('account_number');
    expect(select(properties).warnings).toEqual([
      'bank_account: not read, for `include_secrets` is false: account_number',
    ]);
    expect(select(properties, { secrets: 'include' }).fields).toContain('account_number');
  });

  it('has the mark of deleted rows, whatever was selected, when deletions are looked for', () => {
    const properties = [{ name: 'account_name', schema: text }];
    const fields = ['id', 'updated_at', '_fluxx_deleted_at', 'account_name'];
    expect(select(properties, { detectDeletions: true }).fields).toEqual(fields);
    expect(select('all', { detectDeletions: true }).fields).toContain('_fluxx_deleted_at');
    expect(select('all', { detectDeletions: true, listed: ['account_name'] }).fields).toEqual(fields);
    expect(select('all').fields).not.toContain('_fluxx_deleted_at');
  });

  it('may name the mark when deletions are not looked for: nobody is warned, and Fluxx is not asked', () => {
    const properties = [{ name: '_fluxx_deleted_at', schema: { ...text, format: 'date-time' } }];
    const { streams, warnings } = select(properties);
    expect(warnings).toEqual([]);
    expect(streams[0]?.fields.at(-1)).toMatchObject({
      property: '_fluxx_deleted_at',
      type: 'datetime',
      madeHere: true,
    });
  });

  it('does not take a field that the settings leave out for one that nothing is known of', () => {
    const properties = [
      { name: 'account_number', schema: text },
      { name: 'account_name', schema: text },
    ];
    const { fields, warnings } = select(properties, { listed: ['created_at'] });
    expect(fields).toEqual(['id', 'updated_at']);
    expect(warnings).toEqual([]);
  });

  it('misses a stream that the settings leave out, and one that is not there, each for its own reason', () => {
    const definition = staticModel(name);
    if (!definition) throw new Error('no such model');
    const names = [name, 'nosuch' as StreamName];
    const { streams, missing } = selectStreams(
      names.map((asked) => ({ name: asked, mode: 'full', properties: 'all' })),
      {
        definitions: new Map([[name, definition]]),
        readable: ({ fields }) => fields,
        withheld: () => [],
        leftOut: new Set(names),
        detectDeletions: false,
        log: () => undefined,
      },
    );
    expect(streams).toEqual([]);
    expect(missing.map(({ error }) => error.message)).toEqual([
      expect.stringMatching(/bank_account, which the setting `streams` leaves out\. Add it there/),
      expect.stringMatching(/nosuch, which this instance does not have\. Discover/),
    ]);
  });

  it('asks for a field that nothing is known of by the name that the catalog keeps for it, and warns once', () => {
    const schema = { ...text, 'x-fluxx-name': 'Größe der Stiftung' };
    const { streams, warnings } = select([{ name: 'gr_e_der_stiftung', schema }]);
    expect(streams[0]?.fields.at(-1)).toMatchObject({ name: 'Größe der Stiftung', property: 'gr_e_der_stiftung' });
    expect(warnings).toHaveLength(1);
  });

  it('goes by the name that the catalog keeps, though another field is emitted as that property today', () => {
    const more = [storedField('Adults', 'text', 'group'), storedField('adults', 'text', 'group_2')];
    const schema = { ...text, 'x-fluxx-name': 'Children' };
    const gone = select([{ name: 'group', schema }], { more });
    expect(gone.streams[0]?.fields.at(-1)).toMatchObject({ name: 'Children', property: 'group' });
    const moved = select([{ name: 'group', schema: { ...text, 'x-fluxx-name': 'adults' } }], { more });
    expect(moved.streams[0]?.fields.at(-1)).toMatchObject({ name: 'adults', property: 'group' });
    expect([gone.warnings.length, moved.warnings.length]).toEqual([1, 0]);
  });

  it('finds a field by its property where the catalog lost the name on the way', () => {
    const { streams, warnings } = select([{ name: 'group', schema: text }], {
      more: [storedField('Adults', 'text', 'group')],
    });
    expect(streams[0]?.fields.at(-1)).toMatchObject({ name: 'Adults', property: 'group' });
    expect(warnings).toEqual([]);
  });

  it('has one key and one cursor, whatever a catalog calls so', () => {
    const other = (property: string): SelectedProperty => ({
      name: property,
      schema: { ...text, 'x-fluxx-name': 'name' },
    });
    const { fields } = select([other('id'), other('updated_at')]);
    expect(fields).toEqual(['id', 'updated_at']);
  });

  it('takes the mark of deleted rows for nothing else, though a field is called like it', () => {
    const custom = storedField('_fluxx_deleted_at', 'text', '_fluxx_deleted_at_1');
    const mark = { name: '_fluxx_deleted_at', schema: { ...text, format: 'date-time' } };
    const own = { name: '_fluxx_deleted_at_1', schema: { ...text, 'x-fluxx-name': '_fluxx_deleted_at' } };
    for (const detectDeletions of [true, false]) {
      const { streams } = select([mark, own], { more: [custom], detectDeletions });
      const chosen = streams[0]?.fields.filter(({ name: field }) => field === '_fluxx_deleted_at') ?? [];
      expect(chosen.map(({ property, madeHere = false }) => [property, madeHere])).toEqual([
        ['_fluxx_deleted_at', true],
        ['_fluxx_deleted_at_1', false],
      ]);
    }
  });

  it('reads no secret under another property either', () => {
    const schema = { ...text, 'x-fluxx-name': 'account_number' };
    expect(select([{ name: 'my_col', schema }]).fields).not.toContain('account_number');
  });
});
