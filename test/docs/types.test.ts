import { describe, it } from '@jest/globals';
import { vendorTypes } from '../../src/catalog/known/vendor-types.ts';
import { converters, unfit } from '../../src/core/convert.ts';
import { stringifyExact } from '../../src/core/exact-number.ts';
import { typeSchema } from '../../src/core/field-schema.ts';
import { parseExactJson } from '../../src/core/parse-exact-json.ts';
import type { FieldType } from '../../src/core/stream-definition.ts';
import { expectTable } from '../support/doc-table.ts';

/** What a server may send for a field of the type, as JSON: first all that is taken, then what is not. */
const samples: Readonly<Record<FieldType, readonly string[]>> = {
  integer: [
    '5',
    '5.0',
    '"5"',
    '"5.0"',
    '[5]',
    '["5"]',
    '[null,5]',
    '{"id":5}',
    '[{"id":5,"name":"x"}]',
    '9223372036854775807',
    '[]',
    '""',
    '5.5',
    '"05"',
    '"passive"',
    'true',
    '[5,6]',
    '{"name":"x"}',
    '9223372036854775808',
  ],
  number: [
    '0.5',
    '"0.5"',
    '35000.0',
    '0.12345678901234567890',
    '"0.12345678901234567890"',
    '""',
    '"1,000"',
    '"5 %"',
    '1e400',
    'true',
    '[1]',
  ],
  text: ['"a"', '""', '5', '12345678901234567890', 'true', '[1,"a"]', '{"a":1}'],
  boolean: ['true', '1', '"1"', '"true"', 'false', '0', '"0"', '"false"', '""', '2', '"yes"', '[true]'],
  date: [
    '"2021-01-07"',
    '"2021-01-07T00:00:00Z"',
    '"2021-01-07T05:00:00+05:00"',
    '""',
    '"2021-01-07T12:00:00Z"',
    '"2021-02-30"',
    '"0000-00-00"',
    '"01/07/2021"',
    '20210107',
  ],
  datetime: [
    '"2021-01-07T12:00:00Z"',
    '"2021-01-07T14:00:00+02:00"',
    '"2021-01-07 14:00:00 +0200"',
    '"2021-01-07 12:00:00 UTC"',
    '"2021-01-07T12:00:00.123Z"',
    '"2021-01-07"',
    '""',
    '"2021-01-07T12:00:00"',
    '"2021-02-30T12:00:00Z"',
    '"2021-01-07T23:59:60Z"',
    '"10000-01-01T00:00:00Z"',
    '1610000000',
  ],
  ids: [
    '[5,6]',
    '["5","6"]',
    '[5,null,6]',
    '[{"id":5},{"id":6}]',
    '"[5,6]"',
    '"[\\"5\\",\\"6\\"]"',
    '5',
    '"5"',
    '{"id":5}',
    '[]',
    '[null]',
    '""',
    '[5,"a"]',
    '[[5]]',
    '[5.5]',
    '[9223372036854775808]',
    '"a, b"',
    'true',
  ],
  values: [
    '["a","b"]',
    '["a",null,"b"]',
    '"[\\"a\\",\\"b\\"]"',
    '"a"',
    '5',
    '[{"id":5,"val":"a"}]',
    '[["a"]]',
    '[]',
    '""',
  ],
  json: ['{"a":1}', '"{\\"a\\":1}"', '[[{"id":5,"val":"a"}]]', '5', '"a"', '""'],
};

const code = (text: string): string => `\`${text}\``;

/** A row of the table: samples that become the same stand together. */
function renderRow(type: FieldType): string {
  const emitted = new Map<string, string[]>();
  for (const sample of samples[type]) {
    const converted = converters[type](parseExactJson(sample));
    const outcome = converted === unfit ? 'unfit' : stringifyExact(converted);
    emitted.set(outcome, [...(emitted.get(outcome) ?? []), code(sample)]);
  }
  const lost = emitted.get('unfit') ?? ['what is nested some thousand levels deep'];
  emitted.delete('unfit');
  const kept = [...emitted].map(([outcome, sent]) => `${sent.join(', ')} -> ${code(outcome)}`);
  const words = Object.entries(vendorTypes).filter(([, meant]) => meant === type);
  const cells = [
    code(type),
    words.map(([word]) => code(word)).join(', '),
    code(JSON.stringify(typeSchema('field', type))),
    kept.join('<br>'),
    lost.join(', '),
  ];
  return `| ${cells.join(' | ')} |`;
}

function renderTable(): string {
  return [
    '| type | declared by Fluxx as | JSON schema | sent -> emitted | null and counted |',
    '|---|---|---|---|---|',
    ...(Object.keys(converters) as FieldType[]).map(renderRow),
  ].join('\n');
}

describe('docs/types.md', () => {
  // UPDATE_DOCS=1 writes the table.
  it('has every type with its schema, and what the code makes of the samples', () => {
    expectTable('types.md', '| type |', renderTable());
  });
});
