import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from '@jest/globals';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { StreamDefinition } from '../../src/core/stream-definition.ts';
import { renderDictionary } from '../../src/dictionary/render-dictionary.ts';
import { launchBrowser } from './launch-browser.ts';
import { pageAssets, pageHeading } from './page-assets.ts';

/** A browser that is shown dictionaries. */
export interface DictionaryBrowser {
  readonly browser: Browser;
  /**
   * Opens the dictionary of a schema from a file, without a network. Whatever the test is about: the page asks for nothing
   * but itself, and the console stays empty, where errors and breaches of the policy would be told.
   */
  withPage<Result>(
    definitions: readonly StreamDefinition[],
    body: (page: Page, url: string) => Promise<Result>,
    options?: BrowserContextOptions,
  ): Promise<Result>;
  close(): Promise<void>;
}

/** Starts the browser. */
export async function openDictionaryBrowser(): Promise<DictionaryBrowser> {
  const folder = await mkdtemp(join(tmpdir(), 'tap-fluxx-'));
  const browser = await launchBrowser();
  let pageCount = 0;
  return {
    browser,
    async withPage(definitions, body, options = {}) {
      pageCount += 1;
      const path = join(folder, `page-${pageCount}.html`);
      await writeFile(path, renderDictionary(definitions, pageHeading, pageAssets));
      const url = pathToFileURL(path).href;
      const context = await browser.newContext(options);
      try {
        await context.setOffline(true);
        const page = await context.newPage();
        const complaints: string[] = [];
        const requests: string[] = [];
        page.on('console', (message) => complaints.push(message.text()));
        page.on('pageerror', (error) => complaints.push(error.message));
        page.on('request', (request) => requests.push(request.url().replace(/#.*/, '')));
        await page.goto(url);
        const result = await body(page, url);
        expect(complaints).toEqual([]);
        expect([...new Set(requests)]).toEqual([url]);
        return result;
      } finally {
        await context.close();
      }
    },
    async close() {
      await browser.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
