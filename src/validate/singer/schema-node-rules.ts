import { isObject } from '../../core/json.ts';
import { quote, quoteAll } from '../quote.ts';
import type { Rule } from '../rule.ts';
import { isNullable, type SchemaNode, typesOf } from './schema-nodes.ts';

/** Each of these crashes some target, or changes the columns it makes; real data breaks most of them sooner or later. */
const forbiddenKeywords: ReadonlySet<string> = new Set(
  (
    'anyOf oneOf allOf not if then else $ref $dynamicRef $recursiveRef enum const pattern patternProperties propertyNames ' +
    'dependencies dependentSchemas dependentRequired contains additionalItems minLength maxLength minimum maximum ' +
    'exclusiveMinimum exclusiveMaximum multipleOf minItems maxItems uniqueItems minProperties maxProperties'
  ).split(' '),
);
const types: ReadonlySet<unknown> = new Set(['string', 'integer', 'number', 'boolean', 'array', 'object']);
const keyTypes: ReadonlySet<unknown> = new Set(['string', 'integer']);
/** The last is a number as text, and all targets store it as text. */
const formats: ReadonlySet<unknown> = new Set([undefined, 'date', 'date-time', 'singer.decimal']);
const safeName = /^[a-z0-9_]+$/;
/** Targets add columns such as `_sdc_batched_at`; two underscores in front are kept for the language (`__proto__`). */
const reservedName = /^(_sdc_|__)/;
/** PostgreSQL cuts names at 63 bytes; four are left for what targets put in front. */
const longestName = 59;

/** What a keyword can do that other rules rely on not happening; a schema that breaks this is not compiled. */
export const keywordRule: Rule<SchemaNode> = {
  id: 'schema-forbidden-keyword',
  breach: ({ path, schema }) => {
    const found = Object.keys(schema).filter((keyword) => forbiddenKeywords.has(keyword));
    return found.length === 0 ? undefined : `${quote(path)} uses ${quoteAll(found)}, which not every target survives.`;
  },
};

/** What a column must be where the stream has a key. */
export const nullabilityRule: Rule<SchemaNode> = {
  id: 'schema-property-not-nullable',
  breach: ({ role, key, path, schema }) =>
    role !== 'column' || key || isNullable(schema) ? undefined : `${quote(path)} is no key and must allow null.`,
};

/** What every node of a schema must be, so that every known target takes the records. */
export const schemaNodeRules: readonly Rule<SchemaNode>[] = [
  keywordRule,
  {
    id: 'schema-root-not-object',
    breach: ({ role, schema }) =>
      role !== 'root' || isOnly(typesOf(schema), 'object') ? undefined : 'The schema is not of the type "object".',
  },
  {
    id: 'schema-property-type',
    breach: ({ role, name, path, schema }) =>
      role === 'root' || isOneOf(typesOf(schema), types) || (name === undefined && schema['type'] === undefined)
        ? undefined
        : `${quote(path)} needs exactly one non-null type.`,
  },
  {
    id: 'schema-key-nullable',
    breach: ({ key, path, schema }) => (key && isNullable(schema) ? `The key ${quote(path)} allows null.` : undefined),
  },
  {
    id: 'schema-key-type',
    breach: ({ key, path, schema }) =>
      !key || isOneOf(typesOf(schema), keyTypes) ? undefined : `The key ${quote(path)} is neither integer nor string.`,
  },
  {
    id: 'schema-property-name',
    breach: ({ name }) =>
      name === undefined || (safeName.test(name) && !reservedName.test(name))
        ? undefined
        : `${quote(name)} is no safe name of a column: use a-z, 0-9 and _, and neither _sdc_ nor __ in front.`,
  },
  {
    id: 'schema-name-too-long',
    breach: ({ name = '' }) =>
      name.length <= longestName ? undefined : `${quote(name)} is longer than ${longestName} characters.`,
  },
  {
    id: 'schema-format',
    breach: ({ path, schema }) =>
      formats.has(schema['format'])
        ? undefined
        : `${quote(path)} has a format other than date, date-time and singer.decimal.`,
  },
  {
    id: 'schema-closed',
    breach: ({ path, schema: { additionalProperties: more } }) =>
      // A schema for further properties invites as many undeclared columns as `false` invites crashes.
      more === undefined || more === true
        ? undefined
        : `additionalProperties of ${quote(path)} must be left out or true.`,
  },
  {
    id: 'schema-free-form-object',
    breach: ({ role, path, schema }) =>
      role === 'root' || !typesOf(schema).includes('object') || hasProperties(schema['properties'])
        ? undefined
        : `${quote(path)} is an object without declared properties; some targets drop it without a word.`,
  },
];

function hasProperties(properties: unknown): boolean {
  return isObject(properties) && Object.keys(properties).length > 0;
}

function isOnly(found: readonly unknown[], type: string): boolean {
  return found.length === 1 && found[0] === type;
}

function isOneOf(found: readonly unknown[], allowed: ReadonlySet<unknown>): boolean {
  return found.length === 1 && allowed.has(found[0]);
}
