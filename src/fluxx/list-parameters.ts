import type { Condition, PageRequest } from '../engine/ports.ts';

/** The names and grammar of the API's list call; nothing outside of this file knows them. */
export type ListParameters = Readonly<Record<string, string>>;

/**
 * The parameters of one list call.
 *
 * The search index takes a group of triplets, and must have a group at the root; the database takes equality by column
 * under the model's name, and ignores groups without a word. The first sorts by a list of pairs, the second by one
 * column, and only when both its parameters are given. `all=1` asks the database where a model has a search index too.
 *
 * @param multiSelect `paths` asks for multi-select values as whole paths with ids and percentages
 */
export function toListParameters(request: PageRequest, multiSelect: 'paths' | 'values'): ListParameters {
  return {
    cols: JSON.stringify(request.columns),
    page: String(request.page),
    per_page: String(request.pageSize),
    ...(request.engine === 'search' ? searchParameters(request) : databaseParameters(request)),
    ...(multiSelect === 'paths' && { show_mavs: 'true' }),
  };
}

function searchParameters({ conditions, order }: PageRequest): ListParameters {
  return {
    ...(conditions.length > 0 && { filter: JSON.stringify({ group_type: 'and', conditions }) }),
    ...(order.length > 0 && { sort: JSON.stringify(order) }),
  };
}

function databaseParameters({ model, conditions, order }: PageRequest): ListParameters {
  const [first] = order;
  return {
    all: '1',
    ...(conditions.length > 0 && { filter: JSON.stringify({ [model]: equalities(conditions) }) }),
    ...(first && { sort_attribute: first[0], sort_order: first[1] }),
  };
}

function equalities(conditions: readonly Condition[]): Readonly<Record<string, string | number>> {
  return Object.fromEntries(conditions.map(([column, , operand]) => [column, operand]));
}
