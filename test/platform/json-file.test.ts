import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ConnectorError } from '../../src/core/connector-error.ts';
import { decodeFile, readJsonFile, readTextFile } from '../../src/platform/json-file.ts';
import { withWorkspace } from '../support/with-workspace.ts';

describe('a file that the user named', () => {
  it.each(['{"client_secret":"hunter2hunter2"}', 'fluxx://acme?client_id=a&client_secret=hunter2hunter2'])(
    'is not repeated when settings were given in its place',
    async (given) => {
      await expect(readTextFile(given, 'configuration')).rejects.toThrow(/what was given is no path/);
      await expect(readTextFile(given, 'configuration')).rejects.not.toThrow(/hunter2/);
    },
  );

  it('is read without the mark that editors put before it', () =>
    withWorkspace(async ({ write }) => {
      const path = await write('marked.json', '\uFEFF{"a":"ü"}');
      expect(await readTextFile(path, 'state')).toBe('{"a":"ü"}');
      expect(await readJsonFile(path, 'state')).toEqual({ a: 'ü' });
    }));

  const utf16 = Buffer.from('{"instance":"acme"}', 'utf16le');
  it.each([
    ['UTF-16 with its mark', Buffer.concat([Buffer.from([0xff, 0xfe]), utf16])],
    ['UTF-16 with its mark, the other way round', Buffer.concat([Buffer.from([0xff, 0xfe]), utf16]).swap16()],
    ['UTF-16 without a mark', utf16],
    ['the encoding of a country', Buffer.from('{"instance":"zürich"}', 'latin1')],
  ])('is not read in %s, which says what to do', (_title, bytes) =>
    withWorkspace(async ({ folder }) => {
      const path = join(folder, 'encoded.json');
      await writeFile(path, bytes);
      await expect(readJsonFile(path, 'configuration')).rejects.toMatchObject({
        code: 'FILE_UNREADABLE',
        message: `Cannot read the configuration ${path}: it is not UTF-8 text. Save it as UTF-8.`,
      });
    }),
  );

  it.each([
    ['is not there', 'none.json', 'there is no such file'],
    ['is a folder', '', 'it is a folder'],
    ['has an impossible name', 'x'.repeat(300), 'ENAMETOOLONG'],
  ])('cannot be read when it %s', (_title, name, reason) =>
    withWorkspace(async ({ folder }) => {
      const path = join(folder, name);
      await expect(readJsonFile(path, 'catalog')).rejects.toMatchObject({
        kind: 'config',
        code: 'FILE_UNREADABLE',
        message: `Cannot read the catalog ${path}: ${reason}.`,
      });
    }),
  );
});

describe('the content of a file', () => {
  it('is what is made of it', () => {
    expect(decodeFile('state.json', () => 5)).toBe(5);
  });

  it('is complained of with the path of the file, the error being the same otherwise', () => {
    const fault = new ConnectorError('config', 'STATE_INVALID', 'It is wrong.', { attempts: 1 });
    const decode = () => {
      throw fault;
    };
    expect(() => decodeFile('a/state.json', decode)).toThrow(
      expect.objectContaining({
        kind: 'config',
        code: 'STATE_INVALID',
        message: 'a/state.json: It is wrong.',
        details: { attempts: 1 },
      }),
    );
  });

  it('has nothing to do with a mistake of ours', () => {
    const mistake = new TypeError('x is not a function');
    const decode = () => {
      throw mistake;
    };
    expect(() => decodeFile('state.json', decode)).toThrow(mistake);
  });
});

describe('a file that is not JSON', () => {
  function complaintAbout(text: string): Promise<string> {
    return withWorkspace(async ({ write }) => {
      const path = await write('broken.json', text);
      const failure: unknown = await readJsonFile(path, 'configuration').catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: 'FILE_NOT_JSON' });
      return String(failure);
    });
  }

  it.each([
    ['', 'it is empty'],
    [' \n', 'it is empty'],
    ['{"a":1,}', 'position 7'],
    ['{"a":', 'its end'],
  ])('%j is told with the place where it breaks', async (text, where) => {
    expect(await complaintAbout(text)).toContain(where);
  });

  it('does not break at its end where a character is out of place', async () => {
    // Node says the position of some faults only, and which ones differs among its versions.
    expect(await complaintAbout('{"a": b}')).toMatch(
      /: it (breaks at position 6|has a character that is out of place)/,
    );
  });

  it('is not taken for the message about it where it reads like one', async () => {
    for (const text of ['["at position 5", b]', '["end of JSON input", b]'])
      expect(await complaintAbout(text)).not.toMatch(/position 5|its end/);
  });

  it('is never repeated', async () => {
    await fc.assert(
      fc.asyncProperty(fc.json(), fc.nat(), async (json, cut) => {
        const text = `{"client_secret":"hunter2",${json.slice(0, cut % (json.length + 1))}`;
        expect(await complaintAbout(text)).not.toContain('hunter2');
      }),
    );
  });
});
