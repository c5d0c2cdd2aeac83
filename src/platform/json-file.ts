import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { ConnectorError } from '../core/connector-error.ts';
import { codeOf } from './system-code.ts';

/**
 * The text of a file that the user named.
 * @param what what the file is, as the user knows it: `configuration`, `catalog`, `state`
 * @throws ConnectorError FILE_UNREADABLE
 */
export async function readTextFile(path: string, what: string): Promise<string> {
  const bytes = await readFile(path).catch((error: unknown) => {
    const code = codeOf(error);
    const reason = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : code;
    throw unreadable(path, what, reason);
  });
  // UTF-16, as PowerShell's `>` writes it, has NULs; with its mark in front it is no UTF-8 either.
  if (!isUtf8(bytes) || bytes.includes(0)) throw unreadable(path, what, 'it is not UTF-8 text. Save it as UTF-8');
  return bytes.toString('utf8').replace(/^\uFEFF/, '');
}

/** The error about a file or a folder that the user named and that cannot be read. */
export function unreadable(path: string, what: string, reason: string): ConnectorError {
  return new ConnectorError('config', 'FILE_UNREADABLE', `Cannot read the ${what} ${describe(path)}: ${reason}.`);
}

/** Settings that were given in place of a file must not be repeated: there is a secret among them. */
function describe(path: string): string {
  const isContent = /[{}?=\n]|:\/\//.test(path);
  return isContent ? '(what was given is no path: put it into a file, and name that)' : path;
}

/**
 * The JSON of a file that the user named. The text is never repeated in a message: it may hold secrets.
 * @throws ConnectorError FILE_UNREADABLE, FILE_NOT_JSON
 */
export async function readJsonFile(path: string, what: string): Promise<unknown> {
  return parseJson(await readTextFile(path, what), path, what);
}

/** What `decode` makes of the content of a file. Its complaints are told with the path. @throws ConnectorError */
export function decodeFile<T>(path: string, decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    throw new ConnectorError(error.kind, error.code, `${path}: ${error.message}`, error.details);
  }
}

/** @throws ConnectorError FILE_NOT_JSON */
function parseJson(text: string, path: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = text.trim() === '' ? 'it is empty' : explain(String(error));
    const message = `The ${what} ${path} is not JSON: ${reason}. Correct it, or make it again.`;
    throw new ConnectorError('config', 'FILE_NOT_JSON', message);
  }
}

/** Judges by how Node's message ends: before that, it may quote the text. Of some faults it does not say the position. */
function explain(message: string): string {
  const position = /position [0-9]+(?: \(line [0-9]+ column [0-9]+\))?$/.exec(message)?.[0];
  if (position !== undefined) return `it breaks at ${position}`;
  return message.endsWith('end of JSON input') ? 'it breaks at its end' : 'it has a character that is out of place';
}
