import { Ajv, type ErrorObject } from 'ajv';
import { parseInstant } from '../core/instant.ts';

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
  const ajv = new Ajv({ allErrors: true, strict: false, verbose: true, coerceTypes: true, useDefaults: true });
  // A bare date is a moment too.
  ajv.addFormat('date-time', (text: string) => parseInstant(text) !== undefined);
  const validate = ajv.compile(schema);
  return (value) => {
    const candidate: unknown = structuredClone(value);
    if (validate(candidate)) return { value: candidate as T, problems: [] };
    return { value: undefined, problems: toProblems(validate.errors ?? []) };
  };
}

function toProblems(errors: readonly ErrorObject[]): readonly SchemaProblem[] {
  const problems = new Map<string, SchemaProblem>();
  for (const error of errors) {
    const isMissing = error.keyword === 'required';
    const path = [...error.instancePath.split('/').slice(1), ...(isMissing ? [missingName(error)] : [])].join('.');
    // One fault a setting: a value of the wrong type breaks its pattern and its range too.
    if (!problems.has(path)) problems.set(path, { path, message: isMissing ? 'is missing' : describe(error) });
  }
  return [...problems.values()];
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
