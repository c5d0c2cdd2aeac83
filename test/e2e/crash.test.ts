import { describe, expect, it } from '@jest/globals';
import { recordIds, traceErrors } from '../support/messages.ts';
import { plantedSecret } from '../support/planted-secrets.ts';
import { type RunningProcess, runTap } from '../support/run-tap.ts';
import { readCalls } from '../support/tap-calls.ts';
import { withInstance } from '../support/with-instance.ts';

/** Code that lets the process fail when it gets a signal, with an error that has the secret in it and on it. */
function crashWith(statement: string): Readonly<Record<string, string>> {
  const code = `
    const error = Object.assign(new Error('Oops: ' + process.env.PLANTED), { options: { secret: process.env.PLANTED } });
    error.stack = error.message;
    process.on('SIGUSR2', () => { ${statement} });`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}`, PLANTED: plantedSecret };
}

/** Signals once, when a record has come. */
function crashOnce(): (process: RunningProcess) => void {
  let state: 'reading' | 'signalled' = 'reading';
  return ({ stdout, kill }) => {
    if (state === 'signalled' || !stdout.includes('"RECORD"')) return;
    state = 'signalled';
    kill('SIGUSR2');
  };
}

describe('A mistake that nobody catches', () => {
  it.concurrent.each([
    ['an exception', 'throw error;'],
    ['a rejection', 'Promise.reject(error);'],
  ])(
    '(%s) ends a run with a message of its own form, without what it holds, under both protocols',
    (_what, statement) =>
      // That no secret is printed is looked for in every run of the tap, so here too.
      withInstance({ latency: ({ model }) => (model === 'user' ? 60_000 : 0) }, async (instance) => {
        instance.simulator.store.insert('program', { id: 1 });
        for (const { name, args } of await readCalls(instance, instance.config, ['program', 'user'])) {
          const run = await runTap(args, {
            environment: crashWith(statement),
            onOutput: crashOnce(),
          });
          expect([name, run.exitCode, run.signal]).toEqual([name, 1, null]);
          expect(recordIds(run, 'program')).toEqual([1]);
          const told = name === 'read' ? run.stdout : run.stderr;
          expect(told).toContain('A mistake of tap-fluxx itself: Oops: ****. Please report it.');
          if (name === 'read') expect(traceErrors(run)).toMatchObject([{ failure_type: 'system_error' }]);
        }
      }),
  );
});

describe('A process that something keeps alive', () => {
  it.concurrent('ends ten seconds after its run at the latest, with the exit code of the run', async () => {
    const environment = { NODE_OPTIONS: '--import=data:text/javascript,setInterval(()=>undefined,1e6)' };
    const runs = await Promise.all([
      runTap(['--version'], { environment, timeLimitMs: 20_000 }),
      runTap(['check', '--config', 'none.json', '--state', 'none.json'], { environment, timeLimitMs: 20_000 }),
    ]);
    expect(runs.map(({ exitCode, signal }) => [exitCode, signal])).toEqual([
      [0, null],
      [2, null],
    ]);
  });
});
