import { describe, expect, it } from '@jest/globals';
import { addCustomField, addDynamicModel, removeCustomField } from '../simulator/dynamic-model.ts';
import type { Store } from '../simulator/store.ts';
import { at, type Message, messagesOf, recordsOf } from '../support/messages.ts';
import { runTap } from '../support/run-tap.ts';
import { readCalls } from '../support/tap-calls.ts';
import { verdictOf } from '../support/verdict.ts';
import { type Instance, withInstance } from '../support/with-instance.ts';

/** Nothing but the credentials, and a budget that tests can bear. */
const settings = { requests_per_minute: 100_000 };

/** Two foundations that have nothing in common but the vendor. */
const foundations: readonly {
  readonly name: string;
  readonly stream: string;
  readonly fill: (store: Store) => void;
}[] = [
  {
    name: 'A foundation that visits',
    stream: 'mac_model_type_dyn_site_visit',
    fill(store) {
      addDynamicModel(store, { modelType: 'MacModelTypeDynSiteVisit', name: 'Site Visits' });
      const model = 'mac_model_type_dyn_site_visit';
      addCustomField(store, { model, name: 'visited_on', label: 'Visited on', attributeType: 'date' });
      addCustomField(store, { model, name: 'grants', label: 'Grants', attributeType: 'relation', to: 'grant_request' });
      addCustomField(store, { model: 'program', name: 'theme', label: 'Theme', attributeType: 'string' });
      store.insert(model, { id: 7, visited_on: '2024-05-06', grants: 12 });
      store.insert('program', { id: 3, theme: 'Water' });
    },
  },
  {
    name: 'A foundation that invests',
    stream: 'mac_model_type_dyn_pdc2',
    fill(store) {
      addDynamicModel(store, { modelType: 'MacModelTypeDynPDC2', name: 'Capital calls' });
      const model = 'mac_model_type_dyn_pdc2';
      addCustomField(store, { model, name: 'amount', label: 'Amount', attributeType: 'decimal' });
      addCustomField(store, { model: 'program', name: 'regions', label: 'Regions', attributeType: 'multi_value' });
      addCustomField(store, {
        model: 'program',
        name: 'stage',
        label: 'Stage',
        attributeType: 'multi_value',
        choices: 'one',
      });
      store.insert(model, { id: 7, amount: 12.5 });
      store.insert('program', { id: 3, regions: ['North', 'South'], stage: 'Early' });
    },
  },
];

/** The properties of a stream that a discovery finds. */
async function discover({ config }: Instance, stream: string): Promise<Readonly<Record<string, unknown>>> {
  const run = await runTap(['--config', config, '--discover']);
  const streams = at(JSON.parse(run.stdout), 'streams') as readonly Message[];
  const found = streams.find(({ stream: name }) => name === stream);
  return Object(at(found, 'schema', 'properties')) as Readonly<Record<string, unknown>>;
}

const text = ['string', 'null'];
const list = ['array', 'null'];

describe.each(foundations)('$name', ({ stream, fill }) => {
  const expected =
    stream === 'mac_model_type_dyn_pdc2'
      ? {
          own: { amount: { type: ['number', 'null'], title: 'Amount', description: expect.any(String) } },
          program: {
            regions: {
              type: list,
              items: { type: 'string' },
              title: 'Regions',
              description: expect.stringContaining(''),
            },
            stage: { type: list, items: { type: 'string' }, title: 'Stage' },
          },
          rows: { own: { amount: 12.5 }, program: { regions: ['North', 'South'], stage: ['Early'] } },
        }
      : {
          own: {
            visited_on: { type: text, format: 'date', title: 'Visited on' },
            grants: {
              type: list,
              items: { type: 'integer' },
              description: expect.stringContaining('Ids of grant_request'),
            },
          },
          program: { theme: { type: text, title: 'Theme' } },
          rows: { own: { visited_on: '2024-05-06', grants: [12] }, program: { theme: 'Water' } },
        };

  it.concurrent('gets its own schema and its own rows with nothing configured', () =>
    withInstance({ settings }, async (instance) => {
      fill(instance.simulator.store);
      expect(await discover(instance, stream)).toMatchObject(expected.own);
      expect(await discover(instance, 'program')).toMatchObject(expected.program);
      const run = await runTap(['--config', instance.config], { timeLimitMs: 50_000 });
      expect(run.exitCode).toBe(0);
      expect(recordsOf(run, stream)).toEqual([expect.objectContaining({ id: 7, ...expected.rows.own })]);
      expect(recordsOf(run, 'program')).toEqual([expect.objectContaining({ id: 3, ...expected.rows.program })]);
      expect((await runTap(['validate'], { stdin: run.stdout })).stdout).toContain('no faults');
    }));
});

