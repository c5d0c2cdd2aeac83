import { createWriteStream, fstatSync } from 'node:fs';
import type { Writable } from 'node:stream';

/**
 * The stdout of the process. For a file Node's own stream will not do: when the disk has room for the beginning of a
 * write only, it takes the write for done, and the rest is lost without an error.
 */
export function openStdout(): Writable {
  const { fd } = process.stdout;
  return fstatSync(fd).isFile() ? createWriteStream('', { fd, autoClose: false }) : process.stdout;
}
