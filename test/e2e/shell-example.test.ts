import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { LoggedRequest } from '../simulator/logged-request.ts';
import { projectRoot } from '../simulator/project-root.ts';
import { seedModel } from '../simulator/seed-model.ts';
import { type FinishedProcess, type RunningProcess, type RunOptions, runProcess, tapPath } from '../support/run-tap.ts';
import { type Instance, withInstance } from '../support/with-instance.ts';

const script = join(projectRoot(), 'examples', 'shell', 'sync.sh');

/** What a target does that keeps rows, and says the states that came behind them. */
const faithful = `tee rows.jsonl | grep '"STATE"' | sed 's/.*"value"://; s/}$//'`;

function withProgram(body: (instance: Instance) => Promise<void>): Promise<void> {
  return withInstance({ settings: { streams: ['program'] } }, async (instance) => {
    seedModel(instance.simulator.store, 'program', 20);
    await body(instance);
  });
}

/** Runs the example with the lines of a target in bash. */
async function sync({ folder, write }: Instance, target: string, options: RunOptions = {}): Promise<FinishedProcess> {
  const path = await write('the target.sh', target);
  const TAP = `${process.execPath} ${tapPath}`;
  return runProcess('bash', [script, 'bash', path], { environment: { FOLDER: folder, TAP }, ...options });
}

async function stateOf({ folder }: Instance): Promise<unknown> {
  const text = await readFile(join(folder, 'state.json'), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : JSON.parse(text);
}

describe('The example of a pipe in a shell', () => {
  it('keeps the last state that the target said', () =>
    withProgram(async (instance) => {
      expect((await sync(instance, faithful)).exitCode).toBe(0);
      expect(await stateOf(instance)).toMatchObject({ bookmarks: { program: { replication_key: 'updated_at' } } });
    }));

  it.each([
    ['says nothing', ':'],
    ['says an empty state', 'echo "{}"'],
    ['says a state of no stream', `echo '{"bookmarks": {}}'`],
    ['says other things', 'echo Done'],
    ['dies in the middle of a state', `printf '{"bookmarks":{"program":{"repl'`],
    ['dies in the middle of a state, behind a brace', `printf '{"bookmarks":{"program":{"version":1}'`],
  ])('keeps the state that it has where the target fails and %s, and fails as it does', (_what, said) =>
    withProgram(async (instance) => {
      await sync(instance, faithful);
      const before = await stateOf(instance);
      expect((await sync(instance, `cat > /dev/null; ${said}; exit 3`)).exitCode).toBe(3);
      expect(await stateOf(instance)).toEqual(before);
    }),
  );

  it.each([
    ['a byte that is no text', `printf 'x\\0y\\n'`],
    ['a return at the end of each line', 'true', '\\r'],
  ])('keeps the state of a target that says %s', (_what, said, end = '') =>
    withProgram(async (instance) => {
      const target = `cat > /dev/null; ${said}; printf '{"bookmarks": {"program": {"version": 1}}}${end}\\n'`;
      expect((await sync(instance, target)).exitCode).toBe(0);
      expect(await stateOf(instance)).toEqual({ bookmarks: { program: { version: 1 } } });
    }),
  );

  it('leaves the state before beside the one that is kept', () =>
    withProgram(async (instance) => {
      await sync(instance, faithful);
      const before = await readFile(join(instance.folder, 'state.json'), 'utf8');
      await sync(instance, faithful);
      expect(await readFile(join(instance.folder, 'state.before.json'), 'utf8')).toBe(before);
    }));

  it('has no state where the first run fails', () =>
    withProgram(async (instance) => {
      expect((await sync(instance, 'exit 3')).exitCode).not.toBe(0);
      expect(await stateOf(instance)).toBeUndefined();
    }));

  it('keeps the state that stands before other things that the target says', () =>
    withProgram(async (instance) => {
      expect((await sync(instance, `${faithful}; echo Done`)).exitCode).toBe(0);
      expect(await stateOf(instance)).toMatchObject({ bookmarks: { program: { replication_key: 'updated_at' } } });
    }));

  it('fails where the target says no state though it succeeds: each run would read everything', () =>
    withProgram(async (instance) => {
      const run = await sync(instance, 'cat > /dev/null');
      expect([run.exitCode, run.stderr]).toEqual([1, expect.stringContaining('handed back no state')]);
    }));

  it('fails where the tap does, with the state up to there', () =>
    withProgram(async (instance) => {
      instance.simulator.faults.add({ kind: 'status', status: 403, model: 'program', times: 100 });
      expect((await sync(instance, faithful)).exitCode).toBe(1);
      expect(await stateOf(instance)).toBeUndefined();
    }));

  it('ends the tap when it is stopped, and keeps the state that the target says then', () => {
    let running: RunningProcess | undefined;
    const stop = ({ kind, model }: LoggedRequest): number => {
      // Not while streams are discovered: there is nothing to keep then.
      if (kind === 'list' && model === 'program') running?.kill('SIGTERM');
      return 200;
    };
    const settings = { streams: ['organization', 'program'], concurrency: 1 };
    return withInstance({ settings, latency: stop }, async (instance) => {
      for (const stream of settings.streams) seedModel(instance.simulator.store, stream, 20);
      const run = await sync(instance, faithful, { onStart: (started) => void (running = started) });
      expect([run.exitCode, run.signal]).toEqual([143, null]);
      const rows = await readFile(join(instance.folder, 'rows.jsonl'), 'utf8');
      expect(rows.trimEnd().split('\n').at(-1)).toContain('"STATE"');
    });
  });

  it('ends a discovery when it is stopped, and leaves nobody behind', () => {
    let running: RunningProcess | undefined;
    const stop = (): number => {
      running?.kill('SIGTERM');
      return 300;
    };
    return withInstance({ settings: { streams: ['program'] }, latency: stop }, async (instance) => {
      const run = await sync(instance, faithful, { onStart: (started) => void (running = started) });
      expect(run.exitCode).toBe(143);
      const lock = await runProcess('flock', ['-n', join(instance.folder, '.lock'), 'true']);
      expect(lock.exitCode).toBe(0);
    });
  });

  it('says what it needs', () =>
    withProgram(async (instance) => {
      const none = await runProcess('bash', [script], { environment: { FOLDER: instance.folder } });
      expect([none.exitCode, none.stderr]).toEqual([2, expect.stringContaining('Name the command of a target')]);
      const bash = await realpath('/bin/bash');
      const bare = await runProcess(bash, [script, 'cat'], {
        environment: { FOLDER: instance.folder, PATH: instance.folder },
      });
      expect([bare.exitCode, bare.stderr]).toEqual([1, expect.stringContaining('needs flock')]);
    }));

  it('does nothing while another run goes on', () =>
    withProgram(async (instance) => {
      const isBusy = await runProcess(
        'bash',
        ['-c', `exec 8> "$1/.lock"; flock 8; bash "$2" cat`, 'bash', instance.folder, script],
        {
          environment: { FOLDER: instance.folder },
        },
      );
      expect([isBusy.exitCode, isBusy.stderr]).toEqual([75, expect.stringContaining('Another run is going on')]);
      expect(instance.simulator.requests).toEqual([]);
    }));
});
