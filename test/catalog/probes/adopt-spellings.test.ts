import { describe, expect, it } from '@jest/globals';
import { toDynamicDefinition } from '../../../src/catalog/metadata/live-definitions.ts';
import { withOwnNames } from '../../../src/catalog/metadata/own-names.ts';
import { adoptSpellings } from '../../../src/catalog/probes/adopt-spellings.ts';
import { fetchOneRow } from '../../../src/catalog/probes/fetch-one-row.ts';
import type { ModelName } from '../../../src/core/stream-definition.ts';
import type { Source } from '../../../src/engine/ports.ts';
import type { Fault } from '../../simulator/fault.ts';
import { withSimulator } from '../../simulator/with-simulator.ts';
import { sourceOf } from '../../support/sync.ts';

/** An instance that has models of these names in URLs. */
interface Instance {
  readonly served: readonly string[];
  readonly fault?: Fault;
  /** The classes that are read. Default: all. */
  readonly wanted?: readonly string[];
}

/** The URL segment that is found for each class, the list calls that it took, and what was logged. */
async function adopt(
  classNames: readonly string[],
  { served, fault, wanted = classNames }: Instance,
): Promise<{ readonly models: readonly string[]; readonly calls: number; readonly log: readonly string[] }> {
  return withSimulator({}, async (simulator) => {
    for (const model of served) simulator.store.define(model, { engine: 'search' });
    if (fault) simulator.faults.add(fault);
    const log: string[] = [];
    const definitions = classNames.map((className) => toDynamicDefinition({ className, label: className }));
    const source = sourceOf(simulator, undefined, { maxRetries: 0 });
    const adopted = await adoptSpellings(
      source,
      definitions.filter(({ className }) => wanted.includes(className)),
      {
        among: definitions,
        log: (_level, text) => log.push(text),
      },
    );
    const models = adopted.map(({ model }) => model);
    return { models, calls: simulator.requests.filter(({ kind }) => kind === 'list').length, log };
  });
}

const pdc = 'MacModelTypeDynPDC';

describe('Thousands of dynamic models', () => {
  it('cost some hundred calls and no time, where a server lists them', async () => {
    const classNames = Array.from({ length: 50_000 }, (_, number) => `MacModelTypeDynABC${number % 2}x${number}`);
    const definitions = classNames.map((className) => toDynamicDefinition({ className, label: className }));
    let calls = 0;
    const source: Source = {
      fetchPage: () => {
        calls += 1;
        return Promise.resolve({ rows: [], totalRows: 0, page: 1, pageSize: 1 });
      },
      serverTime: () => Promise.reject(new Error('nobody asks for the time')),
      onHold: () => undefined,
      heldUntil: () => undefined,
    };
    const log: string[] = [];
    const beganAt = performance.now();
    await adoptSpellings(source, definitions, { among: definitions, log: (_level, text) => log.push(text) });
    expect(calls).toBe(200);
    expect(log).toEqual([expect.stringMatching(/^Of 50000 models .* 200 are asked for$/)]);
    const names = withOwnNames(
      // They differ in case alone, so that each needs a number.
      Array.from({ length: 4096 }, (_, bits) =>
        'abcdefghijkl'.replace(/./g, (letter, at: number) =>
          ((bits >> at) & 1) === 1 ? letter.toUpperCase() : letter,
        ),
      ).map((word) => toDynamicDefinition({ className: `MacModelTypeDyn${word}`, label: word })),
    ).map(({ name }) => name);
    expect(new Set(names).size).toBe(4096);
    expect(performance.now() - beganAt).toBeLessThan(30_000); // or minutes
  });
});

