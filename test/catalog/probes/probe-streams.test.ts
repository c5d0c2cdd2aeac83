import { describe, expect, it } from '@jest/globals';
import { staticModel } from '../../../src/catalog/known/static-models.ts';
import { probeStreams } from '../../../src/catalog/probes/probe-streams.ts';
import type { SearchIndexed, StreamDefinition } from '../../../src/core/stream-definition.ts';
import { seedModel } from '../../simulator/seed-model.ts';
import type { Simulator } from '../../simulator/simulator.ts';
import { withSimulator } from '../../simulator/with-simulator.ts';
import { sourceOf } from '../../support/sync.ts';

interface Probed {
  readonly streams: readonly StreamDefinition[];
  readonly log: readonly string[];
  /** The model of each list call. */
  readonly calls: readonly string[];
}

/** What is known of a model, whatever the schemas say of its engine. */
function known(name: string, searchIndexed: SearchIndexed): StreamDefinition {
  const definition = staticModel(name);
  if (!definition) throw new Error(`There is no ${name}.`);
  return { ...definition, searchIndexed };
}

/** Probes models of a simulator in which `program` is indexed, `geo_city` is not, and both have three rows. */
function probe(
  definitions: readonly StreamDefinition[],
  prepare: (simulator: Simulator) => void = () => undefined,
): Promise<Probed> {
  return withSimulator({}, async (simulator) => {
    simulator.store.define('program', { engine: 'search' });
    simulator.store.define('geo_city', { engine: 'database' });
    for (const model of ['program', 'geo_city']) seedModel(simulator.store, model, 3);
    prepare(simulator);
    const log: string[] = [];
    const source = sourceOf(simulator, undefined, { maxRetries: 0 });
    const streams = await probeStreams(source, definitions, {
      concurrency: 4,
      log: (level, text) => log.push(`${level} ${text}`),
    });
    const lists = simulator.requests.filter(({ kind }) => kind === 'list');
    return { streams, log, calls: lists.flatMap(({ model }) => model ?? []) };
  });
}

const indexes = (streams: readonly StreamDefinition[]): readonly string[] =>
  streams.map(({ name, searchIndexed }) => `${name} ${searchIndexed}`);

