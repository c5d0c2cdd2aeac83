import { describe, expect, it } from '@jest/globals';
import { seedModel } from '../simulator/seed-model.ts';
import { airbyteCatalog } from '../support/catalogs.ts';
import { lastState, recordIds, traceErrors } from '../support/messages.ts';
import { plantedId } from '../support/planted-secrets.ts';
import { runTap } from '../support/run-tap.ts';
import { everyCall, readCalls } from '../support/tap-calls.ts';
import { verdictOf } from '../support/verdict.ts';
import { credentialsFor, withInstance } from '../support/with-instance.ts';
import { withWorkspace } from '../support/with-workspace.ts';

/** A place that nobody asks in these tests: what is wrong is found before any call. */
const nowhere = credentialsFor('http://127.0.0.1:9');

/** Runs one call of each protocol that ends the same way, or all of them. */
async function expectEach(
  calls: readonly { readonly name: string; readonly args: readonly string[] }[],
  more: readonly string[],
  reasons: readonly string[],
): Promise<void> {
  for (const { name, args } of calls) {
    const run = await runTap([...args, ...more]);
    const { exitCode, messages } = verdictOf(run);
    expect([name, exitCode, messages.length]).toEqual([name, name === 'check' ? 0 : 1, 1]);
    for (const reason of reasons) expect(messages[0]).toContain(reason);
    if (args[0] === 'check') expect(run.lines[0]).toContain('"FAILED"');
    if (args[0]?.startsWith('--')) expect(run.stdout).toBe('');
    else expect(run.stderr).toBe('');
  }
}

describe('A call whose options do not go together', () => {
  const calls: readonly (readonly [args: readonly string[], problem: string])[] = [
    [['--config', 'c', '--catalog', 'a', '--properties', 'b'], '--catalog and --properties'],
    [['--config', 'c', '--format', 'json'], '--format is for --about'],
    [['--config', 'c', '-s', ''], '--state needs a path'],
    [['check', '--config', 'c', '--state', 's'], 'check does not take --state'],
    [['spec', '--config', 'c'], 'spec does not take --config'],
  ];

  it.concurrent.each(calls)('%j is refused before anything is read', async (args, problem) => {
    const run = await runTap(args);
    expect([run.exitCode, run.stdout]).toEqual([2, '']);
    expect(run.stderr).toContain(problem);
  });
});

