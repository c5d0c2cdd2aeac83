import { toFieldType } from './field-schema.ts';
import { isObject } from './json.ts';
import type { Shape } from './stream-definition.ts';

/** What is declared deeper than this is JSON text. */
export const deepestShape = 50;

/**
 * What a schema declares of the inside of objects; `undefined` where it declares nothing, and the field stays JSON text.
 * Discovery declares none: only a catalog that its user has changed does.
 */
export function shapeOf(schema: Readonly<Record<string, unknown>>, depth = 1): Shape | undefined {
  const { properties } = schema;
  if (!isObject(properties) || toFieldType(schema) !== 'json' || depth > deepestShape) return undefined;
  const members = Object.entries(properties).map(([name, member]) => {
    const declared = isObject(member) ? member : {};
    return { name, type: toFieldType(declared), shape: shapeOf(declared, depth + 1) };
  });
  return members.length > 0 ? { members } : undefined;
}
