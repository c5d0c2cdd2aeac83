import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { projectRoot } from './simulator/project-root.ts';
import { seedModel } from './simulator/seed-model.ts';
import { installPackedPackage, lockedPackages, type PackedPackage } from './support/packed-package.ts';
import { type FinishedProcess, runProcess } from './support/run-tap.ts';
import { withInstance } from './support/with-instance.ts';

const root = projectRoot();
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

type Names = Readonly<Record<string, string>>;
interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies: Names;
  readonly devDependencies: Names;
}
const manifest = JSON.parse(read('package.json')) as Manifest & { readonly scripts: Names };

function filesBelow(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
}

let packed: PackedPackage;

beforeAll(() => {
  if (!existsSync(join(root, 'dist', 'bin.js'))) throw new Error('There is no dist/bin.js: run `npm run build` first.');
  packed = installPackedPackage();
});

afterAll(() => packed?.remove());

/** The program that the page about the library shows. */
function libraryExample(): string {
  const [, program] = /```ts\n([^]*?)```/.exec(read('docs/library.md')) ?? [];
  if (program === undefined) throw new Error('docs/library.md shows no program.');
  return program;
}

/** What the built code opens of the package: files, and beginnings of names where the rest is told at run time. */
function openedPaths(): readonly string[] {
  const call = /\b(?:readPackageText|readPackageJson|listPackageFolder)\(\s*(['"`])([^'"`$]+)/g;
  const texts = filesBelow('dist').map(read);
  return [...new Set(texts.flatMap((text) => [...text.matchAll(call)].map(([, , path = '']) => path)))].sort();
}

describe('The package', () => {
  it('holds what runs and what tells of it, and nothing else', () => {
    const code = filesBelow('src').flatMap((path) => {
      const built = path.replace(/^src/, 'dist').replace(/\.ts$/, '');
      return [`${built}.js`, `${built}.d.ts`];
    });
    const own = ['dictionary/page.css', 'dictionary/page.js', 'spec.json', 'catalog.sample.json'];
    const told = ['README.md', 'LICENSE', 'CHANGELOG.md', 'package.json'];
    expect([...packed.files].sort()).toEqual([...code, ...filesBelow('schemas'), ...own, ...told].sort());
    expect(packed.files.filter((path) => /\.(?:map|test\.js|tgz)$/.test(path))).toEqual([]);
  });

  it('is a library with types, from which a program in TypeScript imports the source', async () => {
    const place = join(packed.folder, '..', 'program');
    mkdirSync(join(place, 'node_modules', '@types'), { recursive: true });
    symlinkSync(packed.folder, join(place, 'node_modules', 'tap-fluxx'));
    symlinkSync(join(root, 'node_modules', '@types', 'node'), join(place, 'node_modules', '@types', 'node'));
    writeFileSync(join(place, 'package.json'), '{"type":"module"}');
    writeFileSync(join(place, 'program.ts'), libraryExample());
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    const options = ['--ignoreConfig', '--module', 'nodenext', '--target', 'es2023', '--strict', '--types', 'node'];
    const compiled = await runProcess(process.execPath, [tsc, ...options, join(place, 'program.ts')]);
    expect([compiled.exitCode, compiled.stdout]).toEqual([0, '']);
    await withInstance({ settings: { streams: ['organization'] } }, async ({ simulator, config }) => {
      seedModel(simulator.store, 'organization', 12);
      const run = await runProcess(process.execPath, [join(place, 'program.js'), config]);
      expect([run.exitCode, run.stderr, run.lines.length]).toEqual([0, '', 12]);
    });
  });

  it('holds every file that the code opens, and so does the image', () => {
    const opened = openedPaths();
    expect(opened).toEqual([
      'dictionary/page.css',
      'dictionary/page.js',
      'package.json',
      'schemas',
      'schemas/',
      'spec.json',
    ]);
    expect(opened.filter((path) => !packed.files.some((file) => file.startsWith(path)))).toEqual([]);
    const copied = [...read('Dockerfile').matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, names = '']) =>
      names.split(' '),
    );
    expect(opened.map((path) => path.split('/')[0] ?? '').filter((path) => !copied.includes(path))).toEqual([]);
  });

  it('runs from where it is installed, with no package but those that a user gets', () =>
    withInstance({ settings: { streams: ['organization'] } }, async ({ config, folder, simulator }) => {
      seedModel(simulator.store, 'organization', 3);
      const call = (...args: readonly string[]): Promise<FinishedProcess> =>
        runProcess(process.execPath, [join(packed.folder, 'dist', 'bin.js'), ...args]);
      const catalog = join(packed.folder, 'catalog.sample.json');
      const output = join(folder, 'dictionary.html');
      const calls: readonly (readonly [args: readonly string[], answer: string])[] = [
        [['--version'], manifest.version],
        [['spec'], '"connectionSpecification"'],
        [['--about'], 'Settings:'],
        [['discover', '--config', config], '"name":"organization"'],
        [['check', '--config', config], '"SUCCEEDED"'],
        [['--config', config, '--catalog', catalog], '"STATE"'],
        [['dictionary', '--config', config, '--output', output], ''],
        [['validate', '--protocol', 'airbyte'], ''],
      ];
      for (const [args, answer] of calls) {
        const run = await call(...args);
        expect([args, run.stdout]).toEqual([args, expect.stringContaining(answer)]);
        expect([args, run.stderr]).not.toEqual([args, expect.stringMatching(/ERR_MODULE|ENOENT/)]);
      }
      expect(readFileSync(output, 'utf8')).toContain('</html>');
    }));

  it('runs no script where it is installed', () => {
    const hooks = ['preinstall', 'install', 'postinstall', 'prepare', 'preprepare', 'postprepare', 'prepublish'];
    expect(Object.keys(manifest.scripts).filter((name) => hooks.includes(name))).toEqual([]);
    expect(existsSync(join(root, 'binding.gyp'))).toBe(false); // npm would build it
  });
});

describe('The dependencies', () => {
  it('are each told of, with a reason, and no other is', () => {
    const section = read('CONTRIBUTING.md').split('\n## Dependencies\n')[1]?.split('\n## ')[0] ?? '';
    const tables = section.split('For development:').map((part) =>
      [...part.matchAll(/^\| ([@a-z][^|]*) \| ([^|]{8,}) \|$/gm)]
        .flatMap(([, names = '']) => names.split(', '))
        .filter((name) => name !== 'package')
        .sort(),
    );
    expect(tables).toEqual([Object.keys(manifest.dependencies), Object.keys(manifest.devDependencies)]);
  });

  it('are locked as package.json wants them, each by its hash, from the public registry', () => {
    const lock = JSON.parse(read('package-lock.json')) as {
      lockfileVersion: number;
      packages: Record<string, Manifest>;
    };
    const { name, version, dependencies, devDependencies } = manifest;
    expect(lock.lockfileVersion).toBe(3);
    expect(lock.packages['']).toMatchObject({ name, version });
    expect(lock.packages['']?.dependencies).toEqual(dependencies);
    expect(lock.packages['']?.devDependencies).toEqual(devDependencies);
    const locked = lockedPackages();
    expect(locked.filter(({ integrity }) => integrity?.startsWith('sha512-') !== true)).toEqual([]);
    const registry = 'https://registry.npmjs.org/';
    expect(locked.filter(({ resolved }) => resolved?.startsWith(registry) === false)).toEqual([]);
  });

  it('that a user gets are few, and run no script where they are installed', () => {
    const shipped = lockedPackages().filter(({ dev }) => dev !== true);
    expect(shipped.filter(({ hasInstallScript }) => hasInstallScript === true)).toEqual([]);
    // 56 on 2026-11-22, those that ours need among them. A new one needs a reason.
    expect(shipped.length).toBeLessThanOrEqual(56);
  });
});

describe('What npm audit says', () => {
  const found = { vulnerabilities: { got: {} }, metadata: { vulnerabilities: { total: 1 } } };
  const reports: readonly (readonly [title: string, report: unknown, exitCode: number, verdict: string])[] = [
    ['passes without vulnerabilities', { metadata: { vulnerabilities: { total: 0 } } }, 0, 'no known vulnerability'],
    ['fails with one, by name', found, 1, 'known vulnerabilities: got.'],
    [
      'passes, and is told, where the registry has none',
      { statusCode: 405 },
      0,
      'not asked: the registry has no audit',
    ],
    ['fails where the registry does not answer', { message: 'no route' }, 1, 'no answer: no route'],
    ['fails where the registry is broken', { statusCode: 500, message: '500' }, 1, 'no answer: 500'],
    ['fails where it is nothing', undefined, 1, 'printed no report'],
  ];

  it.each(reports)('%s', async (_title, report, exitCode, verdict) => {
    const stdin = report === undefined ? '' : JSON.stringify(report);
    const run = await runProcess(process.execPath, [join(root, 'tools', 'judge-audit.mjs')], { stdin });
    expect([run.exitCode, run.stderr]).toEqual([exitCode, expect.stringContaining(verdict)]);
  });
});