describe('A configuration that is not usable', () => {
  it.concurrent('is told of in one message with all its faults, by name and never by value', () =>
    withWorkspace(async (workspace) => {
      const config = await workspace.write('config.json', {
        instance: 'http://acme.fluxx.io/unseen-instance',
        client_secret: '',
        start_date: 'unseen-date',
        fields: 'unseen-fields',
        page_size: 987654,
        concurrency: 'unseen-number',
        streams: ['unseen stream'],
      });
      const faults = ['8 faults', '`instance` must use https', '`client_id` is missing', '`client_secret` is empty'];
      const more = [
        '`start_date`',
        '`fields` must be one of all, stored',
        '`page_size` must be <= 500',
        '`concurrency`',
      ];
      for (const { name, args } of await everyCall(workspace, config)) {
        const { exitCode, messages } = verdictOf(await runTap(args));
        expect([name, exitCode, messages.length]).toEqual([name, name === 'check' ? 0 : 1, 1]);
        for (const fault of [...faults, ...more, '`streams']) expect(messages[0]).toContain(fault);
        expect(messages[0]).toContain('tap-fluxx --about');
        expect(messages[0]).not.toMatch(/unseen|987654/);
      }
    }));

  const settings: readonly (readonly [what: string, settings: object, ...reasons: string[]])[] = [
    ['a host reached by http that is not this machine', credentialsFor('http://acme.fluxx.io'), '`instance`', 'https'],
    ['a host with blanks', credentialsFor('acme fluxx io'), '`instance` is not a host'],
    ['credentials in the address', credentialsFor('https://me:unseen@acme.fluxx.io'), '`instance` is not a host'],
    ['a malformed uri', { uri: 'fluxx://%zz?client_id=unseen&client_secret=unseen' }, '`uri` has a host with a %'],
    ['a uri whose secret holds an &', { uri: 'fluxx://acme?client_secret=un&seen' }, '`uri`', '%26'],
    ['streams in another form', { ...nowhere, streams: ['un seen'] }, '`streams.0`', 'model or model:field,field'],
    ['a day that does not exist', { ...nowhere, start_date: '2025-02-30' }, '`start_date`', 'does not exist'],
  ];

  it.concurrent.each(settings)('is refused for %s', (_what, content, ...reasons) =>
    withWorkspace(async (workspace) => {
      const config = await workspace.write('config.json', content);
      const { exitCode, messages } = verdictOf(await runTap(['check', '--config', config]));
      expect([exitCode, messages.length]).toEqual([0, 1]);
      for (const reason of reasons) expect(messages[0]).toContain(reason);
      expect(messages[0]).not.toContain('seen');
    }),
  );

  const files: readonly (readonly [what: string, call: string, content: string | undefined, ...reasons: string[]])[] = [
    ['is missing', 'check', undefined, 'no such file'],
    ['is empty', 'singer', '', 'not JSON', 'it is empty'],
    ['is cut off', 'check', `{"client_secret": "unseen", "client_id": "${plantedId}`, 'not JSON'],
    ['is a list', 'singer', '["unseen"]', 'does not hold a JSON object'],
  ];

  it.concurrent.each(files)('is named by its file when that %s', (_what, call, content, ...reasons) =>
    withWorkspace(async (workspace) => {
      const path =
        content === undefined ? `${workspace.folder}/config.json` : await workspace.write('config.json', content);
      const calls = (await everyCall(workspace, path)).filter(({ name }) => name === call);
      await expectEach(calls, [], ['config.json', ...reasons]);
    }),
  );

  it.concurrent('is named by its path when that is a folder', () =>
    withWorkspace(async (workspace) => {
      const calls = (await everyCall(workspace, workspace.folder)).filter(({ name }) => name.includes('discover'));
      await expectEach(calls, [], [workspace.folder, 'it is a folder']);
    }));
});

describe('A setting `streams` that names what the instance does not have', () => {
  it.concurrent('is refused under both protocols with the names that were most likely meant', () =>
    withInstance({ settings: { streams: ['grant_requst', 'organization:nam,city'] } }, async (instance) => {
      const calls = await everyCall(instance, instance.config);
      await expectEach(
        calls.filter(({ name }) => name === 'check' || name === '--discover'),
        [],
        [
          '`streams` names grant_requst, a stream that this instance does not have (did you mean grant_request?)',
          '`streams` names organization:nam, a field that this instance does not have (did you mean name?)',
        ],
      );
    }));
});

describe('A catalog that cannot be read', () => {
  const catalogs: readonly (readonly [what: string, call: string, content: unknown, ...reasons: string[]])[] = [
    ['is no JSON', 'singer', '{"streams": [', 'catalog.json', 'not JSON'],
    ['has another shape', 'read', { bookmarks: {} }, 'no list `streams`', 'discover'],
    ['is a configuration', 'singer', { ...nowhere, streams: ['program'] }, 'entry 1 of `streams` is not an object'],
    ['lists nameless streams', 'singer', { streams: [{ schema: {} }] }, 'entry 1', 'no tap_stream_id'],
    ['lists a stream twice', 'read', airbyteCatalog('program', 'program'), 'program is in it twice'],
  ];

  it.concurrent.each(catalogs)('ends the run with one message when it %s', (_what, name, content, ...reasons) =>
    withWorkspace(async (workspace) => {
      const config = await workspace.write('config.json', nowhere);
      const catalog = await workspace.write('catalog.json', content);
      const args = ['--config', config, '--catalog', catalog];
      await expectEach([{ name, args: name === 'read' ? ['read', ...args] : args }], [], reasons);
    }),
  );
});

