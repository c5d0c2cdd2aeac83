import { describe, expect, it } from '@jest/globals';
import type { LoggedRequest } from '../simulator/logged-request.ts';
import { seedModel } from '../simulator/seed-model.ts';
import { at, lastState, messagesOf, recordIds, statuses } from '../support/messages.ts';
import { type RunningProcess, runProcess, runTap, tapPath } from '../support/run-tap.ts';
import { signalAfter } from '../support/signal-after.ts';
import { readCalls } from '../support/tap-calls.ts';
import { type Instance, withInstance } from '../support/with-instance.ts';

const slowly = { settings: { page_size: 20, lookback_minutes: 0 }, latency: 60 } as const;

/** The rows that a bookmark vouches for: everything that was changed before it. */
function idsBefore({ simulator }: Instance, bookmark: unknown): readonly number[] {
  return simulator.store
    .rows('user', ['id', 'updated_at'])
    .filter(({ updated_at: changed }) => String(changed) < String(bookmark))
    .map(({ id }) => Number(id));
}

describe('A signal in the middle of a read', () => {
  it.concurrent.each([
    ['SIGTERM', 'read'],
    ['SIGINT', 'singer'],
    ['SIGHUP', 'read'],
    ['SIGHUP', 'singer'],
  ] as const)('%s ends %s by itself, with a state that vouches for what was written', (signal, name) =>
    withInstance(slowly, async (instance) => {
      seedModel(instance.simulator.store, 'user', 400);
      const call = (await readCalls(instance, instance.config, ['user'])).find((found) => found.name === name);
      const args = call?.args ?? [];
      const run = await runTap(args, { onOutput: signalAfter(30, '"RECORD"', signal), timeLimitMs: 10_000 });
      expect([run.signal, run.exitCode]).toEqual([signal, null]);
      expect(run.stdout.endsWith('\n')).toBe(true);
      const ids = recordIds(run, 'user');
      expect(messagesOf(run).length).toBeGreaterThan(ids.length);
      expect(ids.length).toBeLessThan(400);
      const bookmark = at(lastState(run, 'user'), 'replication_key_value');
      expect(bookmark).toEqual(expect.any(String));
      expect(new Set(ids)).toEqual(new Set([...idsBefore(instance, bookmark), ...ids]));
      if (name === 'read') expect(statuses(run, 'user').at(-1)).toBe('INCOMPLETE');
      else expect(messagesOf(run).at(-1)).toMatchObject({ type: 'STATE' });

      const state = await instance.write('state.jsonl', run.stdout);
      const rest = await runTap([...args, '--state', state]);
      expect(rest.exitCode).toBe(0);
      expect(recordIds(rest, 'user').length).toBeLessThan(400);
      expect(new Set([...ids, ...recordIds(rest, 'user')])).toEqual(new Set(instance.simulator.store.ids('user')));
    }),
  );
});

describe('A signal to a process that waits', () => {
  /** Signals the running process when the instance is asked for users the nth time, and lets that call wait. */
  function signalAtCall(nth: number): {
    readonly latency: (request: LoggedRequest) => number;
    readonly onStart: (process: RunningProcess) => void;
  } {
    let running: RunningProcess | undefined;
    let calls = 0;
    return {
      latency: ({ model }) => {
        if (model !== 'user' || ++calls < nth) return 0;
        running?.kill('SIGTERM');
        return 60_000;
      },
      onStart: (process) => {
        running = process;
        calls = 0;
      },
    };
  }

  it.concurrent('for a server that does not answer ends it soon, under both protocols', () => {
    const { latency, onStart } = signalAtCall(1);
    return withInstance({ latency }, async (instance) => {
      instance.simulator.store.insert('user', { id: 1 });
      for (const { args } of await readCalls(instance, instance.config, ['user'])) {
        const run = await runTap(args, { onStart, timeLimitMs: 8000 });
        expect([run.signal, run.exitCode]).toEqual(['SIGTERM', null]);
        expect(messagesOf(run).filter(({ type }) => type === 'RECORD')).toEqual([]);
        expect(run.stderr).not.toContain('CRITICAL');
      }
    });
  });

  it.concurrent('for a reader that has stalled ends it within ten seconds', () =>
    withInstance({ settings: { streams: ['user'], page_size: 200 } }, async (instance) => {
      seedModel(instance.simulator.store, 'user', 400);
      let signalledAtMs = 0;
      const run = await runTap(['--config', instance.config], {
        timeLimitMs: 18_000,
        // A page of users with all their fields is far larger than a pipe: the tap is in the middle of writing one.
        onOutput: ({ stdout, stall, kill }) => {
          if (!stdout.includes('"RECORD"') || signalledAtMs > 0) return;
          stall();
          kill('SIGTERM');
          signalledAtMs = performance.now();
        },
      });
      expect([run.signal, run.exitCode]).toEqual(['SIGTERM', null]);
      expect(performance.now() - signalledAtMs).toBeGreaterThan(8500);
      expect(performance.now() - signalledAtMs).toBeLessThan(10_000);
    }));

  it.concurrent('for a reader that has stalled ends it at once when it is told again by somebody who will not wait', () =>
    withInstance({ settings: { streams: ['user'], page_size: 200 } }, async (instance) => {
      seedModel(instance.simulator.store, 'user', 400);
      let toldAgainAtMs = 0;
      const run = await runTap(['--config', instance.config], {
        timeLimitMs: 18_000,
        onOutput: ({ stdout, stall, kill }) => {
          if (!stdout.includes('"RECORD"') || toldAgainAtMs > 0) return;
          toldAgainAtMs = Number.POSITIVE_INFINITY;
          stall();
          kill('SIGINT');
          kill('SIGINT'); // the same one, passed on by whoever got it too
          setTimeout(() => {
            toldAgainAtMs = performance.now();
            kill('SIGINT');
          }, 1500);
        },
      });
      expect([run.signal, run.exitCode]).toEqual(['SIGINT', null]);
      expect(performance.now() - toldAgainAtMs).toBeGreaterThan(0);
      expect(performance.now() - toldAgainAtMs).toBeLessThan(3000);
    }));

  it.concurrent('for messages to check ends it soon, with what was found until then', async () => {
    const endless = 'exec 2>/dev/null; echo no message; exec sleep 20';
    const script = `timeout --preserve-status 2 "$@" < <(${endless}); echo "ended with $?"`;
    const command = ['--norc', '-c', script, 'bash', process.execPath, tapPath, 'validate'];
    const run = await runProcess('bash', command, { timeLimitMs: 8000 }); // nine seconds are the most that is waited
    expect(run.stdout).toMatch(/line 1: .*JSON[^]*ended with 143/);
  });
});
