import { describe, expect, it } from '@jest/globals';
import { staticModel } from '../../../src/catalog/known/static-models.ts';
import { adoptCursors } from '../../../src/catalog/probes/adopt-cursors.ts';
import type { Log } from '../../../src/core/logger.ts';
import type { StreamDefinition } from '../../../src/core/stream-definition.ts';
import type { Fault } from '../../simulator/fault.ts';
import type { Simulator } from '../../simulator/simulator.ts';
import type { ModelDefinition } from '../../simulator/table.ts';
import { withSimulator } from '../../simulator/with-simulator.ts';
import { modelsWithoutCursor } from '../../support/models-without-cursor.ts';
import { sourceOf } from '../../support/sync.ts';

const model = 'exempt_organization';
const withUpdatedAt: ModelDefinition = { fields: [{ name: 'updated_at', type: 'date-time' }] };

/** The definition after an instance was asked that returns `updated_at`, and what was warned of. */
async function adopt(
  prepare: (simulator: Simulator) => void,
  name = model,
): Promise<{ readonly adopted: StreamDefinition | undefined; readonly warnings: readonly string[] }> {
  return withSimulator({}, async (simulator) => {
    simulator.store.define(model, withUpdatedAt);
    simulator.store.insert(model, {});
    prepare(simulator);
    const warnings: string[] = [];
    const definitions = [staticModel(name)].filter((definition) => definition !== undefined);
    const log: Log = (_level, text) => warnings.push(text);
    const [adopted] = await adoptCursors(sourceOf(simulator), definitions, { concurrency: 4, log });
    return { adopted, warnings };
  });
}

const failing = (fault: Fault) => (simulator: Simulator) => simulator.faults.add({ times: 100, ...fault });

describe('A model that is not known to have `updated_at`', () => {
  it('is given the cursor and its field where the instance returns a timestamp', async () => {
    const { adopted, warnings } = await adopt(() => undefined);
    const known = staticModel(model);
    expect([known?.cursor, adopted?.cursor, warnings]).toEqual([undefined, 'updated_at', []]);
    expect(adopted?.fields.slice(0, -1)).toEqual(known?.fields);
    expect(adopted?.fields.at(-1)).toMatchObject({ name: 'updated_at', property: 'updated_at', type: 'datetime' });
  });

  it('stays as it is where the instance returns none, has no row or does not serve it', async () => {
    for (const prepare of [
      ({ store }: Simulator) => store.setDialect(model, { updatedAt: 'absent' }),
      ({ store }: Simulator) => store.define(model, withUpdatedAt),
      ({ store }: Simulator) => store.setDialect(model, { access: 'forbidden' }),
      ({ store }: Simulator) => store.setDialect(model, { access: 'not-exposed' }),
    ]) {
      expect(await adopt(prepare)).toEqual({ adopted: staticModel(model), warnings: [] });
    }
  });

  it('is said to be read in full this time where the question fails', async () => {
    for (const [fault, reason] of [
      [{ kind: 'status', status: 503 }, 'HTTP 503'],
      [{ kind: 'error-100', message: 'undefined method for nil' }, 'undefined method for nil'],
    ] as const) {
      const { adopted, warnings } = await adopt(failing(fault));
      expect(adopted).toEqual(staticModel(model));
      expect(warnings).toEqual([expect.stringMatching(new RegExp(`^${model} is read in full this time.*${reason}`))]);
    }
  });

  it('ends discovery where the instance goes down: a catalog without cursors would be believed', async () => {
    await withSimulator({}, async (simulator) => {
      simulator.faults.add({ kind: 'status', status: 503, times: Number.POSITIVE_INFINITY });
      const definitions = modelsWithoutCursor.map(staticModel).filter((definition) => definition !== undefined);
      const source = sourceOf(simulator, undefined, { maxRetries: 0 });
      const asking = adoptCursors(source, definitions, { concurrency: 4, log: () => undefined });
      await expect(asking).rejects.toMatchObject({ code: 'FLUXX_DOWN' });
    });
  });

  it.each([
    ['may not be read', (store: Simulator['store'], name: string) => store.setDialect(name, { access: 'forbidden' })],
    ['answer', (store: Simulator['store'], name: string) => store.define(name, withUpdatedAt)],
  ] as const)(
    'does not end discovery for models that fail while others %s: the server is there',
    async (_what, prepare) => {
      await withSimulator({}, async (simulator) => {
        modelsWithoutCursor.forEach((name, index) => {
          if (index % 2 === 0) simulator.faults.add({ kind: 'status', status: 500, model: name, times: 100 });
          else prepare(simulator.store, name);
        });
        const definitions = modelsWithoutCursor.map(staticModel).filter((definition) => definition !== undefined);
        const source = sourceOf(simulator, undefined, { maxRetries: 0, concurrency: 1 });
        const asking = adoptCursors(source, definitions, { concurrency: 1, log: () => undefined });
        await expect(asking).resolves.toHaveLength(definitions.length);
      });
    },
  );

  it('ends discovery where the credentials are refused', async () => {
    await expect(adopt(failing({ kind: 'status', status: 401 }))).rejects.toMatchObject({ kind: 'auth' });
  });
});

describe('A model that is known to have `updated_at`', () => {
  it('is not asked', async () => {
    await withSimulator({}, async (simulator) => {
      const definitions = [staticModel('program')].filter((definition) => definition !== undefined);
      const log = (): undefined => undefined;
      expect(await adoptCursors(sourceOf(simulator), definitions, { concurrency: 4, log })).toEqual(definitions);
      expect(simulator.requests).toEqual([]);
    });
  });
});