describe('A state that has nothing of what is read', () => {
  const states: readonly (readonly [what: string, content: string])[] = [
    ['is empty', ''],
    ['is empty JSON', '{}'],
    ['is an empty list', '[]'],
    ['is of another stream', '{"bookmarks":{"other":{"version":1}}}'],
  ];

  it.concurrent.each(states)('is told of where it %s, and everything is read', (_what, content) =>
    withInstance({}, async (instance) => {
      instance.simulator.store.insert('program', { id: 1 });
      const state = await instance.write('state.json', content);
      for (const { name, args } of await readCalls(instance, instance.config)) {
        const run = await runTap([...args, '--state', state]);
        expect([name, run.exitCode, recordIds(run, 'program')]).toEqual([name, 0, [1]]);
        const told = 'The state has none of the streams that are read: all of them are read from their beginning';
        expect([name, run.stdout + run.stderr]).toEqual([name, expect.stringContaining(told)]);
      }
    }),
  );
});

describe('A state that cannot be read', () => {
  const states: readonly (readonly [what: string, call: string, content: unknown, ...reasons: string[]])[] = [
    ['is no JSON', 'read', '{"bookmarks": ', 'The state cannot be read', 'line 1 is not JSON'],
    ['has another shape', 'singer', { streams: [] }, 'The state cannot be read', 'no `bookmarks`'],
  ];

  it.concurrent.each(states)('ends the run with one message when it %s', (_what, call, content, ...reasons) =>
    withWorkspace(async (workspace) => {
      const config = await workspace.write('config.json', nowhere);
      const state = await workspace.write('state.json', content);
      const calls = await readCalls(workspace, config);
      await expectEach(
        calls.filter(({ name }) => name === call),
        ['--state', state],
        reasons,
      );
    }),
  );

  it.concurrent('is named by its path when there is no such file, or a folder in its place', () =>
    withWorkspace(async (workspace) => {
      const config = await workspace.write('config.json', nowhere);
      const calls = await readCalls(workspace, config);
      await expectEach(calls.slice(0, 1), ['--state', `${workspace.folder}/none.json`], ['none.json', 'no such file']);
      await expectEach(calls.slice(1), ['--state', workspace.folder], [workspace.folder, 'it is a folder']);
    }));
});

describe('A state of one stream that cannot be read', () => {
  const states: readonly (readonly [what: string, state: unknown, ...reasons: string[]])[] = [
    ['is of a newer release', { version: 99 }, 'version 99', 'newer release'],
    ['holds no timestamp', { updated_at: 'soon' }, 'RFC 3339', 'remove this stream from the state'],
  ];

  it.concurrent.each(states)('lets that stream fail alone, and is kept, when it %s', (_what, unreadable, ...reasons) =>
    withInstance({}, async (instance) => {
      for (const stream of ['organization', 'program']) seedModel(instance.simulator.store, stream, 5);
      const entry = { stream_descriptor: { name: 'program' }, stream_state: unreadable };
      const states = {
        read: [{ type: 'STREAM', stream: entry }],
        singer: { bookmarks: { program: unreadable, gone: unreadable } },
      };
      for (const { name, args } of await readCalls(instance, instance.config, ['organization', 'program'])) {
        const state = await instance.write('state.json', states[name as 'read' | 'singer']);
        const run = await runTap([...args, '--state', state]);
        expect([run.exitCode, recordIds(run, 'organization').length, recordIds(run, 'program')]).toEqual([1, 5, []]);
        const said = name === 'read' ? JSON.stringify(traceErrors(run)[0]) : run.stderr;
        for (const reason of ['program', ...reasons]) expect(said).toContain(reason);
        if (name === 'read') expect(traceErrors(run)[0]).toMatchObject({ failure_type: 'config_error' });
        else expect([lastState(run, 'program'), lastState(run, 'gone')]).toEqual([unreadable, unreadable]);
      }
    }),
  );
});
