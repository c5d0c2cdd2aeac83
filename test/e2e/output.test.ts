import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { seedModel } from '../simulator/seed-model.ts';
import { at, messagesOf, recordIds } from '../support/messages.ts';
import { type FinishedProcess, runProcess, runTap, tapPath } from '../support/run-tap.ts';
import { everyCall, readCalls } from '../support/tap-calls.ts';
import { type Instance, withInstance } from '../support/with-instance.ts';
import { withWorkspace } from '../support/with-workspace.ts';

/** A line of the log of a Singer tap. */
const logLine = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} \| (?:DEBUG|INFO|WARNING|ERROR|CRITICAL) +\| tap-fluxx \| /;
const streams = ['organization', 'user'] as const;

function quote(words: readonly string[]): string {
  return words.map((word) => `'${word}'`).join(' ');
}

/** The tap as a command of a shell. */
function tap(args: readonly string[]): string {
  return quote([process.execPath, tapPath, ...args]);
}

describe('discover', () => {
  it.concurrent('prints a catalog on stdout and nothing else, under both protocols', () =>
    withInstance({ settings: { streams: ['user', 'organization:name'] } }, async (instance) => {
      const [airbyte, singer] = await Promise.all([
        runTap(['discover', '--config', instance.config]),
        runTap(['--config', instance.config, '--discover']),
      ]);
      const [message] = messagesOf(airbyte);
      expect([airbyte.exitCode, airbyte.lines.length, airbyte.stderr]).toEqual([0, 1, '']);
      expect(at(message, 'catalog', 'streams')).toMatchObject([{ name: 'user' }, { name: 'organization' }]);
      expect(singer.exitCode).toBe(0);
      // Meltano reads it by the line, and waits for ever where one is longer.
      expect(singer.lines.filter(({ length }) => length > 60_000)).toEqual([]);
      expect(JSON.parse(singer.stdout)).toMatchObject({ streams: [{ stream: 'user' }, { stream: 'organization' }] });
    }));
});

describe('A run whose stderr is no terminal', () => {
  it.concurrent('prints messages on stdout that the validator has nothing against, and no progress', () =>
    withInstance({ settings: { page_size: 10 } }, async (instance) => {
      for (const stream of streams) seedModel(instance.simulator.store, stream, 25);
      const discovered = await runTap(['discover', '--config', instance.config]);
      const catalogs = [[], ['--catalog', await instance.write('discovered.json', discovered.stdout)]];
      for (const { name, args } of await readCalls(instance, instance.config, streams)) {
        const run = await runTap([...args, '--debug']);
        expect([name, run.exitCode, new Set(recordIds(run, 'user')).size]).toEqual([name, 0, 25]);
        const types = new Set(messagesOf(run).map(({ type }) => type));
        const singer = ['RECORD', 'SCHEMA', 'STATE'];
        const airbyte = ['LOG', 'RECORD', 'STATE', 'TRACE'];
        expect([...types].sort()).toEqual(name === 'read' ? airbyte : singer);
        const logged = run.stderr.split('\n').filter((line) => line !== '');
        expect(logged.length > 0).toBe(name === 'singer');
        expect(logged.filter((line) => !logLine.test(line))).toEqual([]);
        for (const catalog of [...catalogs, args.slice(-2)]) {
          const validation = await runTap(['validate', ...catalog], { stdin: run.stdout });
          expect([name, validation.exitCode, validation.stdout]).toEqual([name, 0, expect.any(String)]);
        }
      }
    }));
});

describe('validate', () => {
  const messages = [
    status('STARTED'),
    status('RUNNING'),
    { type: 'RECORD', record: { stream: 'user', data: { id: 'one' }, emitted_at: 1 } },
    status('INCOMPLETE'),
  ];
  const stdin = messages.map((message) => `${JSON.stringify(message)}\n`).join('');

  it.concurrent('checks records against the schema that a catalog has of their stream', () =>
    withWorkspace(async ({ write }) => {
      const json_schema = { type: 'object', properties: { id: { type: 'integer' } } };
      const catalog = await write('catalog.json', { streams: [{ name: 'user', json_schema }] });
      const [without, checked] = await Promise.all([
        runTap(['validate'], { stdin }),
        runTap(['validate', '--catalog', catalog], { stdin }),
      ]);
      expect([without.exitCode, without.stderr]).toEqual([0, '']);
      expect([checked.exitCode, checked.stderr]).toEqual([1, '']);
      expect(checked.stdout).toContain('line 3, user: record-invalid: "/id" must be integer.');
    }));

  it.concurrent('says of a catalog that cannot be read what is wrong, and checks nothing', () =>
    withWorkspace(async ({ write, folder }) => {
      const broken = await write('broken.json', '{"streams": [');
      const missing = join(folder, 'missing.json');
      const runs = await Promise.all(
        [broken, missing].map((catalog) => runTap(['validate', '--catalog', catalog], { stdin })),
      );
      expect(runs.map(({ exitCode, stdout }) => [exitCode, stdout])).toEqual([
        [1, ''],
        [1, ''],
      ]);
      expect(runs.map(({ stderr }) => stderr)).toEqual([
        expect.stringContaining(`The catalog ${broken} is not JSON`),
        expect.stringContaining(`Cannot read the catalog ${missing}: there is no such file.`),
      ]);
    }));
});

