import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { settingsTable } from '../../src/cli/commands/about.ts';
import type { Spec } from '../../src/cli/surroundings.ts';
import { errorCodes } from '../../src/core/error-codes.ts';
import { projectRoot } from '../simulator/project-root.ts';
import { withWorkspace } from '../support/with-workspace.ts';

const root = projectRoot();
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const readme = read('README.md');

function sources(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => read(join(folder, file)));
}

describe('The README', () => {
  it('has the table of settings that spec.json says', () => {
    expect(readme).toContain(settingsTable(JSON.parse(read('spec.json')) as Spec));
  });

  it('has every error code with its meaning', () => {
    const rows = Object.entries(errorCodes).map(([code, meaning]) => `| \`${code}\` | ${meaning} |`);
    expect(readme).toContain(['| code | meaning |', '|---|---|', ...rows].join('\n'));
  });

  it('names only files and folders that are there', () => {
    const links = [...readme.matchAll(/\]\(([A-Za-z][^):]*)\)/g)].map(([, target = '']) => target);
    expect(links.length).toBeGreaterThan(0);
    expect(links.filter((link) => !existsSync(join(root, link)))).toEqual([]);
  });

  it('names only scripts that package.json has', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = [
      ...`${readme}${read('CONTRIBUTING.md')}`.matchAll(/(?:^|`)npm (?:run )?(?:--silent )?([a-z:]+(?:-[a-z]+)*)/gm),
    ].map(([, name = '']) => name);
    expect(named.filter((name) => !(name in scripts) && name !== 'ci' && name !== 'install')).toEqual([]);
  });

  it('keeps the state of the last run where the tap or the target fails, or the target says none', () =>
    withWorkspace(async ({ folder, write }) => {
      const [, runs = ''] = /```sh\n(set -o pipefail[^]*?)```/.exec(readme) ?? [];
      const [, later = ''] = runs.split(/(?=^tap-fluxx.*--state)/m);
      expect(later).toContain('mv state.new state.json');
      const run = (tap: string, target: string): number | null => {
        const line = later.replace(/^tap-fluxx[^|]*/, `${tap} `).replace('target-jsonl', `{ cat; ${target}; }`);
        return spawnSync('bash', ['-c', `set -o pipefail; ${line}`], { cwd: folder }).status;
      };
      const state = await write('state.json', 'the old one');
      const good = `echo '{"bookmarks":{"a":1}}'`;
      for (const [tap, target] of [
        ['false', good],
        [':', `${good}; exit 3`],
        [':', ':'],
        [':', 'echo "{}"'],
      ] as const) {
        expect([run(tap, target) === 0, readFileSync(state, 'utf8')]).toEqual([false, 'the old one']);
      }
      expect([run(':', `${good}; echo '{"bookmarks":{"a":2}}'`), readFileSync(state, 'utf8')]).toEqual([
        0,
        '{"bookmarks":{"a":2}}\n',
      ]);
    }));

  it('says how many models are known, and how many of them have no cursor', () => {
    const schemas = readdirSync(join(root, 'schemas')).map((file) => JSON.parse(read(join('schemas', file))) as object);
    expect(readme).toContain(`${schemas.length} models are known`);
    expect(readme).toContain(`${schemas.filter((schema) => !('x-cursor' in schema)).length} models have none`);
  });
});

describe('Error codes', () => {
  it('that are listed are all used', () => {
    const code = sources('src')
      .filter((text) => !text.includes('export const errorCodes'))
      .join('\n');
    expect(Object.keys(errorCodes).filter((name) => !code.includes(`'${name}'`))).toEqual([]);
  });
});

describe('The changelog', () => {
  it('has an entry for the version of the package', () => {
    const { version } = JSON.parse(read('package.json')) as { version: string };
    expect(read('CHANGELOG.md')).toContain(`## [${version}]`);
    expect(read('Dockerfile')).toContain(`io.airbyte.version="${version}"`);
  });
});

describe('The project', () => {
  it('leaves credentials and data out of version control, and nothing of its own', () => {
    const ignored = (paths: readonly string[]): readonly string[] =>
      spawnSync('git', ['check-ignore', '--no-index', '--stdin'], { cwd: root, input: paths.join('\n') })
        .stdout.toString()
        .split('\n')
        .filter((path) => path !== '');
    const left = [
      'config.json',
      'config-live.json',
      'state.json',
      'catalog.json',
      'states.jsonl',
      'catalog.new',
      'state.new',
      '.env',
    ];
    expect(ignored(left)).toEqual(left);
    const own = readdirSync(join(root, 'schemas')).map((file) => `schemas/${file}`);
    expect(ignored([...own, 'package.json', 'tsconfig.json', 'test/tsconfig.json', 'catalog.sample.json'])).toEqual([]);
  });

  it('asks for nothing outside of its folder', () => {
    const documents = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'models/README.md', '.ci/run', 'Dockerfile'];
    const texts = [...['src', 'test', 'tools'].flatMap(sources), ...documents.map(read)];
    const outside = new RegExp(['\\.\\./shared', '/work'].map((folder) => `${folder}/`).join('|'));
    expect(texts.filter((text) => outside.test(text))).toEqual([]);
  });
});
