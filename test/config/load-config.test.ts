import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../src/config/load-config.ts';

const properties = { instance: { type: 'string' }, page_size: { type: 'integer' }, streams: { type: 'array' } };
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
    expect(await loadConfig([first, second], {}, properties)).toEqual({ instance: 'a', page_size: 2, other: true });
    expect(await loadConfig([second, first], {}, properties)).toEqual({ instance: 'a', page_size: 1, other: true });
  });

  it('come from the environment only where it is named', async () => {
    const path = await file('named.json', '{"instance":"a"}');
    const environment = { TAP_FLUXX_INSTANCE: 'b', TAP_FLUXX_PAGE_SIZE: '', TAP_FLUXX_UNKNOWN: 'x', INSTANCE: 'c' };
    expect(await loadConfig([path], environment, properties)).toEqual({ instance: 'a' });
    expect(await loadConfig([path, 'ENV'], environment, properties)).toEqual({ instance: 'b' });
    expect(await loadConfig(['ENV', path], environment, properties)).toEqual({ instance: 'a' });
    expect(await loadConfig([], environment, properties)).toEqual({});
  });

  it.each([
    ['["user","organization:name,city"]', ['user', 'organization:name,city']],
    ['user  organization:name,city', ['user', 'organization:name,city']],
    ['user\norganization:name,city\n', ['user', 'organization:name,city']],
    ['user', ['user']],
  ])('that are lists may be written %j in the environment', async (text, streams) => {
    expect(await loadConfig(['ENV'], { TAP_FLUXX_STREAMS: text }, properties)).toEqual({ streams });
  });

  it.each([
    ['a list', '[]', 'CONFIG_INVALID'],
    ['null', 'null', 'CONFIG_INVALID'],
    ['no JSON', '{"client_secret":"hunter2"', 'FILE_NOT_JSON'],
  ])('are not read from %s', async (_title, text, code) => {
    const path = await file('wrong.json', text);
    const failure: unknown = await loadConfig([path], {}, properties).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code, message: expect.stringContaining(path) });
    expect(String(failure)).not.toContain('hunter2');
  });

  it('are not read from a file that is not there', async () => {
    await expect(loadConfig([join(folder, 'none.json')], {}, properties)).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
    });
  });
});