describe('A stdin that is a folder', () => {
  it.concurrent('is told of as one that cannot be read, not as an empty one', () =>
    withWorkspace(async ({ folder }) => {
      const run = await runProcess('sh', ['-c', `exec ${tap(['validate'])} < ${quote([folder])}`]);
      expect([run.exitCode, run.stdout]).toEqual([1, '']);
      expect(run.stderr).toContain('FILE_UNREADABLE: Cannot read stdin: it is a folder (EISDIR).');
    }));
});

function status(name: string): object {
  const stream_status = { stream_descriptor: { name: 'user' }, status: name };
  return { type: 'TRACE', trace: { type: 'STREAM_STATUS', emitted_at: 1, stream_status } };
}

/** Resolves when an instance has not been asked for anything for a second. */
function silenceOf({ simulator }: Instance): Promise<void> {
  return new Promise((resolve) => {
    const fallSilent = (): NodeJS.Timeout => setTimeout(resolve, 1000);
    let timer = fallSilent();
    simulator.onRequest(() => {
      clearTimeout(timer);
      timer = fallSilent();
    });
  });
}

describe('A reader that stalls', () => {
  it.concurrent('holds the run back: nothing more is asked for, and nothing piles up in memory', () =>
    withInstance({ settings: { streams: ['user'], page_size: 100 } }, async (instance) => {
      seedModel(instance.simulator.store, 'user', 10_000);
      let memory = '';
      let stalled: Promise<void> | undefined;
      const run = await runTap(['--config', instance.config], {
        timeLimitMs: 40_000,
        onOutput: ({ stdout, pid, stall, kill }) => {
          if (!stdout.includes('"RECORD"') || stalled) return;
          stall();
          stalled = silenceOf(instance).then(async () => {
            memory = await readFile(`/proc/${pid}/status`, 'utf8');
            kill('SIGKILL');
          });
        },
      });
      expect(run.signal).toBe('SIGKILL');
      const pages = instance.simulator.requests.filter(({ rows }) => rows === 100);
      expect(pages.length).toBeLessThan(30); // of a hundred
      expect(Number(/VmHWM:\s+(\d+) kB/.exec(memory)?.[1])).toBeLessThan(300_000);
    }));
});

describe('A run of many calls at the same time', () => {
  // That Node warns of nothing is looked for in every run of the tap, so here too.
  it.concurrent('is no leak to Node, which would warn of it on stderr', () =>
    withInstance(
      { settings: { concurrency: 32, page_size: 20, requests_per_minute: 100_000 }, latency: 50 },
      async (instance) => {
        const streams = [
          'program',
          'organization',
          'user',
          'fund',
          'claim',
          'loi',
          'project',
          'group',
          'document',
          'alert',
        ];
        for (const stream of streams) seedModel(instance.simulator.store, stream, 100);
        for (const { name, args } of await readCalls(instance, instance.config, streams)) {
          const run = await runTap(args);
          expect([name, run.exitCode]).toEqual([name, 0]);
        }
      },
    ));
});

describe('A run that people watch on a terminal', () => {
  it.concurrent('draws progress and a table at the end on stderr, and leaves stdout to the messages', () =>
    withInstance({ settings: { page_size: 10, concurrency: 1 }, latency: 25 }, async (instance) => {
      for (const stream of streams) seedModel(instance.simulator.store, stream, 25);
      const [, singer] = await readCalls(instance, instance.config, streams);
      const output = join(instance.folder, 'messages.jsonl');
      const command = `${tap(singer?.args ?? [])} > ${quote([output])}`;
      // `script` gives the command a terminal; here that is its stderr alone.
      const watched = await runProcess('script', ['-qec', command, '/dev/null']);
      expect(watched.exitCode).toBe(0);
      expect(watched.stdout).toMatch(/\d streams? read, \d being read/);
      expect(watched.stdout).toMatch(/ organization +\S+ of 25 rows/);
      const table = watched.stdout.slice(watched.stdout.lastIndexOf('stream  '));
      expect(table).toMatch(/organization +25 +\S+ s +complete\s+user +25 +\S+ s +complete\s+all +50 /);
      const lines = (await readFile(output, 'utf8')).trimEnd().split('\n');
      expect(new Set(messagesOf({ lines }).map(({ type }) => type))).toEqual(new Set(['SCHEMA', 'RECORD', 'STATE']));
    }));
});

