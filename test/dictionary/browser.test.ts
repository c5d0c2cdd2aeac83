import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { type ModelName, type StreamDefinition, storedField } from '../../src/core/stream-definition.ts';
import { renderDictionary } from '../../src/dictionary/render-dictionary.ts';
import { bigSchema } from '../support/big-schema.ts';
import { definitionOf } from '../support/definitions.ts';
import { type DictionaryBrowser, openDictionaryBrowser } from '../support/dictionary-browser.ts';
import { pageAssets, pageHeading } from '../support/page-assets.ts';

let opened: DictionaryBrowser;
const withPage: DictionaryBrowser['withPage'] = (...args) => opened.withPage(...args);

beforeAll(async () => {
  opened = await openDictionaryBrowser();
});

afterAll(() => opened?.close());

const id = storedField('id', 'integer');
const amount = { ...storedField('amount', 'number'), title: 'Requested amount', custom: true as const };
const owner = { ...storedField('owner_id', 'integer'), title: 'R\u00e9viseur', relatedModel: 'user' as ModelName };
const small: readonly StreamDefinition[] = [
  definitionOf('grant_request', [id, amount, owner], { title: 'Grants', className: 'GrantRequest' }),
  definitionOf('program', [id, storedField('name', 'text')], { title: 'Programs', cursor: 'updated_at' }),
  definitionOf('user', [id, storedField('email', 'text')], { title: 'People' }),
];

/** The names of the fields that are to be seen, each behind that of its model. */
function shownFields(page: Page): Promise<readonly string[]> {
  return page.evaluate(`[...document.querySelectorAll('main > section')].flatMap((section) =>
    [...section.querySelectorAll('tbody > tr')]
      .filter((row) => row.checkVisibility())
      .map((row) => section.id + '.' + row.querySelector('th').firstChild.textContent.trim()))`);
}

/** The names of the models in the list at the side. */
function listedModels(page: Page): Promise<readonly string[]> {
  return page.evaluate(`[...document.querySelectorAll('nav li')].filter((entry) => entry.checkVisibility())
    .map((entry) => entry.querySelector('code').textContent)`);
}

function focused(page: Page): Promise<string> {
  return page.evaluate(`document.activeElement.id || document.activeElement.hash || document.activeElement.localName`);
}