describe('A probe of an instance', () => {
  it('needs one call for a model that is as it is known, or has no index', async () => {
    const { streams, calls } = await probe([known('program', 'yes'), known('geo_city', 'unknown')]);
    expect(indexes(streams)).toEqual(['program yes', 'geo_city no']);
    expect(calls.toSorted()).toEqual(['geo_city', 'program']);
  });

  it.each(['unknown', 'likely', 'no'] as const)(
    'finds the index of a model that is known as %s with two calls',
    async (before) => {
      const { streams, calls } = await probe([known('program', before)]);
      expect(indexes(streams)).toEqual(['program yes']);
      expect(calls).toHaveLength(2);
    },
  );

  it('leaves what is known of a model without rows', async () => {
    const models = [known('user', 'unknown'), known('exempt_organization', 'likely')];
    const { streams } = await probe(models, ({ store }) => {
      store.define('user', { engine: 'search' });
      store.define('exempt_organization', { engine: 'database' });
    });
    expect(streams).toEqual(models);
  });

  it('asks without a condition where the server takes none', async () => {
    const { streams } = await probe([known('program', 'unknown')], ({ faults }) =>
      faults.add({ kind: 'error-100', message: 'parsing_exception', model: 'program', times: 1 }),
    );
    expect(indexes(streams)).toEqual(['program unknown']);
  });

  it('gives a model the cursor that it turns out to have', async () => {
    const { streams } = await probe([known('exempt_organization', 'unknown')], ({ store }) => {
      store.define('exempt_organization', { fields: [{ name: 'updated_at', type: 'date-time' }] });
      seedModel(store, 'exempt_organization', 2);
    });
    expect(streams).toMatchObject([{ cursor: 'updated_at' }]);
    expect(streams[0]?.fields.at(-1)).toMatchObject({ name: 'updated_at', type: 'datetime' });
  });

  it('offers a full refresh alone where no row has updated_at, and keeps the field', async () => {
    for (const [model, index] of [
      ['geo_city', 'no'],
      ['program', 'unknown'],
    ] as const) {
      const { streams, log } = await probe([known(model, index)], ({ store }) =>
        store.setDialect(model, { updatedAt: 'absent' }),
      );
      expect([model, streams[0]?.cursor]).toEqual([model, undefined]);
      expect(streams[0]?.fields).toEqual(staticModel(model)?.fields);
      expect(log.join()).toContain(`${model}: neither its first rows nor its last have updated_at`);
    }
  });

  it('keeps the cursor where the first row lacks updated_at and a later one has it', async () => {
    const { streams } = await probe([known('geo_city', 'no')], ({ store }) =>
      store.set('geo_city', Number(store.ids('geo_city')[0]), { updated_at: null }),
    );
    expect(streams).toMatchObject([{ name: 'geo_city', cursor: 'updated_at' }]);
  });

  it('looks at the last rows too before it denies a cursor', async () => {
    const { streams, calls } = await probe([known('geo_city', 'no')], ({ store }) => {
      seedModel(store, 'geo_city', 150);
      for (const id of store.ids('geo_city').slice(0, 120)) store.set('geo_city', id, { updated_at: null });
    });
    expect(streams).toMatchObject([{ name: 'geo_city', cursor: 'updated_at' }]);
    expect(calls).toHaveLength(3);
  });

  it('looks no deeper than the search index lets anybody page', async () => {
    const { streams } = await probe([known('program', 'unknown')], ({ store }) => {
      store.setDialect('program', { updatedAt: 'absent', window: 10_000 });
      seedModel(store, 'program', 10_300);
    });
    expect(streams).toMatchObject([{ cursor: undefined, searchIndexed: 'yes' }]);
  });

  it('leaves the cursor of a model whose last rows it is not shown', async () => {
    const { streams } = await probe([known('program', 'unknown')], ({ store }) => {
      store.setDialect('program', { updatedAt: 'absent', window: 5000 });
      seedModel(store, 'program', 10_300);
    });
    expect(streams).toMatchObject([{ cursor: 'updated_at', searchIndexed: 'yes' }]);
  });

  it('does not take models that answer with an error of their own for a server that is down', async () => {
    const names = ['user', 'organization', 'geo_country', 'geo_state', 'grant_request', 'claim'];
    const { streams } = await probe(
      names.map((name) => known(name, 'yes')),
      ({ faults }) => faults.add({ kind: 'error-100', message: 'undefined method for nil', times: 1000 }),
    );
    expect(streams.map(({ name }) => name)).toEqual(names);
  });

  it('asks an indexed model once more where no list of its fields has updated_at', async () => {
    const undated: StreamDefinition = { ...known('program', 'yes'), cursor: undefined };
    const { streams, calls } = await probe([undated]);
    expect([streams[0]?.cursor, calls.length]).toEqual(['updated_at', 2]);
  });

  it('ends where the credentials are refused', async () => {
    const probing = probe([known('program', 'yes')], ({ faults }) =>
      faults.add({ kind: 'status', status: 401, times: Number.POSITIVE_INFINITY }),
    );
    await expect(probing).rejects.toMatchObject({ kind: 'auth' });
  });

  it('does not count failures between which a model answered, and fails only where all are absent', async () => {
    const names = ['program', 'geo_city', 'user', 'organization', 'geo_country', 'geo_state', 'grant_request', 'claim'];
    const models = names.map((name) => known(name, 'yes'));
    const { streams } = await probe(models, ({ faults, store }) => {
      for (const model of ['user', 'organization', 'geo_country', 'geo_state']) {
        faults.add({ kind: 'status', status: 503, model, times: 9 });
      }
      store.setDialect('program', { access: 'forbidden' });
      store.setDialect('geo_city', { access: 'forbidden' });
    });
    expect(streams.map(({ name }) => name)).toEqual(names.slice(2));
    const failing = probe(models.slice(0, 2), ({ faults, store }) => {
      store.setDialect('program', { access: 'forbidden' });
      faults.add({ kind: 'status', status: 503, model: 'geo_city', times: 9 });
    });
    expect((await failing).streams.map(({ name }) => name)).toEqual(['geo_city']);
  });

  it.each<readonly [string, (simulator: Simulator) => void]>([
    ['may not be read', ({ store }) => store.setDialect('program', { access: 'forbidden' })],
    [
      'is not there',
      ({ faults }) =>
        faults.add({ kind: 'error-100', message: 'uninitialized constant Program', model: 'program', times: 9 }),
    ],
  ])('takes a model that %s out of the catalog, and says so', async (_what, prepare) => {
    const { streams, log, calls } = await probe([known('program', 'yes'), known('geo_city', 'no')], prepare);
    expect(streams.map(({ name }) => name)).toEqual(['geo_city']);
    expect(calls.filter((model) => model === 'program')).toHaveLength(1);
    expect(log).toContain('info Not in the catalog, for this instance does not serve them: program');
    expect(log).toContain('info 1 of 2 models answer');
  });

  it('keeps a model that fails for another reason as it is known, with a warning', async () => {
    const definition = known('program', 'likely');
    const { streams, log } = await probe([definition, known('geo_city', 'no')], ({ faults }) =>
      faults.add({ kind: 'status', status: 503, model: 'program', times: 10 }),
    );
    expect(streams[0]).toEqual(definition);
    expect(log).toContainEqual(expect.stringMatching(/^warn program stays in the catalog as it is known: .*HTTP 503/));
  });

  it('gives up when models fail one after another: the server is down', async () => {
    const models = ['program', 'geo_city', 'user', 'organization', 'geo_country', 'geo_state', 'grant_request'];
    const probing = probe(
      models.map((name) => known(name, 'yes')),
      ({ faults }) => faults.add({ kind: 'status', status: 503, times: 1000 }),
    );
    await expect(probing).rejects.toMatchObject({ kind: 'transient', message: expect.stringContaining('in a row') });
  });

  it('fails where the credentials may read nothing: an empty catalog would pass for an answer', async () => {
    const probing = probe([known('program', 'yes')], ({ store }) =>
      store.setDialect('program', { access: 'forbidden' }),
    );
    await expect(probing).rejects.toMatchObject({ code: 'FLUXX_FORBIDDEN' });
  });
});
