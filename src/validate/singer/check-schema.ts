import { isObject } from '../../core/json.ts';
import { type Fields, isTextList } from '../fields.ts';
import { quote } from '../quote.ts';
import { applyRules, type Desk, fault } from '../rule.ts';
import type { SchemaCompiler } from '../schema-compiler.ts';
import { type SchemaMessage, schemaMessageRules } from './schema-message-rules.ts';
import { keywordRule, schemaNodeRules } from './schema-node-rules.ts';
import { schemaNodes, typesOf } from './schema-nodes.ts';
import type { SingerSchema, SingerStream } from './singer-stream.ts';

/** A SCHEMA whose stream has a name, and what was remembered of the stream before. */
export type SchemaArrival = Omit<SchemaMessage, 'properties'>;

/** Checks a SCHEMA and answers what to remember of it. */
export function checkSchema(arrival: SchemaArrival, compile: SchemaCompiler, desk: Desk): SingerStream {
  const { schema } = arrival.message;
  const properties = isObject(schema) ? schema['properties'] : undefined;
  if (!isObject(schema) || !isObject(properties) || Object.keys(properties).length === 0) {
    fault(desk, 'schema-without-properties', 'The schema has no properties; most targets stop at that.');
    return {};
  }
  const keyProperties = arrival.message['key_properties'];
  const keys = isTextList(keyProperties) ? keyProperties : [];
  const nodes = schemaNodes(schema, keys);
  applyRules(schemaMessageRules, { ...arrival, properties }, desk);
  for (const node of nodes) applyRules(schemaNodeRules, node, desk);
  if (Object.keys(properties).every((name) => keys.includes(name))) {
    desk.tally.note(desk.place, 'The stream has no property beside its key; some targets cannot store that.');
  }
  // Such keywords can refer elsewhere, or match for hours (`pattern`): they are faults, and never run.
  if (nodes.some((node) => keywordRule.breach(node) !== undefined)) {
    desk.tally.note(desk.place, 'Its records were not checked against its schema, which uses forbidden keywords.');
    return { schema: remember(properties, keys) };
  }
  return { schema: { ...remember(properties, keys), ...compileWith(compile, schema, desk) } };
}

function compileWith(compile: SchemaCompiler, schema: Fields, desk: Desk): Pick<SingerSchema, 'check'> {
  const compiled = compile(schema);
  if (compiled.kind === 'compiled') return { check: compiled.check };
  fault(desk, 'schema-invalid', `The schema is no JSON Schema (draft-07): ${quote(compiled.reason)}`);
  return {};
}

function remember(properties: Fields, keys: readonly string[]): SingerSchema {
  const names = Object.keys(properties);
  const integers = names.filter((name) => {
    const schema = properties[name];
    return isObject(schema) && typesOf(schema).includes('integer');
  });
  return { names, properties, keys, integers };
}
