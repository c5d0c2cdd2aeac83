import { addCustomField, addDynamicModel } from '../../test/simulator/dynamic-model.ts';
import type { LoggedRequest } from '../../test/simulator/logged-request.ts';
import type { Reply } from '../../test/simulator/reply.ts';
import type { Simulator } from '../../test/simulator/simulator.ts';
import { startSimulator } from '../../test/simulator/start-simulator.ts';
import type { ModelDefinition } from '../../test/simulator/table.ts';
import { plantedId, plantedSecret } from '../../test/support/planted-secrets.ts';

/** The pretend instance that all runs read. */
export interface World {
  readonly simulator: Simulator;
  /** What becomes of the answers from now on. */
  readonly hear: (answer: Answer) => void;
  /** Lets a day pass and changes rows: a run that goes on from before must find what is new. */
  readonly change: () => void;
  /** Sets the clock so many seconds after the last change: two runs in one second are told apart by nothing. */
  readonly setSeconds: (seconds: number) => void;
}

type Answer = (reply: Reply, request: LoggedRequest) => Reply;

/** The streams, each read in another way, and the customer's own model. */
const visits = 'mac_model_type_dyn_site_visit';
export const models = ['organization', 'program', 'geo_state', 'geo_country', 'model_theme', visits] as const;

const definitions: Readonly<Record<string, readonly [rows: number, definition: ModelDefinition]>> = {
  organization: [17, { engine: 'search' }],
  program: [12, { engine: 'search', dialect: { datetimes: 'truncated-to-day' } }],
  geo_state: [14, { engine: 'search', dialect: { datetimes: 'error', idComparisons: 'ignored' } }],
  geo_country: [11, { engine: 'database', dialect: { nulls: 'explicit' } }],
  model_theme: [
    9,
    { engine: 'search', dialect: { datetimes: 'ignored', idComparisons: 'honoured', beyondEnd: 'empty' } },
  ],
};

const begin = Date.UTC(2026, 0, 1) / 1000;
const day = 86_400;

/** Starts the instance. Its clock stands still, so that the same run asks the same questions again. */
export async function startWorld(): Promise<World> {
  let changedAt = (begin + 200 * day) * 1000;
  let now = changedAt;
  let answer: Answer = (reply) => reply;
  const simulator = await startSimulator({
    clientId: plantedId,
    clientSecret: plantedSecret,
    now: () => now,
    mutate: (reply, request) => answer(reply, request),
  });
  fill(simulator);
  return {
    simulator,
    hear: (next) => {
      answer = next;
    },
    change: () => {
      changedAt += day * 1000;
      now = changedAt;
      for (const model of models) change(simulator, model);
    },
    setSeconds: (seconds) => {
      now = changedAt + seconds * 1000;
    },
  };
}

function fill({ store }: Simulator): void {
  for (const [model, [rows, definition]] of Object.entries(definitions)) {
    store.define(model, definition);
    store.load(
      model,
      Array.from({ length: rows }, (_, index) => toEntry(index)),
    );
  }
  addDynamicModel(store, {
    modelType: 'MacModelTypeDynSiteVisit',
    name: 'Site Visits',
    fields: [{ name: 'name', type: 'string' }],
  });
  store.load(
    visits,
    Array.from({ length: 8 }, (_, index) => toEntry(index)),
  );
  addCustomField(store, { model: 'organization', name: 'score', label: 'Score', attributeType: 'decimal' });
  for (const id of store.ids('organization')) store.set('organization', id, { score: id * 1.5 });
  // Rows without updated_at are read in another way.
  store.set('organization', 3, { updated_at: null });
  store.set('geo_country', 2, { updated_at: null });
}

/** Several rows share a second, some two share a day. */
function toEntry(index: number) {
  const time = begin + Math.floor(index / 3) * 9 * day + (index % 3 === 2 ? 3600 : 0);
  const overrides = { name: index % 7 === 6 ? '' : `Row ${index + 1} – Zoë 🎉` };
  return { id: index + 1, created: time, updated: time, deleted: null, version: 0, generator: undefined, overrides };
}

function change({ store }: Simulator, model: string): void {
  store.update(model, 2, { name: 'Changed' });
  store.update(model, 5, { name: 'Changed too' });
  store.insert(model, { name: 'New' });
  store.hardDelete(model, 4);
}
