import type {
  FieldDefinition,
  FieldType,
  ModelName,
  StreamDefinition,
  StreamName,
} from '../../src/core/stream-definition.ts';

/** A stored field without a label. */
export function fieldOf(name: string, type: FieldType, property = name): FieldDefinition {
  return { name, property, type, cost: 'stored', secret: false };
}

/** An indexed stream of the list of models, without a cursor unless it is given one. */
export function definitionOf(
  name: string,
  fields: readonly FieldDefinition[],
  rest: Partial<StreamDefinition> = {},
): StreamDefinition {
  return {
    name: name as StreamName,
    model: name as ModelName,
    title: name,
    origin: 'static',
    searchIndexed: 'yes',
    primaryKey: ['id'],
    cursor: undefined,
    fields,
    ...rest,
  };
}
