import type { ModelSchema } from './model-schema.ts';

/** Writes a schema as JSON with a line for every keyword and every property, so that a changed fact is a changed line
 * in a diff; ends with a line break. */
export function schemaText(schema: ModelSchema): string {
  const { properties, ...keywords } = schema;
  const head = Object.entries(keywords).map(([key, value]) => `  ${JSON.stringify(key)}: ${inline(value)},\n`);
  const body = Object.entries(properties).map(([name, property]) => `    ${JSON.stringify(name)}: ${inline(property)}`);
  return `{\n${head.join('')}  "properties": {\n${body.join(',\n')}\n  }\n}\n`;
}

function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}: ${inline(member)}`);
  return `{ ${members.join(', ')} }`;
}
