import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bigSchema } from '../support/big-schema.ts';
import { type DictionaryBrowser, openDictionaryBrowser } from '../support/dictionary-browser.ts';

let browser: DictionaryBrowser;

beforeAll(async () => {
  browser = await openDictionaryBrowser();
});

afterAll(() => browser?.close());

/** What the page promises to stay below. */
const limitMs = 200;

/** What a search does with the time: until the results have been painted, two frames after the input. */
const timedSearch = (query: string): string => `(async () => {
  const box = document.getElementById('page-search');
  const began = performance.now();
  box.value = ${JSON.stringify(query)};
  box.dispatchEvent(new Event('input', { bubbles: true }));
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  return performance.now() - began;
})()`;

/** When a page is seen for the first time, and its box can be typed into: the script that shows it stands before the models. */
const painted = `performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Infinity`;

/**
 * The fastest of up to twenty tries in pages of their own, to the first that is fast enough. What else the machine does
 * makes single figures mean nothing, and cannot make one faster: the fastest is what the page costs.
 */
async function fastest(...steps: readonly string[]): Promise<number> {
  let best = Infinity;
  for (let round = 0; round < 20 && best >= limitMs; round++) {
    const times = await browser.withPage(bigSchema(), async (page) => {
      const found: number[] = [];
      for (const step of steps) found.push(await page.evaluate<number>(step));
      return found;
    });
    best = Math.min(best, Math.max(...times));
  }
  return best;
}

// These are promises of the page on a small machine. No other tests may run meanwhile: `npm run test:browser-speed`.
describe('The data dictionary of 250 models and 9,000 fields', () => {
  it('is seen, with its search, within 200 ms', async () => {
    expect(await fastest(painted)).toBeLessThan(limitMs);
  });

  it('answers a search that is made at once, and further ones, within 200 ms each', async () => {
    const searches = ['grant amount', 'a', 'owner', 'is:custom', 'nothing has this', ''].map(timedSearch);
    expect(await fastest(...searches)).toBeLessThan(limitMs);
  });
});
