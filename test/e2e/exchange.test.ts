import { describe, expect, it } from '@jest/globals';
import { isNothing } from '../../src/core/state-form.ts';
import { seedModel } from '../simulator/seed-model.ts';
import { airbyteCatalog, singerCatalog } from '../support/catalogs.ts';
import { lastState, messagesOf, recordIds } from '../support/messages.ts';
import { runTap } from '../support/run-tap.ts';
import { withInstance } from '../support/with-instance.ts';

const streams = ['organization', 'user'] as const;

describe('Catalogs and states', () => {
  it.concurrent.each(['airbyte', 'singer'] as const)(
    'of %s serve a first run of that protocol and a second one of the other, which reads what is new',
    (first) =>
      withInstance({ settings: { lookback_minutes: 0 } }, async (instance) => {
        const { simulator } = instance;
        for (const stream of streams) seedModel(simulator.store, stream, 30);
        const catalog = await instance.write(
          'catalog.json',
          first === 'airbyte' ? airbyteCatalog(...streams) : singerCatalog(...streams),
        );
        const singer = ['--config', instance.config, '--catalog', catalog];
        const airbyte = ['read', ...singer];
        const before = await runTap(first === 'airbyte' ? airbyte : singer);
        expect(before.exitCode).toBe(0);
        const fresh = simulator.store.insert('user', {});

        const messages = messagesOf(before).filter(({ type }) => type === 'STATE');
        const value = first === 'airbyte' ? messages.map((message) => message['state']) : messages.at(-1)?.['value'];
        const state = await instance.write('state.json', value);
        const after = await runTap([...(first === 'airbyte' ? singer : airbyte), '--state', state]);
        expect(after.exitCode).toBe(0);
        expect(new Set(recordIds(before, 'organization'))).toEqual(new Set(simulator.store.ids('organization')));
        expect(new Set([...recordIds(before, 'user'), fresh])).toEqual(new Set(simulator.store.ids('user')));
        expect(recordIds(after, 'user')).toContain(fresh);
        // The second of the bookmark is read again: rows of that second may have come after it was.
        expect(recordIds(after, 'user').length).toBeLessThan(10);
        expect(recordIds(after, 'organization').length).toBeLessThan(10);
        const types = messagesOf(after).map(({ type }) => type);
        expect(types.includes('SCHEMA')).toBe(first === 'airbyte');
        expect(types.includes('TRACE')).toBe(first === 'singer');
        const keys = (run: typeof after): readonly string[] =>
          Object.entries(Object(lastState(run, 'user')))
            .flatMap(([key, said]) => (isNothing(said) ? [] : [key]))
            .sort();
        expect(keys(after)).toEqual(keys(before));
      }),
  );

  it.concurrent('that discovery made need no change to be read from, by the protocol of the other', () =>
    withInstance({ settings: { streams: ['user:first_name', 'program:name'] } }, async (instance) => {
      for (const stream of ['program', 'user']) seedModel(instance.simulator.store, stream, 5);
      const [airbyte, singer] = await Promise.all([
        runTap(['discover', '--config', instance.config]),
        runTap(['--config', instance.config, '--discover']),
      ]);
      const fromAirbyte = await instance.write('from-airbyte.json', airbyte.stdout);
      const fromSinger = await instance.write('from-singer.json', singer.stdout);
      for (const args of [
        ['--config', instance.config, '--catalog', fromAirbyte],
        ['--config', instance.config, '--properties', fromSinger],
        ['read', '--config', instance.config, '--catalog', fromAirbyte],
        ['read', '--config', instance.config, '--catalog', fromSinger],
      ]) {
        const run = await runTap(args);
        expect([args, run.exitCode]).toEqual([args, 0]);
        for (const stream of ['program', 'user']) {
          expect(new Set(recordIds(run, stream))).toEqual(new Set(instance.simulator.store.ids(stream)));
        }
        const record = run.lines.find((line) => line.includes('"RECORD"') && line.includes('first_name'));
        expect(record).toBeDefined();
      }
    }));

  it.concurrent.each(['', '[null]', 'null', '{"bookmarks": null}'])('a state of %p is one of a first run', (text) =>
    withInstance({}, async (instance) => {
      seedModel(instance.simulator.store, 'user', 3);
      const catalog = await instance.write('catalog.json', airbyteCatalog('user'));
      const state = await instance.write('state.json', text);
      const run = await runTap(['read', '--config', instance.config, '--catalog', catalog, '--state', state]);
      expect([run.exitCode, new Set(recordIds(run, 'user')).size]).toEqual([0, 3]);
    }),
  );
});
