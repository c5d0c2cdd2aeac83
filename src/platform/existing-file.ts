import { open, stat } from 'node:fs/promises';

/** Whether two paths lead to one file that is there, through links of either kind. */
export async function isSameFile(one: string, other: string): Promise<boolean> {
  const [first, second] = await Promise.all([one, other].map((path) => stat(path).catch(() => undefined)));
  if (first === undefined || second === undefined) return false;
  return first.ino === second.ino && first.dev === second.dev;
}

/** Whether writing to the path would end a file that holds something else: it is there, and does not begin so. */
export async function holdsOther(path: string, beginning: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined || !found.isFile() || found.size === 0) return false;
  const expected = Buffer.from(beginning);
  const file = await open(path).catch(() => undefined);
  if (file === undefined) return true; // what cannot be looked at cannot be known
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(expected.length), 0, expected.length, 0);
    return !buffer.subarray(0, bytesRead).equals(expected);
  } finally {
    await file.close();
  }
}
