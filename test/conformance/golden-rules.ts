import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import type { Message } from '../support/messages.ts';
import { propertiesOf } from './dialogue.ts';

/** A property may be called `constructor`: without `ownProperties`, every record would be said to have it. */
const ajv = new Ajv({ strict: true, allowUnionTypes: true, allErrors: true, ownProperties: true });
addFormats.default(ajv, ['date', 'date-time']);
ajv.addKeyword('x-fluxx-name');

/** What a property of each type may say. Every target survives that: one type, two formats, no bounds, no choices. */
const allowed: readonly Message[] = [
  { type: ['integer', 'null'] },
  { type: ['number', 'null'] },
  { type: ['boolean', 'null'] },
  { type: ['string', 'null'] },
  { type: ['string', 'null'], format: 'date' },
  { type: ['string', 'null'], format: 'date-time' },
  { type: ['array', 'null'], items: { type: 'integer' } },
  { type: ['array', 'null'], items: { type: 'string' } },
];
const allowedTexts = new Set(allowed.map((schema) => JSON.stringify(schema)));
const annotations = new Set(['title', 'description', 'x-fluxx-name']);

/** The rules that a stream's schema breaks, each as a line; `strict` ajv is one of them. */
export function brokenRules(schema: Message): readonly string[] {
  const properties = Object.entries(propertiesOf(schema));
  const names = properties.map(([name]) => name);
  const broken = properties.flatMap(([name, property]) =>
    isAllowed(name, property) ? [] : [JSON.stringify({ name, property })],
  );
  const said = Object.keys(schema).filter(
    (key) => !['$schema', 'title', 'description', 'type', 'properties'].includes(key),
  );
  return [
    ...broken,
    ...names
      .filter((name) => !/^[a-z0-9_]{1,59}$/.test(name) || name.startsWith('_sdc_'))
      .map((name) => `name ${name}`),
    ...said.map((key) => `has ${key}`),
    ...(schema['type'] === 'object' ? [] : ['is no object']),
    ...(new Set(names.map((name) => name.toLowerCase())).size === names.length ? [] : ['names differ in case alone']),
    ...(names.includes('id') && names.length > 1 ? [] : ['has no property besides the key']),
    ...compileFaults(schema),
  ];
}

/** The key is never null, everything else may be. */
function isAllowed(name: string, property: Message): boolean {
  const rest = Object.fromEntries(Object.entries(property).filter(([key]) => !annotations.has(key)));
  return name === 'id' ? JSON.stringify(rest) === '{"type":"integer"}' : allowedTexts.has(JSON.stringify(rest));
}

function compileFaults(schema: Message): readonly string[] {
  try {
    ajv.compile(schema);
    return [];
  } catch (error) {
    return [String(error)];
  }
}

/** What is wrong with records by their schema, each as a line. */
export function invalidRecords(schema: Message, records: readonly Message[]): readonly string[] {
  const validate = ajv.compile(schema);
  return records.flatMap((record) =>
    validate(record) ? [] : [`${String(record['id'])}: ${ajv.errorsText(validate.errors)}`],
  );
}
