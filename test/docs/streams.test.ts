import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { knownStreams } from '../../tools/streams-page/known-stream.ts';
import { renderStreamsPage } from '../../tools/streams-page/render-streams-page.ts';
import { projectRoot } from '../simulator/project-root.ts';

const root = projectRoot();
const page = join(root, 'docs', 'streams.md');
const streams = knownStreams(root);
const text = renderStreamsPage(streams);
const linesOf = (whole: string): readonly string[] => whole.split('\n');

describe('docs/streams.md', () => {
  // UPDATE_DOCS=1 writes the page.
  it('says of every static stream what the schemas and the model table say', () => {
    if (process.env['UPDATE_DOCS']) writeFileSync(page, text);
    else expect(linesOf(readFileSync(page, 'utf8'))).toEqual(linesOf(text));
  });

  it('has one row and one section for each stream', () => {
    const names = streams.map(({ definition }) => definition.name);
    expect([...text.matchAll(/^\| \[(\w+)\]\(#\1\) \|/gm)].map(([, name]) => name)).toEqual(names);
    expect([...text.matchAll(/^### (\w+)$/gm)].map(([, name]) => name)).toEqual(names);
  });

  it('leads to sections and files that are there', () => {
    const anchors = [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => title.toLowerCase().replaceAll(' ', '-'));
    const links = new Set([...text.matchAll(/\]\(([^)]+)\)/g)].map(([, target = '']) => target));
    expect(new Set(anchors).size).toBe(anchors.length);
    const dead = [...links].filter((link) =>
      link.startsWith('#')
        ? !anchors.includes(link.slice(1))
        : !existsSync(join(root, 'docs', link.replace(/#.*/, ''))),
    );
    expect(dead).toEqual([]);
  });

  it('is small enough to be opened', () => {
    expect(Buffer.byteLength(text)).toBeLessThan(400_000);
  });
});
