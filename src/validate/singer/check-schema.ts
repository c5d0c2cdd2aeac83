import { isObject } from '../../core/json.ts';
import { type Fields, isTextList } from '../fields.ts';
import { quote } from '../quote.ts';
import { applyRules, type Desk, fault } from '../rule.ts';
import type { SchemaCompiler } from '../schema-compiler.ts';
import { type SchemaMessage, schemaMessageRules } from './schema-message-rules.ts';
import { keywordRule, nullabilityRule, schemaNodeRules } from './schema-node-rules.ts';
import { type SchemaNode, schemaNodes } from './schema-nodes.ts';
import type { SeenRecords, SingerSchema, SingerStream } from './singer-stream.ts';

/** A SCHEMA whose stream has a name, and what was remembered of the stream before. */
export type SchemaArrival = Omit<SchemaMessage, 'properties'>;

/** Checks a SCHEMA and answers what to remember of it. */
export function checkSchema(arrival: SchemaArrival, compile: SchemaCompiler, desk: Desk): SingerStream {
  const seen: SeenRecords = arrival.former?.seen ?? { hasRecords: false, versions: new Set() };
  const { schema } = arrival.message;
  const properties = isObject(schema) ? schema['properties'] : undefined;
  if (!isObject(schema) || !isObject(properties) || Object.keys(properties).length === 0) {
    fault(desk, 'schema-without-properties', 'The schema has no properties; most targets stop at that.');
    return { seen };
  }
  const keys = keysOf(arrival.message);
  const nodes = schemaNodes(schema, keys);
  const message = { ...arrival, properties };
  applyRules(schemaMessageRules, message, desk);
  // Without a key, what was meant for one must not be told that it is none.
  const rules = keys.some((key) => Object.hasOwn(properties, key))
    ? [...schemaNodeRules, nullabilityRule]
    : schemaNodeRules;
  for (const node of nodes) applyRules(rules, node, desk);
  if (Object.keys(properties).every((name) => keys.includes(name))) {
    fault(desk, 'schema-key-alone', 'The stream has no property beside its key; some targets cannot store that.');
  }
  const remembered = remember(message, schema);
  const reason = whyNotRun(nodes);
  if (reason !== undefined) {
    desk.tally.note(desk.place, `Its records were not checked against its schema, which ${reason}.`);
    return { seen, schema: remembered };
  }
  return { seen, schema: { ...remembered, ...compileWith(compile, schema, desk) } };
}

/** Forbidden keywords can refer elsewhere, or match for hours (`pattern`); the code of a check repeats each name many times. */
function whyNotRun(nodes: readonly SchemaNode[]): string | undefined {
  if (nodes.some((node) => keywordRule.breach(node) !== undefined)) return 'uses forbidden keywords';
  return nodes.some(({ name = '' }) => name.length > longestNameRun) ? 'has names of absurd length' : undefined;
}

const longestNameRun = 1000;

function compileWith(compile: SchemaCompiler, schema: Fields, desk: Desk): Pick<SingerSchema, 'check'> {
  const compiled = compile(schema);
  if (compiled.kind === 'compiled') return { check: compiled.check };
  fault(desk, 'schema-invalid', `The schema is no JSON Schema (draft-07): ${quote(compiled.reason)}`);
  return {};
}

function remember(
  { properties, message }: Pick<SchemaMessage, 'properties' | 'message'>,
  schema: Fields,
): SingerSchema {
  const bookmarks = message['bookmark_properties'];
  return {
    schema,
    names: Object.keys(properties),
    properties,
    keys: keysOf(message),
    isBookmarked: isTextList(bookmarks) && bookmarks.length > 0,
  };
}

function keysOf({ key_properties: keys }: Fields): readonly string[] {
  return isTextList(keys) ? keys : [];
}
