import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  deletionMark,
  type FieldDefinition,
  type ModelName,
  type StreamDefinition,
  storedField,
} from '../../src/core/stream-definition.ts';
import { escapeHtml } from '../../src/dictionary/escape-html.ts';
import { renderDictionary } from '../../src/dictionary/render-dictionary.ts';
import { definitionOf } from '../support/definitions.ts';
import { pageAssets, pageHeading } from '../support/page-assets.ts';

const id = storedField('id', 'integer');

function render(...definitions: readonly StreamDefinition[]): string {
  return renderDictionary(definitions, pageHeading, pageAssets);
}

/** The row of a field, as markup: all of it and nothing of what comes after it. */
function rowOf(field: FieldDefinition, ...others: readonly StreamDefinition[]): string {
  const page = render(definitionOf('grant', [id, field], { cursor: 'updated_at' }), ...others);
  const start = `<tr><th scope="row">${escapeHtml(field.name)}`;
  return page.split('\n').find((line) => line.startsWith(`${start}<td`) || line.startsWith(`${start} <`)) ?? '';
}

/** The words on the badges of a piece of markup, each with the class that it is searched and coloured by. */
function badgesIn(markup: string): readonly string[] {
  const badges = [...markup.matchAll(/<b class="([^"]*)">([^<]*)<\/b>/g)];
  return badges.map(([, name = '', words = '']) =>
    name === words.replace(' ', '-') ? words : `${words}, of the class ${name}`,
  );
}

/** What stands between two tags of the page. */
function between(page: string, start: string, end: string): string {
  const from = page.indexOf(start) + start.length;
  return page.slice(from, page.indexOf(end, from));
}

