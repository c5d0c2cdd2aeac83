import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { toProperty } from '../../../src/catalog/known/property-names.ts';
import { parseReferencePage } from '../../../src/catalog/reference-pages/parse-reference-page.ts';
import type { ReferencePage } from '../../../src/catalog/reference-pages/reference-page.ts';
import type { FieldDefinition, ModelName } from '../../../src/core/stream-definition.ts';
import { type PageRow, type PageText, referencePageText } from '../../support/reference-page-text.ts';

const id: PageRow = { name: 'id', dataType: 'integer' };

/** The page of a text. @throws Error where it is taken for none */
function parse(html: string): ReferencePage {
  const page = parseReferencePage(html);
  if (page === undefined) throw new Error('It was taken for no reference page.');
  return page;
}

const parseRows = (...rows: readonly PageRow[]): readonly FieldDefinition[] =>
  parse(referencePageText({ className: 'Orchard', path: 'orchard', rows: [id, ...rows] })).fields;

/** The one field besides `id`. */
function parseRow(row: PageRow): FieldDefinition | undefined {
  return parseRows(row)[1];
}

const orchard: PageText = {
  className: 'MacModelTypeDynABCOrchard',
  path: 'mac_model_type_dyn_a_b_c_orchard',
  indexed: 'yes',
  rows: [
    { name: 'updated_at', dataType: 'datetime' },
    { name: 'ripeness_of_the_fruit_in_autumn*', description: 'Ripeness', dataType: 'decimal' },
    id,
    { name: 'owner_id', dataType: 'User', related: ['User', 'user'], type: 'relation' },
    { name: 'trees', dataType: 'FruitTree', related: ['FruitTree', 'fruit_tree'], type: 'relation' },
  ],
};

const expected: ReferencePage = {
  className: 'MacModelTypeDynABCOrchard',
  model: 'mac_model_type_dyn_a_b_c_orchard' as ReferencePage['model'],
  searchIndexed: 'yes',
  cursor: 'updated_at',
  lists: 'all',
  fields: [
    { name: 'id', property: 'id', type: 'integer', cost: 'stored', secret: false },
    {
      name: 'owner_id',
      property: 'owner_id',
      type: 'integer',
      cost: 'stored',
      secret: false,
      relatedModel: 'user' as ModelName,
    },
    {
      name: 'ripeness_of_the_fruit_in_autumn',
      property: 'ripeness_of_the_fruit_in_autumn',
      type: 'number',
      cost: 'stored',
      secret: false,
      title: 'Ripeness',
      custom: true,
    },
    {
      name: 'trees',
      property: 'trees',
      type: 'ids',
      cost: 'to-many',
      secret: false,
      relatedModel: 'fruit_tree' as ModelName,
    },
    { name: 'updated_at', property: 'updated_at', type: 'datetime', cost: 'stored', secret: false },
  ],
};

describe('A reference page', () => {
  it('says what the model is called, how it is served, and which fields it has', () => {
    expect(parse(referencePageText(orchard))).toEqual(expected);
  });

  const html = referencePageText(orchard);
  const variants: readonly (readonly [how: string, html: string])[] = [
    ['in upper-case tags', html.replace(/<\/?[a-z]\w*/g, (tag) => tag.toUpperCase())],
    ['without the tags that may be left out', html.replace(/<\/(?:td|th|tr|body|html)>/g, '')],
    ['with a table body', html.replace(/<tr>/, '<tbody><tr>').replace('</table>', '</tbody></table>')],
    ['with a table head', html.replace(/<tr>/, '<thead><tr>').replace('</tr>', '</tr></thead>')],
    ['with links that name the host', html.replaceAll('href="/', 'href="https://acme.fluxx.io/')],
    ['with a byte-order mark and Windows line ends', `\uFEFF${html.replaceAll('\n', '\r\n')}`],
    ['with wraps that are closed', html.replaceAll('<wbr>', '<wbr></wbr>')],
    ['with wraps written as characters', html.replaceAll('<wbr>', '&#8203;')],
    ['with names that a formatter has broken', html.replaceAll('<wbr>', '<wbr>\n    ')],
    ['with spaces that do not break', html.replaceAll('<td>\n', '<td>&nbsp;')],
    ['with markup in every cell', html.replace(/<td>([^]*?)<\/td>/g, '<td><font><span>$1</span></font></td>')],
    [
      'without a column that nobody needs',
      html.replace('<th>\ngroupable?\n</th>', '').replaceAll('<td>\nYes\n</td>', ''),
    ],
    ['with one more column in front', html.replaceAll('<tr>', '<tr><td>#</td>')],
    ['with the fields in capitals of the head', html.replace(/\ndata_type\n/, '\nData Type:\n')],
    ['behind another table', html.replace('<p></p>', '<table><tr><td>name</td></tr></table>')],
    ['with a script of the browser', html.replace('<td>', '<td><script>var name = "x";</script>')],
    ['with a comment and a base', html.replace('<body>', '<!-- saved from url=(0041) --><base href="x"><body>')],
  ];

  it.each(variants)('is the same %s', (_how, variant) => {
    expect(variant).not.toBe(html);
    expect(parse(variant)).toEqual(expected);
  });

  it('does not say how its model is spelled where it has no sample', () => {
    expect(parse(referencePageText({ className: 'FruitTree', rows: [id] })).model).toBeUndefined();
  });

  it('tells whether the model is in the search index, by its samples or else by its relations', () => {
    const indexed = (changes: Partial<PageText>): string =>
      parse(referencePageText({ className: 'Orchard', path: 'orchard', rows: [id], ...changes })).searchIndexed;
    const rows: readonly PageRow[] = [id, { name: 'trees', dataType: 'Tree', type: 'relation' }];
    expect([
      indexed({ indexed: 'yes' }),
      indexed({ indexed: 'no', rows }),
      indexed({ rows }),
      indexed({ rows: [{ name: 'trees', dataType: 'method', type: 'relation' }] }),
    ]).toEqual(['yes', 'no', 'yes', 'unknown']);
  });

  it('gives a cursor only where `updated_at` is a time', () => {
    const cursorOf = (...rows: readonly PageRow[]): unknown =>
      parse(referencePageText({ className: 'Orchard', rows: [id, ...rows] })).cursor;
    expect(cursorOf({ name: 'updated_at', dataType: 'datetime' })).toBe('updated_at');
    expect(cursorOf({ name: 'updated_at', dataType: 'string' })).toBeUndefined();
    expect(cursorOf()).toBeUndefined();
  });
});

