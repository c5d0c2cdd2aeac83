const reasons: ReadonlyMap<string, string> = new Map([
  ['ENOSPC', 'no space is left'],
  ['EDQUOT', 'the quota is used up'],
  ['EFBIG', 'the file must not become larger'],
  ['EIO', 'the device failed'],
  ['ENOENT', 'there is no such folder'],
  ['ENOTDIR', 'a file stands where a folder is named'],
  ['EISDIR', 'it is a folder'],
  ['EACCES', 'the permission is missing'],
  ['EPERM', 'the permission is missing'],
  ['EROFS', 'the disk is read-only'],
]);

/** Why something could not be written, in words where the system's code is one that is known. */
export function explainWriteFailure(code: string): string {
  const reason = reasons.get(code);
  return reason === undefined ? code : `${reason} (${code})`;
}