describe('The page of a data dictionary', () => {
  it('names the instance, the time, the release and how much there is', () => {
    const page = render(definitionOf('grant', [id, storedField('amount', 'number')]), definitionOf('user', [id]));
    expect(page).toContain('<title>Data dictionary of acme.fluxx.io</title>');
    expect(page).toContain(
      '2 models, 3 fields. Discovered <time datetime="2026-06-01T12:34:56.000Z">2026-06-01 12:34 UTC</time> by tap-fluxx 1.2.3',
    );
  });

  it.each([
    ['integer', 'whole number'],
    ['number', 'decimal number'],
    ['text', 'text'],
    ['boolean', 'true/false'],
    ['date', 'date'],
    ['datetime', 'date and time'],
    ['ids', 'list of ids'],
    ['values', 'list of values'],
    ['json', 'JSON text'],
  ] as const)('says of the type %s that it is a %s', (type, words) => {
    expect(rowOf(storedField('it', type))).toMatch(new RegExp(`<td>${words}$`));
  });

  it('links a relation to the model where that is on the page, by either of its names, and names it where it is not', () => {
    const field: FieldDefinition = { ...storedField('owner_id', 'integer'), relatedModel: 'user' as ModelName };
    const user = definitionOf('user', [id]);
    const person = definitionOf('person', [id], { model: 'user' as ModelName });
    expect(rowOf(field, user)).toMatch(/<td>whole number <a href="#user">user<\/a>$/);
    expect(rowOf(field, person)).toMatch(/<td>whole number <a href="#person">user<\/a>$/);
    expect(rowOf(field)).toMatch(/<td>whole number <code>user<\/code>$/);
    expect(rowOf(field, user, person)).toContain('<a href="#user">');
    expect(rowOf(field, person, user)).toContain('<a href="#user">');
  });

  it('writes addresses so that no name can be taken for something else', () => {
    const href = (name: string): string => between(render(definitionOf(name, [id])), '<h2><a href="', '"');
    expect(href('a b"%/<')).toBe('#a%20b%22%25%2F%3C');
    expect(href('half \ud800')).toBe('#half%20%EF%BF%BD');
  });

  it('shows the label, what is said of the field, and the property where that is another', () => {
    const row = rowOf({ ...storedField('2nd', 'text', '_2nd'), title: 'Second', description: 'As told' });
    expect(row).toBe(
      '<tr><th scope="row">2nd <small>emitted as <code>_2nd</code></small><td>Second <small>As told</small><td>text',
    );
    expect(rowOf(storedField('2nd', 'text', '<2nd>'))).toContain('<code>&lt;2nd&gt;</code>');
    expect(rowOf(storedField('plain', 'text'))).not.toContain('emitted as');
  });

  it('shows the words of the name where there is no label', () => {
    expect(rowOf(storedField('asset_amount', 'number'))).toContain('<td class="words">Asset amount<td>');
  });

  it.each([
    ['the key', id, ['key']],
    ['the cursor', storedField('updated_at', 'datetime'), ['cursor']],
    ['a custom field', { ...storedField('it', 'text'), custom: true }, ['custom']],
    ['a field that leads to many', { ...storedField('it', 'ids'), cost: 'to-many' }, []],
    ['a computed field', { ...storedField('it', 'text'), cost: 'computed' }, ['computed']],
    ['a secret', { ...storedField('it', 'text'), secret: true, custom: true }, ['custom', 'secret']],
    ['the mark of deleted rows', deletionMark, ['filled in']],
    ['any other field', storedField('it', 'text'), []],
  ] as const)('marks %s', (_what, field, badges) => {
    expect(badgesIn(rowOf(field))).toEqual(badges);
  });

  it('marks no cursor where the model has none, and no key but its own', () => {
    const model = definitionOf('grant', [id, storedField('updated_at', 'datetime')]);
    expect(badgesIn(between(render(model), '<tbody>', '</tbody>'))).toEqual(['key']);
  });

  it('says of a secret by which setting it is read', () => {
    const hint = '<small>read only with include_secrets</small>';
    expect(rowOf({ ...storedField('it', 'text'), secret: true })).toMatch(new RegExp(`${hint}$`));
    expect(rowOf(storedField('it', 'text'))).not.toContain(hint);
  });

  it.each([
    [
      false,
      false,
      [
        'published lists of fields of several instances: they were not verified',
        'Nor was it asked which of the models',
      ],
    ],
    [
      true,
      true,
      ['or from saved reference pages: they were not verified', 'The instance was asked which of the models'],
    ],
  ])('says what it is worth: probed %s, with reference pages %s', (probed, usedPages, said) => {
    const page = renderDictionary([definitionOf('grant', [id])], { ...pageHeading, probed, usedPages }, pageAssets);
    const worth = between(page, '<p class="worth">', '</p>');
    for (const words of said) expect(worth).toContain(words);
  });

  it('marks models by how they are read and by who made them', () => {
    const facts = (name: string, cursor: 'updated_at' | undefined): readonly string[] =>
      badgesIn(between(render(definitionOf(name, [id], { cursor })), '<p class="facts">', '</p>'));
    expect(facts('grant', 'updated_at')).toEqual(['incremental']);
    expect(facts('grant', undefined)).toEqual(['full refresh']);
    expect(facts('mac_model_type_dyn_visit', 'updated_at')).toEqual(['custom model', 'incremental']);
  });

  it('gives a model without a title its name, so that its heading and its link have a text', () => {
    expect(render(definitionOf('grant', [id], { title: ' ' }))).toContain(
      '<h2><a href="#grant"><bdi>grant</bdi></a></h2>',
    );
  });

  it('has its script before the models, so that the search is there before they are read', () => {
    expect(render(definitionOf('grant', [id]))).toMatch(/<\/header>\n<script>[^]*<\/script>\n<nav /);
  });

  it('permits its own style and script alone, also where a checkout has changed their line ends', () => {
    const windows = { style: 'a {\r\n}\r\n', script: 'void 0;\r\n' };
    for (const assets of [pageAssets, windows]) {
      const page = renderDictionary([definitionOf('grant', [id])], pageHeading, assets);
      const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
      const style = hash(between(page, '<style>', '</style>'));
      const script = hash(between(page, '<script>', '</script>'));
      expect(page).toContain(`content="default-src 'none'; style-src ${style}; script-src ${script}; base-uri 'none'`);
      expect(page).not.toContain('\r');
    }
  });

  it('holds what an instance says as text, whatever it says and wherever', () => {
    const words = [
      '</script>',
      '</noscript>',
      '<!--',
      '<tr>',
      '"',
      "'",
      '&lt;',
      '\u202e',
      '\u2028',
      '<img src=x onerror=alert(1)>',
    ];
    const hostile = fc.array(fc.oneof(fc.constantFrom(...words), fc.string())).map((parts) => parts.join(''));
    const tags = (page: string): readonly string[] =>
      [...page.matchAll(/<[^>]*>/g)].map(([tag]) => tag.replace(/"[^"]*"/g, '""'));
    const pageOf = (text: string): string => {
      const field = {
        ...storedField(`f${text}`, 'text', `p${text}`),
        title: `t${text}`,
        description: `d${text}`,
        relatedModel: `m${text}` as ModelName,
      };
      const model = definitionOf(`n${text}`, [id, field], {
        title: `t${text}`,
        className: `c${text}`,
        model: `m${text}` as ModelName,
      });
      const heading = { ...pageHeading, host: text, madeAt: text, version: text };
      return renderDictionary([model], heading, pageAssets);
    };
    const usual = tags(pageOf(''));
    fc.assert(
      fc.property(hostile, (text) => expect(tags(pageOf(text))).toEqual(usual)),
      { numRuns: 200 },
    );
  });
});