describe('A row of a reference page', () => {
  it.each([
    ['integer', 'column', 'integer', 'stored'],
    ['string', 'column', 'text', 'stored'],
    ['text', 'column', 'text', 'stored'],
    ['boolean', 'column', 'boolean', 'stored'],
    ['decimal', 'column', 'number', 'stored'],
    ['float', 'column', 'number', 'stored'],
    ['date', 'column', 'date', 'stored'],
    ['datetime', 'column', 'datetime', 'stored'],
    ['multi_value', 'column', 'values', 'stored'],
    ['adhoc', 'column', 'json', 'stored'],
    ['hash', 'column', 'json', 'stored'],
    ['CDT', 'relation', 'ids', 'to-many'],
    ['Tree', 'relation', 'ids', 'to-many'],
    ['Tree', '', 'text', 'stored'],
    ['BigDecimal', 'column', 'text', 'stored'],
    ['method', 'relation', 'ids', 'to-many'],
    ['method', 'string', 'text', 'computed'],
    ['method', 'long', 'integer', 'computed'],
    ['method', 'double', 'number', 'computed'],
    ['method', 'boolean', 'boolean', 'computed'],
    ['method', 'date', 'datetime', 'computed'],
    ['method', '', 'text', 'computed'],
    ['', '', 'text', 'stored'],
    ['geometry', 'column', 'text', 'stored'],
  ])('of data type "%s" and type "%s" is a field of type %s, %s', (dataType, type, fieldType, cost) => {
    expect(parseRow({ name: 'thing', dataType, type })).toMatchObject({ type: fieldType, cost });
  });

  it('keeps one id under a name that says so, and what it leads to', () => {
    const related = ['Tree', 'old_tree'] as const;
    const whole = { type: 'integer', cost: 'stored', relatedModel: 'old_tree' };
    expect(parseRow({ name: 'tree_id', dataType: 'integer', related })).toMatchObject(whole);
    expect(parseRow({ name: 'tree_id', dataType: 'Tree', related, type: 'relation' })).toMatchObject(whole);
    expect(parseRow({ name: 'tree', dataType: 'FruitTree', type: 'relation' })).toMatchObject({
      type: 'ids',
      relatedModel: 'fruit_tree',
    });
  });

  it('is text where its type is a word without an end', () => {
    expect(parseRow({ name: 'thing', dataType: `${'Aa'.repeat(500_000)}!` })).not.toHaveProperty('relatedModel');
  });

  it('that people added is stored, also where it leads to other rows', () => {
    const row = { name: 'trees*', dataType: 'Tree', type: 'relation' };
    expect(parseRow(row)).toMatchObject({ name: 'trees', type: 'ids', cost: 'stored', custom: true });
  });

  it('says more than the name, or nothing', () => {
    const wordsOf = (description: string): unknown => {
      const field = parseRow({ name: 'ripe_at', description });
      return [field?.title, field?.description];
    };
    expect(wordsOf('Ripe At')).toEqual([undefined, undefined]);
    expect(wordsOf('Harvest &amp; Press')).toEqual(['Harvest & Press', undefined]);
    expect(wordsOf('This is the day\nof the harvest.')).toEqual([undefined, 'This is the day of the harvest.']);
  });

  it('is left out where it is no field of the rows, or the far side of a relation that people added', () => {
    const names = [
      '__index_plan',
      '__managed_in_elastic_search',
      'reverse_parent_tree_MacModelTypeDynFelling',
      'reverse_parent_tree_Felling2',
      'reverse_charge',
      '',
      `${'*'.repeat(200_000)}x`,
    ];
    const beganAt = performance.now();
    expect(parseRows(...names.map((name) => ({ name }))).map(({ name }) => name)).toEqual(['id', 'reverse_charge']);
    expect(performance.now() - beganAt).toBeLessThan(10_000); // or minutes, for a name without an end
  });

  it('is left out where its name is one that no catalog can hold', () => {
    const names = ['nu\0l', 'half\ud800', 'whole'];
    expect(parseRows(...names.map((name) => ({ name }))).map(({ name }) => name)).toEqual(['id', 'whole']);
  });

  it('counts once, as it comes first', () => {
    expect(parseRows({ name: 'a', dataType: 'date' }, { name: 'a' }).map(({ type }) => type)).toEqual([
      'integer',
      'date',
    ]);
  });

  it('is text for `state`, which pages call an integer and which holds words', () => {
    expect(parseRow({ name: 'state', dataType: 'integer' })?.type).toBe('text');
  });

  it('has a property that targets bear, and leaves that of another alone', () => {
    const fields = parseRows({ name: 'Crop' }, { name: 'crop' }, { name: 'Größe' }, { name: 'Id' });
    expect(fields.map(({ name, property }) => [name, property])).toEqual([
      ['id', 'id'],
      ['Crop', toProperty('Crop')],
      ['Größe', toProperty('Größe')],
      ['Id', toProperty('Id')],
      ['crop', 'crop'],
    ]);
  });
});

