import { describe, expect, it } from '@jest/globals';
import { type DiscoverySettings, discoverStreams } from '../../../src/catalog/discover-streams.ts';
import { staticModel } from '../../../src/catalog/known/static-models.ts';
import { parseReferencePage } from '../../../src/catalog/reference-pages/parse-reference-page.ts';
import type { FieldDefinition, StreamDefinition, StreamName } from '../../../src/core/stream-definition.ts';
import { addCustomField, addDynamicModel } from '../../simulator/dynamic-model.ts';
import type { Simulator } from '../../simulator/simulator.ts';
import { withSimulator } from '../../simulator/with-simulator.ts';
import { type PageRow, type PageText, referencePageText } from '../../support/reference-page-text.ts';
import { sourceOf } from '../../support/sync.ts';

const id: PageRow = { name: 'id', dataType: 'integer' };
const updatedAt: PageRow = { name: 'updated_at', dataType: 'datetime' };

interface Discovery {
  readonly streams: ReadonlyMap<string, StreamDefinition>;
  readonly warnings: readonly string[];
}

async function discover(
  simulator: Simulator,
  pages: readonly PageText[],
  changes: Partial<DiscoverySettings> = {},
): Promise<Discovery> {
  const warnings: string[] = [];
  const settings: DiscoverySettings = {
    customFields: 'discover',
    dynamicModels: 'discover',
    multiSelect: 'values',
    names: undefined,
    referencePages: pages.flatMap((page) => parseReferencePage(referencePageText(page)) ?? []),
    ...changes,
  };
  const definitions = await discoverStreams(sourceOf(simulator), settings, (level, text) => {
    if (level === 'warn') warnings.push(text);
  });
  expect(new Set(definitions.map(({ name }) => name)).size).toBe(definitions.length);
  return { streams: new Map(definitions.map((definition) => [definition.name, definition])), warnings };
}

function fieldOf({ streams }: Discovery, stream: string, field: string): FieldDefinition | undefined {
  return streams.get(stream)?.fields.find(({ name }) => name === field);
}

const namesOf = ({ streams }: Discovery, stream: string): readonly string[] | undefined =>
  streams.get(stream)?.fields.map(({ name }) => name);

describe('The definition of a model with a reference page', () => {
  it('has the fields of the page and no others, and is as the page says', () =>
    withSimulator({}, async (simulator) => {
      const rows: readonly PageRow[] = [
        id,
        { name: 'shoe_size', dataType: 'integer' },
        { name: 'email', dataType: 'text' },
      ];
      const found = await discover(simulator, [{ className: 'User', path: 'user', indexed: 'no', rows }]);
      expect(namesOf(found, 'user')).toEqual(['id', 'email', 'shoe_size']);
      expect(found.streams.get('user')).toMatchObject({
        title: 'User',
        searchIndexed: 'no',
        cursor: undefined,
        fromPage: true,
      });
      expect(found.streams.get('organization')).toEqual(staticModel('organization'));
    }));

  it('keeps what is secret, which a page does not say', () =>
    withSimulator({}, async (simulator) => {
      const rows: readonly PageRow[] = [id, { name: 'mfa_otp_key', dataType: 'string' }];
      const found = await discover(simulator, [{ className: 'User', rows }]);
      expect(fieldOf(found, 'user', 'mfa_otp_key')).toMatchObject({ secret: true });
    }));

  it('keeps a type that is wider than what the page declares, and takes one that is different', () =>
    withSimulator({}, async (simulator) => {
      const rows: readonly PageRow[] = [
        id,
        { name: 'fx_spotrate_1', dataType: 'boolean' },
        { name: 'name', dataType: 'integer' },
        { name: 'created_at', dataType: 'string' },
        { name: 'phone', dataType: 'datetime' },
      ];
      const found = await discover(simulator, [{ className: 'Organization', rows }]);
      const types = rows.map(({ name }) => fieldOf(found, 'organization', name)?.type);
      expect(types).toEqual(['integer', 'number', 'text', 'text', 'datetime']);
    }));

  it('has selects as paths where these are wanted', () =>
    withSimulator({}, async (simulator) => {
      const pages = [{ className: 'User', rows: [id, { name: 'moods*', dataType: 'multi_value' }] }];
      const [values, paths] = await Promise.all([
        discover(simulator, pages),
        discover(simulator, pages, { multiSelect: 'paths' }),
      ]);
      expect(fieldOf(values, 'user', 'moods')?.type).toBe('values');
      expect(fieldOf(paths, 'user', 'moods')?.type).toBe('json');
    }));

  it('has custom fields as the instance describes them now, also those that were added since', () =>
    withSimulator({}, async (simulator) => {
      const { store } = simulator;
      store.define('user');
      addCustomField(store, { model: 'user', name: 'mood', label: 'Mood today', attributeType: 'multi_value' });
      addCustomField(store, { model: 'user', name: 'hat', label: 'Hat', attributeType: 'string' });
      const rows: readonly PageRow[] = [
        id,
        { name: 'mood*', description: 'Mood', dataType: 'string' },
        { name: 'gone*' },
      ];
      const found = await discover(simulator, [{ className: 'User', rows }]);
      expect(namesOf(found, 'user')).toEqual(['id', 'gone', 'mood', 'hat']);
      expect(fieldOf(found, 'user', 'mood')).toMatchObject({ type: 'values', title: 'Mood today', custom: true });
    }));

  it('is asked for as the page spells it', () =>
    withSimulator({}, async (simulator) => {
      addDynamicModel(simulator.store, { modelType: 'MacModelTypeDynPDC', name: 'Plans' });
      const path = 'mac_model_type_dyn_p_d_c';
      const found = await discover(simulator, [{ className: 'MacModelTypeDynPDC', path, rows: [id, updatedAt] }]);
      expect(found.streams.get('mac_model_type_dyn_pdc')).toMatchObject({ model: path, title: 'Plans' });
    }));
});

