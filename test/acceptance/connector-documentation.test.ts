import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { projectRoot } from '../simulator/project-root.ts';
import { at } from '../support/messages.ts';
import { readProjectJson } from './connector.ts';

const path = join(projectRoot(), 'docs', 'integrations', 'sources', 'fluxx.md');
const page = readFileSync(path, 'utf8');

/** The headings of the second level, which Airbyte wants in this order; what is special to a connector stands in their midst. */
const wanted = [
  'Prerequisites',
  'Setup guide',
  'Supported sync modes',
  'Supported Streams',
  'Performance considerations',
  'Data type map',
  'Limitations & Troubleshooting',
  'Tutorials',
  'Reference',
  'IP allow list',
  'Changelog',
];

function sectionOf(heading: string): string {
  const [, behind = ''] = page.split(`\n## ${heading}\n`);
  return behind.split('\n## ')[0] ?? '';
}

describe('TestConnectorDocumentation', () => {
  it('test_prerequisites_content: every setting that is required is named', () => {
    const required = at(readProjectJson('spec.json'), 'connectionSpecification', 'required') as readonly string[];
    expect(required.length).toBeGreaterThan(2);
    const prerequisites = sectionOf('Prerequisites');
    expect(required.filter((name) => !prerequisites.includes(`\`${name}\``))).toEqual([]);
  });

  it('test_docs_structure: the headings are those of every page, in their order', () => {
    expect(page.startsWith('# Fluxx\n')).toBe(true);
    expect([...page.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)).toEqual(wanted);
    const steps = [...sectionOf('Setup guide').matchAll(/^#{3,4} (.+)$/gm)].map(([, heading]) => heading);
    expect(steps).toEqual([
      'Step 1: Make an OAuth application in Fluxx',
      'Step 2: Set up the Fluxx source in Airbyte',
      'For Airbyte Cloud',
      'For Airbyte Open Source',
    ]);
  });

  it('test_docs_descriptions: no section is empty', () => {
    expect(wanted.filter((heading) => sectionOf(heading).trim().length < 50)).toEqual([]);
  });

  it('test_validate_links: what is linked to is there, down to its heading', () => {
    const links = [...page.matchAll(/\]\(([^)]+)\)/g)].map(([, link = '']) => link);
    expect(links.length).toBeGreaterThan(5);
    const isBroken = (link: string): boolean => {
      const [file = '', heading] = link.split('#');
      const target = join(dirname(path), file);
      if (!existsSync(target)) return true;
      return heading !== undefined && !anchorsOf(readFileSync(target, 'utf8')).includes(heading);
    };
    expect(links.filter(isBroken)).toEqual([]);
  });

  it('the changelog has a row for this version, folded away', () => {
    const { version } = Object(readProjectJson('package.json'));
    expect(sectionOf('Changelog')).toMatch(/^\s*<details>[^]*<\/details>\s*$/);
    expect(sectionOf('Changelog')).toContain(`\n| ${String(version)} |`);
  });
});

function anchorsOf(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
