import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { projectRoot } from '../simulator/project-root.ts';

/** One package of the lock file. */
export interface LockedPackage {
  /** Where it is installed: `node_modules/got`. */
  readonly path: string;
  readonly dev?: boolean;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly hasInstallScript?: boolean;
}

/** Every package of the lock file but our own. */
export function lockedPackages(): readonly LockedPackage[] {
  const text = readFileSync(join(projectRoot(), 'package-lock.json'), 'utf8');
  const { packages } = JSON.parse(text) as { packages: Record<string, Omit<LockedPackage, 'path'>> };
  return Object.entries(packages)
    .filter(([path]) => path !== '')
    .map(([path, facts]) => ({ ...facts, path }));
}

/** What `npm pack` makes, installed as a user would have it. */
export interface PackedPackage {
  /** The folder of the installed package. */
  readonly folder: string;
  /** Every file in the package. */
  readonly files: readonly string[];
  readonly remove: () => void;
}

/** Packs what is built, unpacks that elsewhere, and puts the packages beside it that a user gets: none for development. */
export function installPackedPackage(): PackedPackage {
  const root = projectRoot();
  const place = mkdtempSync(join(tmpdir(), 'tap-fluxx-package-'));
  const args = ['pack', '--json', '--ignore-scripts', '--loglevel=error', '--pack-destination', place];
  const [packed] = JSON.parse(execFileSync('npm', args, { cwd: root, encoding: 'utf8' })) as {
    filename: string;
    files: { path: string }[];
  }[];
  if (!packed) throw new Error('npm pack says nothing.');
  execFileSync('tar', ['-xzf', join(place, packed.filename), '-C', place]);
  const folder = join(place, 'package');
  mkdirSync(join(folder, 'node_modules'));
  for (const { path } of lockedPackages().filter(({ dev }) => dev !== true)) {
    const own = join(root, path);
    // Packages within a package are of this list as well, where a user gets them.
    cpSync(own, join(folder, path), { recursive: true, filter: (source) => basename(source) !== 'node_modules' });
  }
  return {
    folder,
    files: packed.files.map(({ path }) => path),
    remove: () => rmSync(place, { recursive: true, force: true }),
  };
}