/** Shows a page that a server of its own answers with. */
async function withServed(
  answer: (response: ServerResponse) => void,
  body: (page: Page, url: string) => Promise<void>,
): Promise<void> {
  const server = createServer((_request, response) => {
    response.setHeader('Content-Type', 'text/html');
    answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const context = await opened.browser.newContext();
  try {
    await body(await context.newPage(), `http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  } finally {
    await context.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

describe('The data dictionary of 250 models and 9,000 fields', () => {
  const schema = bigSchema();

  it('shows every field, also after a search was cleared', () =>
    withPage(schema, async (page) => {
      const everything = schema.flatMap(({ name, fields }) => fields.map((field) => `${name}.${field.name}`));
      expect(await shownFields(page)).toEqual(everything);
      await page.fill('#page-search', 'budget');
      expect((await shownFields(page)).length).toBeLessThan(9000);
      await page.keyboard.press('Escape');
      expect(await shownFields(page)).toEqual(everything);
    }));

  it('shows every field without scripts, and no search that would do nothing', () =>
    withPage(
      schema,
      async (page) => {
        expect(await page.locator('tbody > tr').count()).toBe(9000);
        expect(await page.locator('tbody > tr').last().isVisible()).toBe(true);
        expect(await page.locator('#page-search').isVisible()).toBe(false);
      },
      { javaScriptEnabled: false },
    ));

  it('shows every field where a server forbids its script, and no search that would do nothing', () => {
    const answer = (response: ServerResponse): void => {
      response.setHeader('Content-Security-Policy', "script-src 'self'");
      response.end(renderDictionary(schema, pageHeading, pageAssets));
    };
    return withServed(answer, async (page, url) => {
      const complaints: string[] = [];
      page.on('console', (message) => complaints.push(message.text()));
      await page.goto(url);
      expect(complaints.some((text) => text.includes("script-src 'self'"))).toBe(true);
      expect((await shownFields(page)).length).toBe(9000);
      expect(await page.locator('#page-search').isVisible()).toBe(false);
    });
  });

  it('prints what a search has found, with nothing around it', () =>
    withPage(schema, async (page) => {
      await page.fill('#page-search', 'grant_request_10 amount');
      const found = await shownFields(page);
      expect(found.length).toBeGreaterThan(0);
      await page.emulateMedia({ media: 'print' });
      expect(await page.locator('nav').isVisible()).toBe(false);
      expect(await page.locator('#page-search').isVisible()).toBe(false);
      expect(await page.locator('#page-status').textContent()).toContain('for "grant_request_10 amount"');
      expect(await shownFields(page)).toEqual(found);
      expect((await page.pdf()).subarray(0, 5).toString()).toBe('%PDF-');
    }));
});

describe('The search of a data dictionary', () => {
  it.each([
    ['a name of a field', 'amount', ['grant_request.amount']],
    ['a part of a label, in any case', 'REQUESTED am', ['grant_request.amount']],
    ['a label without its accents', 'reviseur', ['grant_request.owner_id']],
    ['a model with all of its fields', 'program', ['program.id', 'program.name']],
    ['a title', 'people', ['user.id', 'user.email']],
    ['a class', 'grantrequest', ['grant_request.id', 'grant_request.amount', 'grant_request.owner_id']],
    ['a relation, and the model that it leads to', 'user', ['grant_request.owner_id', 'user.id', 'user.email']],
    ['words of a model and of its field, in any order', 'email people', ['user.email']],
    ['fields by a badge', 'is:custom', ['grant_request.amount']],
    ['fields by a badge, of a model', 'is:key people', ['user.id']],
    ['models by a badge', 'is:incremental', ['program.id', 'program.name']],
    ['nothing by a part of a badge', 'is:cust', []],
    ['nothing for a type', 'decimal', []],
  ])('finds %s', (_what, query, found) =>
    withPage(small, async (page) => {
      await page.fill('#page-search', query);
      expect(await shownFields(page)).toEqual(found);
      expect(await listedModels(page)).toEqual([...new Set(found.map((field) => field.split('.')[0]))]);
    }),
  );

  it.each([
    ['amount', '1 field in 1 model for "amount"'],
    ['user', '3 fields in 2 models for "user"'],
    ['nowhere', 'Nothing matches "nowhere"'],
    ['', ''],
  ])('says how much there is for "%s", also to those who do not see it', (query, said) =>
    withPage(small, async (page) => {
      await page.fill('#page-search', query);
      expect(await page.getByRole('status').textContent()).toBe(said);
    }),
  );

  it('says in the list how many fields of each model match', () =>
    withPage(small, async (page) => {
      const counts = (): Promise<readonly string[]> => page.locator('nav li:visible .count').allTextContents();
      await page.fill('#page-search', 'user');
      expect(await counts()).toEqual(['1 of 3', '2 fields']);
      await page.keyboard.press('Escape');
      expect(await counts()).toEqual(['3 fields', '2 fields', '2 fields']);
    }));

  it('can be made while the page is read: in what is there, and again when all of it is', () => {
    const whole = renderDictionary(small, pageHeading, pageAssets);
    const half = whole.indexOf('<td>', whole.indexOf('<section id="program"'));
    let finish: () => void = () => undefined;
    const answer = (response: ServerResponse): void => {
      response.write(whole.slice(0, half));
      finish = () => response.end(whole.slice(half));
    };
    return withServed(answer, async (page, url) => {
      await page.goto(url, { waitUntil: 'commit' });
      await page.locator('section#program').waitFor({ state: 'attached' });
      await page.fill('#page-search', 'owner');
      expect(await shownFields(page)).toEqual(['grant_request.owner_id']);
      await page.fill('#page-search', 'email');
      expect(await page.getByRole('status').textContent()).toBe('Nothing matches "email"');
      finish();
      await page.waitForLoadState();
      expect(await shownFields(page)).toEqual(['user.email']);
      expect(await listedModels(page)).toEqual(['user']);
    });
  });

  it.each([
    ['the model of that name', 'user', '#user'],
    ['the model of that title', 'user profiles', '#profile'],
    ['a model with the words in its title', 'profiles', '#profile'],
    ['a model that matches by itself', 'program', '#program'],
    ['the first model with a field', 'email', '#user'],
  ])('goes to %s on Enter', (_what, query, hash) => {
    const profile = definitionOf('profile', [id], { title: 'User profiles' });
    const notes = definitionOf('note', [{ ...id, title: 'Of profiles and program, or user profiles' }], { title: 'A' });
    return withPage([notes, ...small.slice(1), profile], async (page) => {
      await page.fill('#page-search', query);
      await page.press('#page-search', 'Enter');
      expect(await focused(page)).toBe(hash);
    });
  });

  it('leaves keys alone that are not meant for it', () =>
    withPage(small, async (page) => {
      await page.evaluate(`addEventListener('keydown', (event) => { window.lastKey = event.defaultPrevented; })`);
      const press = async (key: string): Promise<unknown> => {
        await page.keyboard.press(key);
        return [await focused(page), await page.evaluate('window.lastKey')];
      };
      expect(await press('Escape')).toEqual(['body', false]);
      expect(await press('Control+/')).toEqual(['body', false]);
      expect(await press('/')).toEqual(['page-search', true]);
      expect(await press('/')).toEqual(['page-search', false]);
      expect(await page.inputValue('#page-search')).toBe('/');
    }));

  it('can be used with the keyboard alone', () =>
    withPage(small, async (page) => {
      await page.keyboard.press('/');
      expect(await focused(page)).toBe('page-search');
      await page.keyboard.type('user');
      expect(await listedModels(page)).toEqual(['grant_request', 'user']);
      await page.keyboard.press('Tab');
      expect(await focused(page)).toBe('#grant_request');
      await page.keyboard.press('/');
      await page.keyboard.press('End');
      await page.keyboard.press('Enter');
      expect([await focused(page), new URL(page.url()).hash]).toEqual(['#user', '#user']);
      await page.keyboard.press('Escape');
      expect([await focused(page), await page.inputValue('#page-search')]).toEqual(['page-search', '']);
      expect(await listedModels(page)).toEqual(['grant_request', 'program', 'user']);
    }));

  it('begins with a link past everything else', () =>
    withPage(small, async (page) => {
      await page.keyboard.press('Tab');
      expect(await focused(page)).toBe('#page-models');
      await page.keyboard.press('Enter');
      expect(await focused(page)).toBe('page-models');
    }));
});

describe('A link to a model', () => {
  it('opens the page there, and goes there later as well', () =>
    withPage(bigSchema(), async (page, url) => {
      await page.goto('about:blank');
      await page.goto(`${url}#payment_review_76`);
      await untilInView(page, 'payment_review_76');
      await page.evaluate(`location.hash = 'site_request_19'`);
      await untilInView(page, 'site_request_19');
      const current = page.locator('nav [aria-current]');
      expect(await current.getAttribute('href')).toBe('#site_request_19');
      expect(
        await page.evaluate(`(() => {
          const link = document.querySelector('nav [aria-current]').getBoundingClientRect();
          const list = document.querySelector('nav').getBoundingClientRect();
          return link.top >= list.top - 1 && link.bottom <= list.bottom + 1;
        })()`),
      ).toBe(true);
    }));

  it('that is opened elsewhere leaves the search as it is', () =>
    withPage(small, async (page) => {
      await page.fill('#page-search', 'owner');
      await page.evaluate(`addEventListener('click', (event) => event.preventDefault())`);
      for (const modifier of ['Control', 'Shift', 'Meta', 'Alt'] as const) {
        await page.click('td a[href="#user"]', { modifiers: [modifier] });
        expect(await page.inputValue('#page-search')).toBe('owner');
      }
    }));

  it('ends a search that hides the model', () =>
    withPage(small, async (page) => {
      await page.fill('#page-search', 'owner');
      await page.click('a[href="#user"] >> visible=true');
      expect(await page.inputValue('#page-search')).toBe('');
      expect(await page.locator('section#user').isVisible()).toBe(true);
    }));
});