describe('The model of a reference page', () => {
  const page = (className: string, path: string): string => referencePageText({ className, path, rows: [id] });

  it('is named by the heading that its samples call, not by one of the site', () => {
    const html = page('Orchard', 'orchard').replace('<body>', '<body><h1>Fluxx</h1>');
    expect(parse(html)).toMatchObject({ className: 'Orchard', model: 'orchard' });
  });

  it('is none where the samples call another', () => {
    expect(parseReferencePage(page('Orchard', 'user'))).toBeUndefined();
  });

  it('is spelled as in URLs, though a sample or a link has the class', () => {
    expect(parse(page('FruitTree', 'fruit_tree')).model).toBe('fruit_tree');
    expect(parse(page('MacModelTypeDynVisits3', 'mac_model_type_dyn_visits_3')).model).toBe(
      'mac_model_type_dyn_visits_3',
    );
    // The class again says nothing of other spellings.
    expect(parse(page('FruitTree', 'FruitTree')).model).toBeUndefined();
    const related = ['FruitTree', 'FruitTree'] as const;
    expect(parseRow({ name: 'tree_id', dataType: 'FruitTree', related, type: 'relation' })).toMatchObject({
      relatedModel: 'fruit_tree',
    });
  });
});

describe('What is no reference page', () => {
  it.each([
    ['nothing', ''],
    ['a form to log in', '<html><h2>Log in</h2><form><input name="login"><table><tr><td>name</table></form></html>'],
    ['JSON', '{"records":{"user":[]},"name":"<h2>User</h2>"}'],
    ['binary data', '\u0000\u0001\uFFFDPK\u0003\u0004<<<>>&#xffffffff;<table'],
    ['the list of all models', "<h2>API</h2><ul><li><a href='/api/rest/v2/user/doc'>User</a></li></ul>"],
    ['a page without a class', referencePageText({ className: 'All records', rows: [id] })],
    ['a page without a row', referencePageText({ className: 'User', rows: [] })],
    ['a page that breaks off', referencePageText({ className: 'User', rows: [id] }).split('data_type')[0] ?? ''],
    ['a deep nest', `<h2>User</h2>${'<div>'.repeat(100_000)}${referencePageText({ className: 'User', rows: [id] })}`],
    ['a heading without an end', referencePageText({ className: 'A'.repeat(1_000_000), rows: [id] })],
    ['a deep nest of tables', '<table><tr><td>'.repeat(100_000)],
    ['a heap of headings', '<h2><h3>'.repeat(50_000)],
  ])('is told: %s', (_what, html) => {
    expect(parseReferencePage(html)).toBeUndefined();
  });

  it('never throws, whatever comes, and never gives a field without a name', () => {
    const pieces = [
      '<table>',
      '<tr>',
      '<td>',
      '<th>name',
      '<th>type',
      '<th>data_type',
      '<h2>User</h2>',
      '</td>',
      '</table>',
    ];
    const piece = fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (parts) => {
        const page = parseReferencePage(parts.join(''));
        const properties = page?.fields.map(({ property }) => property) ?? [];
        expect(properties.filter((property) => !/^[a-z0-9_]+$/.test(property))).toEqual([]);
        expect(new Set(properties).size).toBe(properties.length);
      }),
      { numRuns: 300 },
    );
  });
});
