import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DictionaryHeading, PageAssets } from '../../src/dictionary/render-dictionary.ts';
import { projectRoot } from '../simulator/project-root.ts';

function read(file: string): string {
  return readFileSync(join(projectRoot(), 'dictionary', file), 'utf8');
}

/** The stylesheet and the script as they are shipped. */
export const pageAssets: PageAssets = { style: read('page.css'), script: read('page.js') };

/** What a page of a test says of itself. */
export const pageHeading: DictionaryHeading = {
  host: 'acme.fluxx.io',
  madeAt: '2026-06-01T12:34:56.000Z',
  version: '1.2.3',
  probed: false,
  usedPages: false,
};
