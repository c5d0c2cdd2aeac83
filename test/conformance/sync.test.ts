import { describe, expect, it } from '@jest/globals';
import { addCustomField, addDynamicModel } from '../simulator/dynamic-model.ts';
import { seedModel } from '../simulator/seed-model.ts';
import type { Simulator } from '../simulator/simulator.ts';
import { withSimulator } from '../simulator/with-simulator.ts';
import { type Message, messagesOf, recordsOf } from '../support/messages.ts';
import { type FinishedProcess, runTap } from '../support/run-tap.ts';
import { type Workspace, withWorkspace } from '../support/with-workspace.ts';
import {
  type Dialogue,
  dialogues,
  discover,
  type Protocol,
  propertiesOf,
  readStreams,
  settingsFor,
} from './dialogue.ts';

/** One model of each kind that an instance has. */
const models = { indexed: 'request_report', database: 'geo_city', dynamic: 'mac_model_type_dyn_site_visit' } as const;

function fill({ store }: Simulator): void {
  addDynamicModel(store, { modelType: 'MacModelTypeDynSiteVisit', name: 'Site Visits' });
  const dynamic = { model: models.dynamic, label: 'A custom field' };
  addCustomField(store, { ...dynamic, name: 'visited_on', attributeType: 'date' });
  addCustomField(store, { ...dynamic, name: 'topics', attributeType: 'multi_value' });
  addCustomField(store, { ...dynamic, name: 'cost', attributeType: 'decimal' });
  addCustomField(store, { ...dynamic, name: 'grants', attributeType: 'relation', to: 'grant_request' });
  addCustomField(store, { model: models.indexed, name: 'outcome', label: 'Outcome', attributeType: 'text' });
  seedModel(store, models.indexed, 130);
  seedModel(store, models.database, 120);
  seedModel(store, models.dynamic, 110);
}

/** One instance, one folder, one protocol. */
interface Scene {
  readonly simulator: Simulator;
  /** The columns that the discovered catalog promises of a stream. */
  readonly columnsOf: (stream: string) => readonly string[];
  readonly read: (mode: 'full' | 'incremental', state?: unknown) => Promise<FinishedProcess>;
  readonly dialogue: Dialogue;
}

async function withScene(protocol: Protocol, body: (scene: Scene) => Promise<void>): Promise<void> {
  await withSimulator({}, (simulator) =>
    withWorkspace(async (workspace) => {
      fill(simulator);
      await body(await openScene(simulator, workspace, dialogues[protocol]));
    }),
  );
}

async function openScene(simulator: Simulator, workspace: Workspace, dialogue: Dialogue): Promise<Scene> {
  const settings = settingsFor(simulator, { streams: Object.values(models), page_size: 50 });
  const config = await workspace.write('config.json', settings);
  const streams = await discover(dialogue, config);
  return {
    simulator,
    dialogue,
    columnsOf(name) {
      const stream = streams.find((each) => dialogue.nameOf(each) === name) ?? {};
      return Object.keys(propertiesOf(dialogue.schemaOf(stream)));
    },
    read: (mode, state) => readStreams(dialogue, workspace, { config, streams, mode, state }),
  };
}

function byId(rows: readonly Message[]): ReadonlyMap<unknown, Message> {
  return new Map(rows.map((row) => [row['id'], row]));
}

/** The server's rows as records: every column of the stream; a relation is an array even where it has one id. */
function expectedRows(simulator: Simulator, model: string, columns: readonly string[]): ReadonlyMap<unknown, Message> {
  const rows = simulator.store.rows(model);
  return byId(rows.map((row) => Object.fromEntries(columns.map((name) => [name, toEmitted(name, row[name] ?? null)]))));
}

function toEmitted(name: string, value: unknown): unknown {
  return name === 'grants' && typeof value === 'number' ? [value] : value;
}

async function validated(run: FinishedProcess): Promise<string> {
  return (await runTap(['validate'], { stdin: run.stdout })).stdout;
}

describe.each(['airbyte', 'singer'] as const)('Over %s,', (protocol) => {
  it.each(['full', 'incremental'] as const)(
    'a first %s read gives exactly the rows of every kind of model',
    async (mode) => {
      await withScene(protocol, async ({ simulator, columnsOf, read }) => {
        const run = await read(mode);
        for (const model of Object.values(models)) {
          const records = recordsOf(run, model);
          expect(byId(records)).toEqual(expectedRows(simulator, model, columnsOf(model)));
          expect(new Set(records.map(({ id }) => id)).size).toBe(simulator.store.count(model));
        }
        expect(await validated(run)).toContain('no faults');
      });
    },
  );

  it('every record has every property of its stream, custom fields too', async () => {
    await withScene(protocol, async ({ columnsOf, read }) => {
      const run = await read('incremental');
      expect(columnsOf(models.indexed)).toContain('outcome');
      expect(columnsOf(models.dynamic)).toEqual(expect.arrayContaining(['visited_on', 'topics', 'cost', 'grants']));
      for (const model of Object.values(models)) {
        const shapes = new Set(recordsOf(run, model).map((record) => Object.keys(record).toSorted().join()));
        expect([...shapes]).toEqual([columnsOf(model).toSorted().join()]);
      }
    });
  });

  it('an incremental read gives what was inserted and edited since the last', async () => {
    await withScene(protocol, async ({ simulator, dialogue, columnsOf, read }) => {
      const first = await read('incremental');
      const changed: number[] = [];
      for (const model of Object.values(models)) {
        const [a = 0, b = 0] = simulator.store.ids(model).slice(7);
        simulator.store.bulkUpdate(model, [a, b], {});
        changed.push(a, b, simulator.store.insert(model, {}));
      }
      const second = await read('incremental', dialogue.stateOf(messagesOf(first)));
      const got = Object.values(models).flatMap((model) => recordsOf(second, model));
      expect(got.map(({ id }) => id)).toEqual(expect.arrayContaining(changed));
      // With no lookback, only the rows that each bookmark stands on come again.
      expect(got.length).toBeLessThanOrEqual(changed.length + 3 * 5);
      for (const model of Object.values(models)) {
        const merged = byId([...recordsOf(first, model), ...recordsOf(second, model)]);
        expect(merged).toEqual(expectedRows(simulator, model, columnsOf(model)));
      }
      expect(await validated(second)).toContain('no faults');
    });
  });

  it('a read without changes makes at most two list calls a stream', async () => {
    await withScene(protocol, async ({ simulator, dialogue, read }) => {
      const first = await read('incremental');
      simulator.requests.length = 0;
      await read('incremental', dialogue.stateOf(messagesOf(first)));
      // The read looks at the instance's schema too: that is of other models.
      const calls = simulator.requests.filter(({ kind }) => kind === 'list');
      for (const model of Object.values(models)) {
        expect(calls.filter((call) => call.model === model).length).toBeLessThanOrEqual(2);
      }
    });
  });

  it('a full refresh gives every row again, whatever the state says', async () => {
    await withScene(protocol, async ({ simulator, dialogue, read }) => {
      const first = await read('full');
      const second = await read('full', dialogue.stateOf(messagesOf(first)));
      for (const model of Object.values(models)) {
        expect(recordsOf(second, model)).toHaveLength(simulator.store.count(model));
      }
    });
  });
});
