import type { FieldDefinition, ModelName, StreamDefinition, StreamName } from '../../src/core/stream-definition.ts';

/** An indexed stream of the list of models, without a cursor unless it is given one. */
export function definitionOf(
  name: string,
  fields: readonly FieldDefinition[],
  rest: Partial<StreamDefinition> = {},
): StreamDefinition {
  return {
    name: name as StreamName,
    model: name as ModelName,
    className: name,
    title: name,
    searchIndexed: 'yes',
    primaryKey: ['id'],
    cursor: undefined,
    fields,
    ...rest,
  };
}