describe('The pages of two models whose classes differ in the case of an acronym', () => {
  const page = (className: string, field: string): PageText => ({ className, rows: [id, { name: field }] });

  it('go to the one of the same name, or else to that of the same name in URLs', () =>
    withSimulator({}, async (simulator) => {
      addDynamicModel(simulator.store, { modelType: 'MacModelTypeDynPDC', name: 'Plans' });
      const name = 'mac_model_type_dyn_pdc';
      const [exact, otherwise] = [page('MacModelTypeDynPDC', 'one'), page('MacModelTypeDynPdc', 'other')];
      const [both, alone] = await Promise.all([
        discover(simulator, [exact, otherwise]),
        discover(simulator, [otherwise]),
      ]);
      expect(namesOf(both, name)).toEqual(['id', 'one']);
      expect(namesOf(alone, name)).toEqual(['id', 'other']);
    }));
});

describe('A model that nothing but its page is known of', () => {
  const orchard: PageText = { className: 'FruitOrchard', path: 'fruit_orchard', indexed: 'yes', rows: [updatedAt, id] };
  const felling: PageText = { className: 'MacModelTypeDynFelling', rows: [id] };

  it('is a stream of its own, unless others are wanted', () =>
    withSimulator({}, async (simulator) => {
      const names = ['user' as StreamName];
      const [found, other] = await Promise.all([
        discover(simulator, [orchard]),
        discover(simulator, [orchard], { names }),
      ]);
      expect(found.streams.get('fruit_orchard')).toMatchObject({
        model: 'fruit_orchard',
        className: 'FruitOrchard',
        title: 'Fruit Orchard',
        searchIndexed: 'yes',
        cursor: 'updated_at',
      });
      expect([...other.streams.keys()]).toEqual(['user']);
    }));

  it('is left out, with a warning, where it is dynamic and the instance does not list it', () =>
    withSimulator({}, async (simulator) => {
      const { streams, warnings } = await discover(simulator, [felling]);
      expect(streams.has('mac_model_type_dyn_felling')).toBe(false);
      expect(warnings).toEqual([expect.stringMatching(/^mac_model_type_dyn_felling has a reference page, but/)]);
    }));

  it('is believed where it is dynamic and the instance does not say which it has', () =>
    withSimulator({}, async (simulator) => {
      simulator.store.setDialect('machine_model_type', { access: 'forbidden' });
      const { streams } = await discover(simulator, [felling]);
      expect(streams.get('mac_model_type_dyn_felling')?.title).toBe('Felling');
    }));
});

