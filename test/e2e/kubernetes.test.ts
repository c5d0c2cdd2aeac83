import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { projectRoot } from '../simulator/project-root.ts';
import { seedModel } from '../simulator/seed-model.ts';
import { at, type Message, recordIds } from '../support/messages.ts';
import { type FinishedProcess, type RunningProcess, type RunOptions, runProcess, tapPath } from '../support/run-tap.ts';
import { type Instance, withInstance } from '../support/with-instance.ts';

const folder = join(projectRoot(), 'examples', 'kubernetes');

async function readObjects(): Promise<readonly Message[]> {
  const text = await readFile(join(folder, 'cronjob.yaml'), 'utf8');
  return parseAllDocuments(text).map((document) => {
    expect(document.errors).toEqual([]);
    return Object(document.toJS());
  });
}

async function objectOf(kind: string): Promise<Message> {
  const found = (await readObjects()).find((object) => object['kind'] === kind);
  if (!found) throw new Error(`The example has no ${kind}.`);
  return found;
}

async function readShares(): Promise<Readonly<Record<string, string>>> {
  return Object((await objectOf('ConfigMap'))['data']);
}

/** One run of a job. */
interface Share {
  readonly instance: Instance;
  readonly index: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Default: those of the example. */
  readonly shares?: Readonly<Record<string, string>>;
  readonly onStart?: RunOptions['onStart'];
}

/** Runs the script of a job as its container does: with the shares of the example, and folders of the test. */
async function runShare({ instance, index, environment, onStart, shares: given }: Share): Promise<FinishedProcess> {
  const shares = join(instance.folder, 'shares');
  await mkdir(shares, { recursive: true });
  for (const [name, streams] of Object.entries(given ?? (await readShares())))
    await writeFile(join(shares, name), streams);
  const settings = Object.entries(instance.settings).map(
    ([name, value]) => [`TAP_FLUXX_${name.toUpperCase()}`, String(value)] as const,
  );
  return runProcess('sh', [join(folder, 'read-share.sh')], {
    ...(onStart && { onStart }),
    environment: {
      ...Object.fromEntries(settings),
      JOB_COMPLETION_INDEX: index,
      SHARES: shares,
      DATA: join(instance.folder, 'data'),
      AIRBYTE_ENTRYPOINT: `${process.execPath} ${tapPath}`,
      CALLS_PER_MINUTE: '1200',
      ...environment,
    },
  });
}

/** The files of records of a job, each as what a process printed, the oldest first. */
async function runsOf({ folder: data }: Instance, index: string): Promise<readonly Pick<FinishedProcess, 'lines'>[]> {
  const names = (await readdir(join(data, 'data', index))).filter((name) => name.endsWith('.jsonl')).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(data, 'data', index, name), 'utf8')));
  return texts.map((text) => ({ lines: text.split('\n').filter((line) => line !== '') }));
}

function stateOf({ folder: data }: Instance, index: string): Promise<string> {
  return readFile(join(data, 'data', index, 'state.json'), 'utf8');
}

const namesIn = (streams: string): readonly string[] => streams.split(/[,\s]+/);

