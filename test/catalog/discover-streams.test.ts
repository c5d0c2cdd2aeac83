import { describe, expect, it } from '@jest/globals';
import { type DiscoverySettings, discoverStreams } from '../../src/catalog/discover-streams.ts';
import { staticModelNames } from '../../src/catalog/known/static-models.ts';
import type { StreamName } from '../../src/core/stream-definition.ts';
import { addDynamicModel } from '../simulator/dynamic-model.ts';
import type { Simulator } from '../simulator/simulator.ts';
import { withSimulator } from '../simulator/with-simulator.ts';
import { sourceOf } from '../support/sync.ts';

const tool = 'mac_model_type_dyn_tool';
const standard = staticModelNames.filter((name) => !name.startsWith('mac_model_type_dyn_'));

/** The names of the streams that are found, what was warned of, and all that was logged. */
async function discover(
  simulator: Simulator,
  changes: Partial<DiscoverySettings> = {},
): Promise<{
  readonly names: readonly string[];
  readonly warnings: readonly string[];
  readonly log: readonly string[];
}> {
  const [warnings, log]: [string[], string[]] = [[], []];
  const settings: DiscoverySettings = {
    customFields: 'discover',
    dynamicModels: 'discover',
    multiSelect: 'values',
    names: undefined,
    referencePages: [],
    ...changes,
  };
  const definitions = await discoverStreams(sourceOf(simulator), settings, (level, text) => {
    log.push(text);
    if (level === 'warn') warnings.push(text);
  });
  return { names: definitions.map(({ name }) => name), warnings, log };
}

const named = (...names: readonly string[]): Partial<DiscoverySettings> => ({
  names: names.map((name) => name as StreamName),
});

describe('The streams of an instance', () => {
  it('are the standard models and the dynamic models of its own', async () => {
    await withSimulator({}, async (simulator) => {
      addDynamicModel(simulator.store, { modelType: 'MacModelTypeDynSiteVisit', name: 'Site Visits' });
      const { names, warnings } = await discover(simulator);
      expect(names).toEqual([...standard, 'mac_model_type_dyn_site_visit'].toSorted());
      expect(warnings).toEqual([]);
    });
  });

  it('are the standard models alone where its dynamic models are not asked for, or cannot be', async () => {
    await withSimulator({}, async (simulator) => {
      const settings = { dynamicModels: 'leave-out' } as const;
      expect((await discover(simulator, settings)).names).toEqual(standard);
      simulator.store.setDialect('machine_model_type', { access: 'forbidden' });
      const { names, warnings } = await discover(simulator);
      expect(names).toEqual(standard);
      expect(warnings).toEqual([
        'The dynamic models of this instance cannot be discovered (FLUXX_FORBIDDEN): they are missing from the ' +
          'discovered catalog. Set `dynamic_models` to false to silence this.',
      ]);
    });
  });

  it('have no custom fields where these cannot be asked for, which the setting for them silences', async () => {
    await withSimulator({}, async (simulator) => {
      simulator.store.setDialect('model_attribute', { access: 'forbidden' });
      const { warnings } = await discover(simulator);
      expect(warnings).toEqual([expect.stringMatching(/custom fields.*missing.*Set `custom_fields` to false/)]);
      expect((await discover(simulator, { customFields: 'leave-out' })).warnings).toEqual([]);
    });
  });

  it('cannot be known where nothing that answers is Fluxx', async () => {
    await withSimulator({}, async (simulator) => {
      simulator.faults.add({ kind: 'html', times: 1000 });
      await expect(discover(simulator)).rejects.toMatchObject({ code: 'FLUXX_NOT_JSON' });
      simulator.faults.clear();
      simulator.faults.add({ kind: 'status', status: 404, times: 1000 });
      await expect(discover(simulator)).rejects.toMatchObject({ code: 'FLUXX_MODEL_UNKNOWN' });
      simulator.faults.clear();
      simulator.faults.add({ kind: 'status', status: 503, times: 1000 });
      await expect(discover(simulator)).rejects.toMatchObject({ kind: 'transient' });
    });
  });

  it.each([['html'], ['no-records'], ['status']] as const)(
    'are the known ones where metadata is answered by %s',
    async (kind) => {
      await withSimulator({}, async (simulator) => {
        for (const model of ['machine_model_type', 'model_attribute']) {
          simulator.faults.add({ kind, status: 404, model, times: 1000 });
        }
        const { names, warnings } = await discover(simulator);
        expect([names, warnings.length]).toEqual([standard, 2]);
        expect((await discover(simulator, named('program'))).warnings).toHaveLength(1);
      });
    },
  );

  it('include a dynamic model that is asked for by name where the list of them may not be read', async () => {
    await withSimulator({}, async (simulator) => {
      simulator.store.setDialect('machine_model_type', { access: 'forbidden' });
      const visit = 'mac_model_type_dyn_site_visit';
      expect((await discover(simulator, named(visit, 'program'))).names).toEqual([visit, 'program']);
    });
  });

  it('do not include models of which nothing but a field is known, which is told', async () => {
    await withSimulator({}, async (simulator) => {
      const field = { name: 'theme', attribute_type: 'string' };
      for (const className of ['LoiBudget', 'MacModelTypeDynGone', 'Program']) {
        simulator.store.insert('model_attribute', { ...field, model_type: className });
      }
      const { log } = await discover(simulator);
      expect(log.filter((line) => line.includes('not known'))).toEqual([
        expect.stringMatching(/no streams: LoiBudget\./),
      ]);
      expect((await discover(simulator, named('program'))).log).toEqual([]);
    });
  });

  it('are asked for among the dynamic models only where one of these is wanted', async () => {
    await withSimulator({}, async (simulator) => {
      const asked = (): boolean => simulator.requests.some(({ model }) => model === 'machine_model_type');
      await discover(simulator, named('program'));
      expect(asked()).toBe(false);
      await discover(simulator, named('program', tool));
      expect(asked()).toBe(true);
    });
  });

  it('have a dynamic model that is known where it is named and its own are not asked for', async () => {
    await withSimulator({}, async (simulator) => {
      const settings = { dynamicModels: 'leave-out', ...named('program', tool) } as const;
      expect((await discover(simulator, settings)).names).toEqual([tool, 'program']);
      expect((await discover(simulator, named('program', tool))).names).toEqual(['program']);
    });
  });
});