describe('The URL of a dynamic model', () => {
  it('needs no call where its class can be spelled in one way', async () => {
    const found = await adopt(['MacModelTypeDynSiteVisits3', 'MacModelTypeDyn990Form'], { served: [] });
    expect(found).toEqual({
      models: ['mac_model_type_dyn_site_visits3', 'mac_model_type_dyn990_form'],
      calls: 0,
      log: [],
    });
  });

  it.each([
    ['as one word', 'mac_model_type_dyn_pdc', 1],
    ['letter by letter', 'mac_model_type_dyn_p_d_c', 2],
  ])('is the one that the instance takes for an acronym: %s', async (_how, model, calls) => {
    const found = await adopt([pdc], { served: [model] });
    expect([found.models, found.calls]).toEqual([[model], calls]);
  });

  it('stays the usual one where the instance takes none', async () => {
    expect(await adopt([pdc], { served: [] })).toEqual({ models: ['mac_model_type_dyn_pdc'], calls: 2, log: [] });
  });

  it('is not one that the host has no route for', async () => {
    await withSimulator({}, async (simulator) => {
      for (const model of ['program', 'mac_model_type_dyn_p_d_c']) simulator.store.define(model, { engine: 'search' });
      const source = sourceOf(simulator, undefined, { maxRetries: 0 });
      // A first answer shows that there is an API at all.
      await fetchOneRow(source, 'program' as ModelName, ['id']);
      // The call is repeated as a GET.
      simulator.faults.add({ kind: 'status', status: 404, times: 2 });
      const definitions = [toDynamicDefinition({ className: pdc, label: pdc })];
      const [found] = await adoptSpellings(source, definitions, { among: definitions, log: () => undefined });
      expect(found?.model).toBe('mac_model_type_dyn_p_d_c');
    });
  });

  it('is taken for right where the model answers with a failure', async () => {
    const fault = { kind: 'status', status: 503, times: 9 } as const;
    expect((await adopt([pdc], { served: [], fault })).models).toEqual(['mac_model_type_dyn_pdc']);
  });

  it('ends discovery where the credentials are refused', async () => {
    const fault = { kind: 'status', status: 401, times: Number.POSITIVE_INFINITY } as const;
    await expect(adopt([pdc], { served: [], fault })).rejects.toMatchObject({ kind: 'auth' });
  });

  it('is never that of another class, though that one is not read, or the instance knows no other URL', async () => {
    const both = [pdc, 'MacModelTypeDynPdc'];
    const served = ['mac_model_type_dyn_pdc', 'mac_model_type_dyn_p_d_c'];
    expect((await adopt(both, { served, wanted: [pdc] })).models).toEqual(['mac_model_type_dyn_p_d_c']);
    const { models } = await adopt(both, { served: ['mac_model_type_dyn_pdc'], wanted: [pdc] });
    expect(models).toEqual(['mac_model_type_dyn_p_d_c']);
  });

  it('is never that of another class which can be spelled in no other way', async () => {
    const served = ['mac_model_type_dyn_pdc', 'mac_model_type_dyn_p_d_c'];
    expect((await adopt([pdc, 'MacModelTypeDynPdc'], { served })).models).toEqual([
      'mac_model_type_dyn_p_d_c',
      'mac_model_type_dyn_pdc',
    ]);
  });
});

describe('The streams of dynamic models', () => {
  const namesOf = (...classNames: readonly string[]): readonly string[] =>
    withOwnNames(classNames.map((className) => toDynamicDefinition({ className, label: className }))).map(
      ({ name, className }) => `${className} ${name}`,
    );

  it('have different names where their classes differ in case alone, and the older one keeps what it had', () => {
    expect(namesOf('MacModelTypeDynPDC', 'MacModelTypeDynPdC')).toEqual([
      'MacModelTypeDynPDC mac_model_type_dyn_pdc',
      'MacModelTypeDynPdC mac_model_type_dyn_pd_c',
    ]);
    expect(namesOf('MacModelTypeDynPdc', 'MacModelTypeDynPDC')).toEqual([
      'MacModelTypeDynPdc mac_model_type_dyn_pdc',
      'MacModelTypeDynPDC mac_model_type_dyn_p_d_c',
    ]);
  });

  it('are numbered where nothing else tells them apart', () => {
    const classNames = ['MacModelTypeDyn_Pdc', 'MacModelTypeDyn_pdc', 'MacModelTypeDyn_PDC'];
    const names = namesOf(...classNames).map((line) => line.split(' ')[1]);
    expect(new Set(names).size).toBe(3);
    expect(names.every((name) => /^[a-z][a-z0-9_]*$/.test(name ?? ''))).toBe(true);
  });
});