describe('The example for Kubernetes', () => {
  it('gives each job streams of its own that there are, and has as many jobs as shares', async () => {
    const shares = await readShares();
    const names = Object.values(shares).flatMap(namesIn);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) await readFile(join(projectRoot(), 'schemas', `${name}.json`));
    const job = at(await objectOf('CronJob'), 'spec', 'jobTemplate', 'spec');
    const count = Object.keys(shares).length;
    expect(Object.keys(shares)).toEqual(Array.from({ length: count }, (_, index) => String(index)));
    expect(job).toMatchObject({ completionMode: 'Indexed', completions: count, parallelism: count });
    // A limit for all of them together would have one share that always fails end the others.
    expect(job).toMatchObject({ backoffLimitPerIndex: 3, podReplacementPolicy: 'Failed' });
    expect(job).not.toHaveProperty('backoffLimit');
  });

  it('runs the image of this version as its own user, with a file system that is read-only but for its data', async () => {
    const job = at(await objectOf('CronJob'), 'spec', 'jobTemplate', 'spec', 'template', 'spec');
    const { version } = JSON.parse(await readFile(join(projectRoot(), 'package.json'), 'utf8')) as Message;
    expect(job).toMatchObject({
      securityContext: { runAsNonRoot: true, runAsUser: 1000 },
      containers: [
        {
          image: `tap-fluxx/source-fluxx:${String(version)}`,
          securityContext: { readOnlyRootFilesystem: true },
          volumeMounts: [{ mountPath: '/data' }, { mountPath: '/etc/tap-fluxx/shares' }, {}],
        },
      ],
    });
  });

  it('reads every stream once over all jobs, and then what changed', () =>
    withInstance({ settings: { lookback_minutes: 0 } }, async (instance) => {
      const shares = Object.entries(await readShares());
      const { store } = instance.simulator;
      for (const name of shares.flatMap(([, streams]) => namesIn(streams))) seedModel(store, name, 20);
      await Promise.all(shares.map(async ([index]) => expect((await runShare({ instance, index })).exitCode).toBe(0)));
      const fresh = store.insert('user', {});
      for (const [index, streams] of shares) {
        expect((await runShare({ instance, index })).exitCode).toBe(0);
        const [first = { lines: [] }, second = { lines: [] }] = await runsOf(instance, index);
        for (const name of namesIn(streams)) {
          expect(recordIds(first, name)).toHaveLength(20);
          expect(recordIds(second, name).length).toBeLessThan(5);
          if (name === 'user') expect(recordIds(second, name)).toContain(fresh);
        }
      }
    }));

  it('shares the budget of calls among the jobs', () =>
    withInstance({}, async (instance) => {
      const script = await instance.write('print.sh', 'printenv TAP_FLUXX_REQUESTS_PER_MINUTE TAP_FLUXX_STREAMS');
      await runShare({ instance, index: '1', environment: { AIRBYTE_ENTRYPOINT: `sh ${script}` } });
      const [said] = await runsOf(instance, '1');
      expect(said?.lines).toEqual(['400', (await readShares())['1']]);
    }));

  it('keeps the state of the run before when a run fails', () =>
    withInstance({}, async (instance) => {
      seedModel(instance.simulator.store, 'grant_request', 20);
      await runShare({ instance, index: '0' });
      const before = await stateOf(instance, '0');
      const environment = { TAP_FLUXX_CLIENT_SECRET: 'of nobody' };
      expect((await runShare({ instance, index: '0', environment })).exitCode).toBe(1);
      expect(await stateOf(instance, '0')).toBe(before);
      // What has nothing in it is no file for the loader.
      expect(await runsOf(instance, '0')).toHaveLength(1);
      expect(await readdir(join(instance.folder, 'data', '0'))).not.toContain('state.new');
    }));

  it('passes a signal on to the tap, and keeps the state that this writes then', () =>
    withInstance({ settings: { page_size: 20 }, latency: 60 }, async (instance) => {
      const { simulator } = instance;
      seedModel(simulator.store, 'grant_request', 400);
      let calls = 0;
      const onStart = ({ kill }: RunningProcess): void => {
        simulator.onRequest(() => {
          calls += 1;
          if (calls === 12) kill('SIGTERM');
        });
      };
      expect((await runShare({ instance, index: '0', onStart })).exitCode).toBe(143);
      expect(JSON.parse(await stateOf(instance, '0'))).toMatchObject({ type: 'STATE' });
      expect((await runShare({ instance, index: '0' })).exitCode).toBe(0);
      const runs = await runsOf(instance, '0');
      expect(runs.map((run) => recordIds(run, 'grant_request').length < 400)).toEqual([true, true]);
      const ids = new Set(runs.flatMap((run) => recordIds(run, 'grant_request')));
      expect(ids).toEqual(new Set(simulator.store.ids('grant_request')));
    }));

  it('shows the loader whole files alone, and goes on from what a run that was killed has left', () =>
    withInstance({}, async (instance) => {
      const said = ['{"type":"RECORD","stream":"grant_request","record":{"id":1}}', '{"type":"STATE","value":{}}'];
      const killed = await instance.write(
        'killed.sh',
        `ls "$DATA/$JOB_COMPLETION_INDEX" >&2\nprintf '%s\\n%s\\n{"type":"REC' '${said.join("' '")}'\nkill -9 $PPID`,
      );
      const first = await runShare({ instance, index: '0', environment: { AIRBYTE_ENTRYPOINT: `sh ${killed}` } });
      expect(first.signal).toBe('SIGKILL');
      expect(first.stderr.split('\n').filter((name) => !name.endsWith('.part'))).toEqual(['lock', '']);
      expect(await runsOf(instance, '0')).toEqual([]);

      const script = await instance.write('print.sh', 'echo "$@"');
      await runShare({ instance, index: '0', environment: { AIRBYTE_ENTRYPOINT: `sh ${script}` } });
      const [left, next] = await runsOf(instance, '0');
      expect(left?.lines).toEqual(said);
      expect(next?.lines).toEqual([`--config ENV --state ${join(instance.folder, 'data', '0', 'state.json')}`]);
      expect(await stateOf(instance, '0')).toBe(`${said[1]}\n`);
    }));

  it('does nothing where another job reads the same share', () =>
    withInstance({}, async (instance) => {
      const [ready, gate] = [join(instance.folder, 'ready'), join(instance.folder, 'gate')];
      await promisify(execFile)('mkfifo', [ready, gate]);
      const slow = await instance.write('slow.sh', `echo > ${ready}\ncat ${gate}`);
      const first = runShare({ instance, index: '0', environment: { AIRBYTE_ENTRYPOINT: `sh ${slow}` } });
      await readFile(ready);
      const second = await runShare({ instance, index: '0' });
      expect([second.exitCode, second.stderr]).toEqual([0, expect.stringContaining('being read by another job')]);
      await writeFile(gate, 'the only one\n');
      expect((await first).exitCode).toBe(0);
      expect((await runsOf(instance, '0')).map(({ lines }) => lines)).toEqual([['the only one']]);
    }));

  it('says so where there are more jobs than shares', () =>
    withInstance({}, async (instance) => {
      const run = await runShare({ instance, index: '7', shares: { '0': 'user' } });
      expect([run.exitCode, run.stderr]).toEqual([2, expect.stringContaining('There is no share 7')]);
    }));

  it('refuses a share that names no stream, which would be all of them', () =>
    withInstance({}, async (instance) => {
      const run = await runShare({ instance, index: '0', shares: { '0': ' \n', '1': 'user' } });
      expect([run.exitCode, run.stderr]).toEqual([2, expect.stringContaining('names no stream')]);
      expect(instance.simulator.requests).toEqual([]);
    }));
});
