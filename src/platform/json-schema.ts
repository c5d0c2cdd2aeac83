import { Ajv, type ErrorObject } from 'ajv';
import { parseInstant } from '../core/instant.ts';
import { isObject } from '../core/json.ts';

/** Where a value breaks a schema, and how: names and rules, never the value itself. */
export interface SchemaProblem {
  /** Dotted path, empty for the root. */
  readonly path: string;
  readonly message: string;
}

/** The value, typed, when there are no problems. */
export interface SchemaResult<T> {
  readonly value: T | undefined;
  readonly problems: readonly SchemaProblem[];
}

/**
 * Compiles a draft-07 schema. What it returns also fills in defaults and turns text into the declared types: settings
 * from the environment, and from orchestrators that know no types, arrive as text. The value given stays as it is.
 */
export function compileSchema<T>(schema: object): (value: unknown) => SchemaResult<T> {
  // `verbose` hands out the schema that was broken, for its `pattern_descriptor`.
  const choices = { allErrors: true, strict: false, verbose: true, coerceTypes: true, useDefaults: true };
  // The schema is ours. To compile the one that it would be checked against takes longer than all the rest.
  const ajv = new Ajv({ ...choices, meta: false, validateSchema: false });
  // A bare date is a moment too.
  ajv.addFormat('date-time', (text: string) => parseInstant(text) !== undefined);
  const validate = ajv.compile(schema);
  return (value) => {
    const candidate: unknown = structuredClone(value);
    const errors = validate(candidate) ? [] : (validate.errors ?? []);
    const found = [...turnedBooleans(value, candidate), ...errors.map(toProblem)];
    // One fault a setting, the first: a value of the wrong type breaks its pattern and its range too.
    const problems = found.filter(({ path }, index) => found.findIndex((other) => other.path === path) === index);
    return { value: problems.length === 0 ? (candidate as T) : undefined, problems };
  };
}

/** ajv also turns true into 1 and into text. No orchestrator writes numbers that way: it is a mistake. */
function turnedBooleans(given: unknown, candidate: unknown): readonly SchemaProblem[] {
  if (!isObject(given) || !isObject(candidate)) return [];
  return Object.entries(given).flatMap(([path, value]) => {
    const type = typeof candidate[path];
    if (typeof value !== 'boolean' || type === 'boolean') return [];
    return [{ path, message: `must be a ${type}, not ${String(value)}` }];
  });
}

function toProblem(error: ErrorObject): SchemaProblem {
  const isMissing = error.keyword === 'required';
  const path = [...error.instancePath.split('/').slice(1), ...(isMissing ? [missingName(error)] : [])].join('.');
  return { path, message: isMissing ? 'is missing' : describe(error) };
}

function missingName(error: ErrorObject): string {
  const { missingProperty } = error.params as { missingProperty?: string };
  return missingProperty ?? '';
}

function describe(error: ErrorObject): string {
  if (error.keyword === 'enum') {
    const { allowedValues } = error.params as { allowedValues?: readonly unknown[] };
    return `must be one of ${(allowedValues ?? []).join(', ')}`;
  }
  if (error.keyword === 'minLength') return 'is empty';
  if (error.keyword === 'pattern') return describeForm(error);
  // `date-time` is the only format; what is not written like one breaks its pattern first.
  if (error.keyword === 'format') return 'is a day or a time that does not exist';
  return error.message ?? 'is not valid';
}

/** In the words that Airbyte shows beside the field; a regular expression helps nobody who mistypes. */
function describeForm({ parentSchema }: ErrorObject): string {
  const form: unknown = parentSchema?.['pattern_descriptor'];
  return typeof form === 'string' ? `must have the form ${form}` : 'has not the form that is expected';
}