describe('Two models whose classes differ in the case of an acronym', () => {
  const [pdc, small] = ['mac_model_type_dyn_p_d_c', 'mac_model_type_dyn_pdc'] as const;

  /** `Pdc` is the older one, and keeps the name; the field and the page are of `PDC`. */
  function fill({ store }: Simulator): void {
    addDynamicModel(store, { modelType: 'MacModelTypeDynPdc', name: 'Small' });
    store.define(pdc, { engine: 'search', className: 'MacModelTypeDynPDC' });
    store.insert('machine_model_type', { model_type: 'MacModelTypeDynPDC', name: 'Big' });
    addCustomField(store, { model: pdc, name: 'of_big', label: 'Of big', attributeType: 'string' });
  }

  it.each([[[small]], [[pdc]], [undefined]])('have each its own fields, whichever are read: %j', (names) =>
    withSimulator({}, async (simulator) => {
      fill(simulator);
      const found = await discover(simulator, [], { names: names as readonly StreamName[] | undefined });
      for (const name of names ?? [small, pdc]) {
        expect([name, namesOf(found, name)?.includes('of_big')]).toEqual([name, name === pdc]);
        expect(found.streams.get(name)?.model).toBe(name);
      }
    }),
  );

  it('have each its own page, whichever are read', () =>
    withSimulator({}, async (simulator) => {
      fill(simulator);
      const page: PageText = { className: 'MacModelTypeDynPDC', path: pdc, rows: [id, updatedAt] };
      const found = await discover(simulator, [page], { names: [small] as readonly string[] as readonly StreamName[] });
      expect(found.streams.get(small)).toMatchObject({ model: small, title: 'Small' });
      expect(found.streams.get(small)?.fromPage).toBeUndefined();
    }));

  it('keep their names and their URLs when one of them is retired', () =>
    withSimulator({}, async (simulator) => {
      fill(simulator);
      const [row] = simulator.store.rows('machine_model_type');
      simulator.store.addField('machine_model_type', { name: 'retired', type: 'boolean' });
      simulator.store.set('machine_model_type', Number(row?.['id']), { retired: true });
      const { streams } = await discover(simulator, []);
      expect([streams.get(small), streams.get(pdc)?.model]).toEqual([undefined, pdc]);
    }));

  it('are told of where only their pages are known and both would be one stream', () =>
    withSimulator({}, async (simulator) => {
      simulator.store.setDialect('machine_model_type', { access: 'forbidden' });
      const rows = [id, updatedAt];
      const found = await discover(simulator, [
        { className: 'MacModelTypeDynPDC', rows },
        { className: 'MacModelTypeDynPdc', rows },
      ]);
      expect(found.streams.get(small)?.className).toBe('MacModelTypeDynPDC');
      expect(found.warnings).toContainEqual(expect.stringContaining('page of MacModelTypeDynPdc is left out'));
    }));
});

describe('A page that does not say how its model is spelled', () => {
  it('leaves that to be tried', () =>
    withSimulator({}, async (simulator) => {
      const model = 'mac_model_type_dyn_p_d_c';
      simulator.store.define(model, { engine: 'search', className: 'MacModelTypeDynPDC' });
      simulator.store.insert('machine_model_type', { model_type: 'MacModelTypeDynPDC', name: 'Calls' });
      const found = await discover(simulator, [{ className: 'MacModelTypeDynPDC', rows: [id, updatedAt] }]);
      expect(found.streams.get('mac_model_type_dyn_pdc')).toMatchObject({ model, fromPage: true });
    }));
});

describe('A page without updated_at', () => {
  it('takes the cursor from its stream, with a warning', () =>
    withSimulator({}, async (simulator) => {
      const found = await discover(simulator, [{ className: 'Program', rows: [id] }]);
      expect(found.streams.get('program')?.cursor).toBeUndefined();
      expect(found.warnings).toEqual([expect.stringMatching(/program has no updated_at.*full refresh/)]);
    }));
});