describe('A reader that closes its end', () => {
  it.concurrent('ends the run soon and quietly, under both protocols', () =>
    withInstance({ settings: { page_size: 500 } }, async (instance) => {
      seedModel(instance.simulator.store, 'user', 6000);
      for (const { name, args } of await readCalls(instance, instance.config, ['user'])) {
        const ending = join(instance.folder, 'exit-code');
        const command = `{ ${tap(args)}; echo $? > ${quote([ending])}; } | head -n 1`;
        const run = await runProcess('sh', ['-c', command], { timeLimitMs: 10_000 });
        expect([name, run.lines.length, run.signal]).toEqual([name, 1, null]);
        expect(await readFile(ending, 'utf8')).toBe('1\n');
        expect(run.stderr.split('\n').filter((line) => line !== '' && !logLine.test(line))).toEqual([]);
        expect(run.stderr).not.toMatch(/EPIPE|CRITICAL/);
        // Airbyte's log goes to stdout as well.
        const said = run.stderr.split('\n').filter((line) => line.includes('Whoever read stdout has gone'));
        expect([name, said.length]).toEqual([name, name === 'singer' ? 1 : 0]);
      }
      expect(instance.simulator.requests.filter(({ kind }) => kind === 'list').length).toBeLessThan(30);
    }));
});

describe('A reader that closes its end while the run waits for the server', () => {
  it.concurrent('ends it as soon as anything more is said', () =>
    withInstance({}, async (instance) => {
      instance.simulator.faults.add({ kind: 'status', status: 503, times: Number.POSITIVE_INFINITY });
      const [airbyte] = await readCalls(instance, instance.config, ['user', 'program']);
      // Seven attempts of each call would take a minute.
      const run = await runProcess('sh', ['-c', `${tap(airbyte?.args ?? [])} | head -n 1`], { timeLimitMs: 15_000 });
      expect([run.lines.length, run.stderr]).toEqual([1, '']);
    }));
});

describe('An output that cannot be written', () => {
  /** Expects one message, on stderr, whatever the call and its protocol; an Airbyte verb has nothing else to say there. */
  function expectTold(name: string, run: FinishedProcess, reason: string): void {
    expect([name, run.exitCode, run.signal, run.stdout]).toEqual([name, 1, null, '']);
    const told = run.stderr.split('\n').filter((line) => line !== '' && !line.includes('| INFO '));
    expect([name, told.length]).toEqual([name, 1]);
    expect(told[0]).toMatch(logLine);
    expect(told[0]).toContain(`OUTPUT_FAILED: Cannot write to stdout: ${reason}`);
  }

  it.concurrent.each(['spec', 'validate', '--about', '--version', '--help'])(
    'fails `%s` with one message when the disk is full',
    async (word) => {
      const run = await runProcess('sh', ['-c', `exec ${tap([word])} < /dev/null > /dev/full`]);
      expectTold(word, run, 'no space is left (ENOSPC)');
    },
  );

  it.concurrent('is told of as JSON where the log is', () =>
    withInstance({ settings: { streams: ['user'] } }, async ({ config }) => {
      const command = `exec ${tap(['--config', config])} > /dev/full`;
      const run = await runProcess('sh', ['-c', command], { environment: { TAP_FLUXX_LOG_FORMAT: 'json' } });
      const lines = run.stderr
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(lines.at(-1)).toMatchObject({ level: 'critical', message: expect.stringContaining('OUTPUT_FAILED') });
    }));

  it.concurrent('fails every call to an instance with one message when the disk is full', () =>
    withInstance({ settings: { streams: ['user'] } }, async (instance) => {
      seedModel(instance.simulator.store, 'user', 250);
      for (const { name, args } of await everyCall(instance, instance.config, ['user'])) {
        expectTold(name, await runProcess('sh', ['-c', `exec ${tap(args)} > /dev/full`]), 'no space is left (ENOSPC)');
      }
    }));

  it.concurrent('fails `check` in that way too when the settings are what is wrong', async () => {
    const run = await runProcess('sh', ['-c', `exec ${tap(['check', '--config', 'none.json'])} > /dev/full`]);
    expectTold('check', run, 'no space is left (ENOSPC)');
  });

  it.concurrent('fails a call when only the beginning of a line can be written', () =>
    withWorkspace(async ({ folder }) => {
      // The limit on the size of a file is what a disk is that fills up in the middle of a write.
      const output = join(folder, 'spec.jsonl');
      const run = await runProcess('sh', ['-c', `ulimit -f 1; exec ${tap(['spec'])} > ${quote([output])}`]);
      expect((await readFile(output)).length).toBeGreaterThan(0);
      expectTold('spec', run, 'the file must not become larger (EFBIG)');
    }));
});
