import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import type { Fields } from './fields.ts';
import { quote } from './quote.ts';

/** What a record breaks of its schema (the first breach), or nothing. */
export type RecordCheck = (record: Fields) => string | undefined;

/** A compiled schema, or why it is none: a text that is made of the input, and must be quoted. */
type CompiledSchema =
  | { readonly kind: 'compiled'; readonly check: RecordCheck }
  | { readonly kind: 'rejected'; readonly reason: string };

/** Turns a draft-07 schema into a check. Never throws. */
export type SchemaCompiler = (schema: Fields) => CompiledSchema;

/**
 * Keywords of the root that are about the schema instead of the record. They would tie it to other schemas, or (`$async`)
 * turn the check into a promise whose rejection ends the process.
 */
const identity: ReadonlySet<string> = new Set(['$schema', '$id', 'id', '$async']);

/** A compiler whose `date-time` is what `isDateTime` says. */
export function createSchemaCompiler(isDateTime: (text: string) => boolean): SchemaCompiler {
  // `ownProperties`: a property called `constructor` must not be found on every object.
  const ajv = new Ajv({ strict: false, ownProperties: true, logger: false, addUsedSchema: false });
  formats.default(ajv);
  ajv.addFormat('date-time', isDateTime);
  return (schema) => {
    const anonymous = Object.fromEntries(Object.entries(schema).filter(([key]) => !identity.has(key)));
    try {
      const validate = ajv.compile(anonymous);
      return { kind: 'compiled', check: checkWith(validate) };
    } catch (error) {
      return { kind: 'rejected', reason: error instanceof Error ? error.message : 'unknown reason' };
    } finally {
      // Ajv keeps what it compiled; a run may resend its schemas any number of times.
      ajv.removeSchema(anonymous);
    }
  };
}

function checkWith(validate: ValidateFunction): RecordCheck {
  return (record) => {
    if (validate(record)) return undefined;
    const [error] = validate.errors ?? [];
    return error ? explain(error) : 'The record does not match its schema.';
  };
}

function explain({ instancePath, message }: ErrorObject): string {
  return `${quote(instancePath)} ${message ?? 'does not match its schema'}.`;
}