describe('An instance that changes between two runs', () => {
  const one = { ...settings, streams: ['program'] };

  it.concurrent('shows a new field in the next discovery, while an older catalog goes on working', () =>
    withInstance({ settings: one }, async (instance) => {
      const { store } = instance.simulator;
      const before = await runTap(['--config', instance.config, '--discover']);
      const catalog = await instance.write('catalog.json', JSON.parse(before.stdout));
      addCustomField(store, { model: 'program', name: 'theme', label: 'Theme', attributeType: 'string' });
      store.insert('program', { id: 3, theme: 'Water' });

      expect(Object.keys(await discover(instance, 'program'))).toContain('theme');
      const [older, newer] = await Promise.all([
        runTap(['--config', instance.config, '--catalog', catalog]),
        runTap(['--config', instance.config]),
      ]);
      expect([older.exitCode, newer.exitCode]).toEqual([0, 0]);
      expect(recordsOf(older, 'program')).toEqual([expect.not.objectContaining({ theme: expect.anything() })]);
      expect(recordsOf(newer, 'program')).toEqual([expect.objectContaining({ id: 3, theme: 'Water' })]);
      expect(older.stderr).not.toMatch(/"level": ?"warn|WARN/i);
    }));

  it.concurrent('gives null and one warning for a field that was taken away', () =>
    withInstance({ settings: one }, async (instance) => {
      const { store } = instance.simulator;
      const field = { model: 'program', name: 'theme', label: 'Theme', attributeType: 'string' };
      addCustomField(store, field);
      for (const id of [3, 4]) store.insert('program', { id, theme: 'Water' });
      const before = await runTap(['--config', instance.config, '--discover']);
      const catalog = await instance.write('catalog.json', JSON.parse(before.stdout));
      removeCustomField(store, 'program', 'theme');

      expect(Object.keys(await discover(instance, 'program'))).not.toContain('theme');
      const run = await runTap(['--config', instance.config, '--catalog', catalog]);
      expect(run.exitCode).toBe(0);
      expect(recordsOf(run, 'program').map(({ id, theme }) => [id, theme])).toEqual([
        [3, null],
        [4, null],
      ]);
      expect(run.stderr.split('\n').filter((line) => line.includes('theme'))).toHaveLength(1);
      const schemas = messagesOf(run).filter(({ type }) => type === 'SCHEMA');
      expect(at(schemas[0], 'schema', 'properties', 'theme', 'type')).toEqual(text);
    }));
});

describe('An instance that does not tell its schema', () => {
  it.concurrent('because it takes no credentials ends the run, whatever could be read without', () =>
    withInstance({ settings }, async (instance) => {
      instance.simulator.faults.add({ kind: 'status', status: 401, times: Number.POSITIVE_INFINITY });
      for (const { args } of await readCalls(instance, instance.config, ['mac_model_type_dyn_site_visit', 'user'])) {
        const run = await runTap(args);
        expect([run.exitCode, verdictOf(run).messages.length, recordsOf(run, 'user')]).toEqual([1, 1, []]);
        expect(run.stdout + run.stderr).not.toContain('Only streams that are known beforehand are read');
      }
    }));

  it.concurrent('has the streams of a catalog read that need nothing of it, and the others fail alone', () =>
    withInstance({ settings: { ...settings, max_retries: 0 } }, async (instance) => {
      const { simulator, config } = instance;
      foundations[0]?.fill(simulator.store);
      simulator.store.insert('user', { id: 1 });
      const catalogs = await readCalls(instance, config, ['mac_model_type_dyn_site_visit', 'user']);
      simulator.faults.add({ kind: 'status', status: 500, model: 'model_attribute', times: Number.POSITIVE_INFINITY });
      for (const { name, args } of catalogs) {
        const run = await runTap(args);
        expect([name, run.exitCode, recordsOf(run, 'user').length]).toEqual([name, 1, 1]);
        const told = /Cannot read stream mac_model_type_dyn_site_visit, of which only the instance knows .*HTTP 500/;
        expect(run.stdout + run.stderr).toMatch(told);
      }
      // Without a catalog, columns would be missing in silence.
      expect((await runTap(['--config', config])).stdout).toBe('');
    }));
});
