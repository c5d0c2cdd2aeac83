import { describe, expect, it } from '@jest/globals';
import { seedModel } from '../simulator/seed-model.ts';
import { withInstance } from '../support/with-instance.ts';
import { pipe } from './pipe.ts';
import { withPostgres } from './with-postgres.ts';

/** It has no cursor, so it is read in full each time. */
const stream = 'claim_expense_row';

describe('Versions of a full refresh', () => {
  it(
    'have a real target drop the rows that are gone, once everything was read, and none where something failed',
    () =>
      withInstance({ settings: { streams: [stream], emit_activate_version_messages: true } }, (instance) =>
        withPostgres(async (postgres) => {
          const { store, faults } = instance.simulator;
          seedModel(store, stream, 30);
          await postgres.createDatabase('warehouse');
          const { host, port, user } = postgres;
          const config = await instance.write('target.json', {
            host,
            port,
            user,
            password: 'none',
            database: 'warehouse',
            default_target_schema: 'public',
            hard_delete: true,
            // The target has written most rows when it hears of the version, and must not take those for old ones.
            batch_size_rows: 7,
          });
          const end = { interpreter: 'PYTHON_MELTANOLABS_TARGET_POSTGRES', command: 'target-postgres', config };
          const idsIn = async (): Promise<readonly unknown[]> =>
            (await postgres.rows('warehouse', stream)).map(({ id }) => id);
          const load = () => pipe(['--config', instance.config], end);

          expect((await load()).exitCode).toBe(0);
          expect(await idsIn()).toEqual(store.ids(stream));

          const [gone = 0] = store.ids(stream);
          store.hardDelete(stream, gone);
          faults.add({ kind: 'status', status: 403, times: 1000, model: stream });
          expect((await load()).exitCode).toBe(1);
          expect(await idsIn()).toContain(gone);

          faults.clear();
          // The test reads one record: that all others are gone is nothing it could say.
          expect((await pipe(['--config', instance.config, '--test'], end)).exitCode).toBe(0);
          expect(await idsIn()).toContain(gone);

          expect((await load()).exitCode).toBe(0);
          expect(await idsIn()).toEqual(store.ids(stream));
        }),
      ),
    120_000,
  );
});