/** Looks once a frame, until the heading of a model is in the upper half of what is seen. */
function untilInView(page: Page, model: string): Promise<void> {
  return page.evaluate(`(async () => {
    const isThere = ({ top, bottom }) => top >= 0 && bottom <= innerHeight / 2;
    const heading = document.querySelector('#${model} h2');
    while (!isThere(heading.getBoundingClientRect())) await new Promise(requestAnimationFrame);
  })()`);
}

describe('The page for everybody', () => {
  it('shows hostile labels as they are and runs nothing of them', () => {
    const labels = [
      '<img src=x onerror="document.title = 1">',
      '</noscript><script>document.title = 2</script>',
      '</script><script>document.title = 3</script>',
      '<style>* { display: none }</style>',
      '&lt;b&gt; "quoted" \u202eright to left',
    ];
    const fields = labels.map((title, index) => ({ ...storedField(`field_${index}`, 'text'), title }));
    const model = definitionOf('hostile', [id, ...fields], { title: labels[1] ?? '', className: labels[2] ?? '' });
    return withPage([model], async (page) => {
      expect(await page.locator('tbody td:nth-child(2)').allTextContents()).toEqual(
        ['Id', ...labels].map((it) => it.trim()),
      );
      expect(await page.title()).toBe('Data dictionary of acme.fluxx.io');
      await page.fill('#page-search', '"quoted" &lt;B&gt;');
      expect(await shownFields(page)).toEqual(['hostile.field_4']);
    });
  });

  it.each(['light', 'dark'] as const)(
    'can be read on %s ground: its text stands out from what is behind it',
    (colorScheme) =>
      withPage(
        small,
        async (page) => {
          const ratio: number = await page.evaluate(`(() => {
          const light = (color) => {
            const [r, g, b] = color.match(/[\\d.]+/g).map((part) => part / 255)
              .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
            return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
          };
          const ratioOf = (selector) => {
            const element = document.querySelector(selector);
            let behind = element;
            while (getComputedStyle(behind).backgroundColor === 'rgba(0, 0, 0, 0)') behind = behind.parentElement;
            const [a, b] = [getComputedStyle(element).color, getComputedStyle(behind).backgroundColor].map(light);
            return Math.max(a, b) / Math.min(a, b);
          };
          return Math.min(...['td', 'td a', 'thead th', '.facts', 'header p', 'nav .count', '.custom', '.secret', '.incremental', '.key', '.words', '.worth'].map(ratioOf));
        })()`);
          expect(ratio).toBeGreaterThan(4.5);
        },
        { colorScheme },
      ),
  );

  it('has a label for its input, headings in order, ids of one use, and one of each landmark', () =>
    withPage(small, async (page) => {
      expect(await page.getByLabel('Search models and fields').getAttribute('id')).toBe('page-search');
      const levels: readonly number[] = await page.evaluate(
        `[...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map((heading) => Number(heading.localName[1]))`,
      );
      expect(levels).toEqual([1, 2, 2, 2]);
      const ids: readonly string[] = await page.evaluate(`[...document.querySelectorAll('[id]')].map(({ id }) => id)`);
      expect(new Set(ids).size).toBe(ids.length);
      for (const role of ['banner', 'search', 'navigation', 'main'] as const) {
        expect(await page.getByRole(role).count()).toBe(1);
      }
      expect(await page.getByRole('table', { name: 'Fields of Grants' }).getByRole('rowheader').count()).toBe(3);
      expect(await page.getByRole('columnheader', { name: 'Type and relation' }).count()).toBe(3);
      expect(await page.getAttribute('html', 'lang')).toBe('en');
    }));

  it.each([360, 390, 800])('needs no scrolling sideways on a screen of %d pixels, with any name', (width) => {
    const long = { ...storedField('a_name_'.repeat(20), 'text'), title: 'Verbindlichkeit'.repeat(8) };
    return withPage(
      [...small, definitionOf('long', [id, long, owner])],
      async (page) => {
        expect(await page.evaluate(`document.documentElement.scrollWidth <= innerWidth`)).toBe(true);
        const ends: readonly number[] = await page.evaluate(
          `[...document.querySelectorAll('tr > *, td > *')].map((cell) => cell.getBoundingClientRect().right)`,
        );
        expect(Math.max(...ends)).toBeLessThanOrEqual(width);
        expect(await page.getByRole('rowheader').count()).toBe(10);
      },
      { viewport: { width, height: 640 } },
    );
  });
});
