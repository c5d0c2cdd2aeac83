import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the project, found by climbing: this file runs from `tools` in a test and from `build/tools` once
 * compiled, so no fixed number of steps leads there. Throws outside a project. */
export function projectRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('No folder above this file holds a package.json.');
    folder = parent;
  }
  return folder;
}
