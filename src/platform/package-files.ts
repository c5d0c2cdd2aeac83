import { readdirSync, readFileSync } from 'node:fs';

/** The folder of the package: `src` and `dist` lie at the same depth below it. */
const root = new URL('../../', import.meta.url);

/** The text of a file of the package. */
export function readPackageText(path: string): string {
  return readFileSync(new URL(path, root), 'utf8');
}

/** The JSON of a file of the package. */
export function readPackageJson(path: string): unknown {
  return JSON.parse(readPackageText(path));
}

/** The names of the files in a folder of the package, sorted. */
export function listPackageFolder(path: string): readonly string[] {
  return readdirSync(new URL(path, root)).sort();
}
