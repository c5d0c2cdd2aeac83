import { describe, expect, it } from '@jest/globals';
import { killTap } from '../support/kill-tap.ts';
import { loadRows } from '../support/load-rows.ts';
import { lastState, recordIds, statuses } from '../support/messages.ts';
import { type FinishedProcess, runTap } from '../support/run-tap.ts';
import { type Instance, withInstance } from '../support/with-instance.ts';

const stream = 'organization';
/** More than one state is written for: see the pace in `commands/read.ts`. */
const rowCount = 15_000;

const schema = { type: 'object', properties: { id: { type: 'integer' } } };
const configured = {
  stream: { name: stream, json_schema: schema, supported_sync_modes: ['full_refresh', 'incremental'] },
  sync_mode: 'full_refresh',
  destination_sync_mode: 'overwrite',
  sync_id: 1,
};

/** One attempt of a job; a file name for each, for they are handed over as files. */
interface Attempt {
  readonly instance: Instance;
  /** As the platform names it. */
  readonly job?: string;
  readonly after?: FinishedProcess;
}

async function argumentsOf({ instance, after }: Attempt): Promise<readonly string[]> {
  const catalog = await instance.write('catalog.json', { streams: [configured] });
  const state = await instance.write('state.json', [
    {
      type: 'STREAM',
      stream: { stream_descriptor: { name: stream }, stream_state: (after && lastState(after, stream)) ?? null },
    },
  ]);
  return ['read', '--config', instance.config, '--catalog', catalog, '--state', state];
}

function environmentOf({ job }: Attempt): Readonly<Record<string, string>> {
  return job === undefined ? {} : { WORKER_JOB_ID: job };
}

async function attempt(asked: Attempt): Promise<FinishedProcess> {
  const run = await runTap(await argumentsOf(asked), { environment: environmentOf(asked), timeLimitMs: 60_000 });
  expect(run.exitCode).toBe(0);
  expect(statuses(run, stream)).toEqual(['STARTED', 'RUNNING', 'COMPLETE']);
  return run;
}

const ids = (run: FinishedProcess): ReadonlySet<number> => new Set(recordIds(run, stream));

describe('A full refresh of Airbyte', () => {
  it.concurrent('that is killed goes on in the next attempt of its job, and is done once', () =>
    withInstance({}, async (instance) => {
      loadRows(
        instance.simulator,
        stream,
        Array.from({ length: rowCount }, (_, index) => 1_600_000_000 + index),
      );
      const job = '42';
      const cut = { states: 1, lines: 3, reader: 'lives' } as const;
      const killed = await killTap(await argumentsOf({ instance }), cut, environmentOf({ instance, job }));
      expect([killed.signal, lastState(killed, stream)]).toMatchObject([
        'SIGKILL',
        { full_refresh: { job: '42', complete: false } },
      ]);
      const second = await attempt({ instance, job, after: killed });
      expect(lastState(second, stream)).toMatchObject({ full_refresh: { job, complete: true } });
      expect(ids(second).size).toBeLessThanOrEqual(rowCount - 9_000);
      expect(new Set([...ids(killed), ...ids(second)]).size).toBe(rowCount);

      const third = await attempt({ instance, job, after: second });
      expect(ids(third).size).toBe(0);
      const other = await attempt({ instance, job: '43', after: third });
      expect(ids(other).size).toBe(rowCount);
    }));

  // PyAirbyte gives every stream of every read the `sync_id` 1.
  it.concurrent('is done each time where nobody names a job, whatever number the catalog holds for ever', () =>
    withInstance({}, async (instance) => {
      loadRows(instance.simulator, stream, [1, 2, 3]);
      const first = await attempt({ instance });
      expect(lastState(first, stream)).not.toHaveProperty('full_refresh');
      expect(ids(await attempt({ instance, after: first })).size).toBe(3);
      const ofJob = await attempt({ instance, job: '7' });
      expect(ids(await attempt({ instance, job: '7', after: ofJob })).size).toBe(0);
      expect(ids(await attempt({ instance, after: ofJob })).size).toBe(3);
    }));
});
