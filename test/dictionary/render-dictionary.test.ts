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

/** The row of a field, as markup. */
function rowOf(field: FieldDefinition, ...others: readonly StreamDefinition[]): string {
  const page = render(definitionOf('grant', [id, field], { cursor: 'updated_at' }), ...others);
  return page.split('<tr>').find((row) => row.includes(`<code>${escapeHtml(field.name)}</code>`)) ?? '';
}

/** The words on the badges of a piece of markup. */
function badgesIn(markup: string): readonly string[] {
  return [...markup.matchAll(/class="badge [^"]*">([^<]*)</g)].map(([, words]) => String(words));
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
    expect(rowOf(storedField('it', type))).toContain(`<td>${words}<td>`);
  });

  it('links a relation to the model where that is on the page, by either of its names, and names it where it is not', () => {
    const field: FieldDefinition = { ...storedField('owner_id', 'integer'), relatedModel: 'user' as ModelName };
    expect(rowOf(field, definitionOf('user', [id]))).toContain('<a href="#user"><code>user</code></a>');
    expect(rowOf(field, definitionOf('person', [id], { model: 'user' as ModelName }))).toContain('<a href="#person">');
    expect(rowOf(field)).toContain('<td><code>user</code><td>');
  });

  it('shows the label, what is said of the field, and the property where that is another', () => {
    const row = rowOf({ ...storedField('2nd', 'text', '_2nd'), title: 'Second', description: 'As told' });
    expect(row).toContain('<td>Second <small>As told</small><td>');
    expect(row).toContain('emitted as <code>_2nd</code>');
    expect(rowOf(storedField('plain', 'text'))).not.toContain('emitted as');
  });

  it('shows the words of the name where there is no label', () => {
    expect(rowOf(storedField('asset_amount', 'number'))).toContain('<td><i>Asset amount</i><td>');
  });

  it.each([
    ['the key', id, ['key']],
    ['the cursor', storedField('updated_at', 'datetime'), ['cursor']],
    ['a custom field', { ...storedField('it', 'text'), custom: true }, ['custom']],
    ['a computed field', { ...storedField('it', 'text'), cost: 'computed' }, ['computed']],
    ['a secret', { ...storedField('it', 'text'), secret: true, custom: true }, ['custom', 'secret']],
    ['the mark of deleted rows', deletionMark, ['filled in']],
    ['any other field', storedField('it', 'text'), []],
  ] as const)('marks %s', (_what, field, badges) => {
    expect(badgesIn(rowOf(field))).toEqual(badges);
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

  it('permits its own style and script alone, also where a checkout has changed their line ends', () => {
    const windows = { style: 'a {\r\n}\r\n', script: 'void 0;\r\n' };
    for (const assets of [pageAssets, windows]) {
      const page = renderDictionary([definitionOf('grant', [id])], pageHeading, assets);
      const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
      const style = hash(between(page, '<style>', '</style>'));
      const script = hash(between(page, '<script type="module">', '</script>'));
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
        ...storedField(`f${text}`, 'text'),
        title: `t${text}`,
        description: `d${text}`,
        relatedModel: `m${text}` as ModelName,
      };
      const model = definitionOf(`n${text}`, [id, field], {
        title: `t${text}`,
        className: `c${text}`,
        model: `m${text}` as ModelName,
      });
      return renderDictionary([model], { host: text, madeAt: text, version: text }, pageAssets);
    };
    const usual = tags(pageOf(''));
    fc.assert(
      fc.property(hostile, (text) => expect(tags(pageOf(text))).toEqual(usual)),
      { numRuns: 200 },
    );
  });
});
