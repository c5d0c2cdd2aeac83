import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { projectRoot } from '../simulator/project-root.ts';

/**
 * Compares a table of a page of `docs` with the one that the code gives; with `UPDATE_DOCS=1` it is written instead.
 * @param start how the head of the table begins, or the heading above it
 * @throws Error when the page has no such table
 */
export function expectTable(file: string, start: string, table: string): void {
  const page = join(projectRoot(), 'docs', file);
  const text = readFileSync(page, 'utf8');
  const from = text.indexOf(`\n${start}`) + 1;
  const to = text.indexOf('\n\n', text.indexOf('\n|', from));
  if (from === 0 || to === -1) throw new Error(`docs/${file} has no table that begins with ${start}`);
  if (process.env['UPDATE_DOCS']) writeFileSync(page, text.slice(0, from) + table + text.slice(to));
  else expect(text.slice(from, to)).toBe(table);
}
