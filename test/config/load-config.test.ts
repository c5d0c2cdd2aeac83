import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../src/config/load-config.ts';

const known = ['instance', 'page_size', 'streams'];

/** The settings alone. */
const load = async (places: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
  (await loadConfig(places, environment, known)).settings;
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'load-config-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

describe('the settings', () => {
  it('of later places win, one by one', async () => {
    const first = await file('first.json', '{"instance":"a","page_size":1,"other":true}');
    const second = await file('second.json', '\uFEFF{"page_size":2}');
    expect(await load([first, second])).toEqual({ instance: 'a', page_size: 2, other: true });
    expect(await load([second, first])).toEqual({ instance: 'a', page_size: 1, other: true });
  });

  it('that are null were left open: a later one wipes no value, and none counts as unknown', async () => {
    const first = await file('given.json', '{"instance":"a","other":null}');
    const second = await file('open.json', '{"instance":null,"page_size":null}');
    expect(await loadConfig([first, second], {}, known)).toEqual({ settings: { instance: 'a' }, unknown: [] });
  });

  it('come from the environment only where it is named', async () => {
    const path = await file('named.json', '{"instance":"a"}');
    const environment = { TAP_FLUXX_INSTANCE: 'b', TAP_FLUXX_PAGE_SIZE: '', INSTANCE: 'c' };
    expect(await load([path], environment)).toEqual({ instance: 'a' });
    expect(await load([path, 'ENV'], environment)).toEqual({ instance: 'b' });
    expect(await load(['ENV', path], environment)).toEqual({ instance: 'a' });
    expect(await load([], environment)).toEqual({});
  });

  it('that do not exist are told of by name and place, in files and in the environment', async () => {
    const path = await file('mistyped.json', '{"instance":"a","page_sise":1}');
    const environment = {
      TAP_FLUXX_STREAM: 'user',
      TAP_FLUXX_PAGE_SIZE: '5',
      TAP_FLUXX_LOGLEVEL: 'debug',
      TAP_FLUXX_FOO: '',
      TAP_OTHER_FOO: '',
    };
    const fileOnly = [{ name: 'page_sise', place: path, meant: 'page_size' }];
    expect((await loadConfig([path], environment, known)).unknown).toEqual(fileOnly);
    expect((await loadConfig([path, 'ENV'], environment, known)).unknown).toEqual([
      ...fileOnly,
      { name: 'stream', place: 'ENV', meant: 'streams' },
    ]);
  });

  it.each([
    ['a list', '[]', 'CONFIG_INVALID'],
    ['null', 'null', 'CONFIG_INVALID'],
    ['no JSON', '{"client_secret":"hunter2"', 'FILE_NOT_JSON'],
  ])('are not read from %s', async (_title, text, code) => {
    const path = await file('wrong.json', text);
    const failure: unknown = await load([path]).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code, message: expect.stringContaining(path) });
    expect(String(failure)).not.toContain('hunter2');
  });

  it('are not read from a file that is not there', async () => {
    await expect(load([join(folder, 'none.json')])).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
    });
  });
});
