import type { ModelName } from '../../src/core/stream-definition.ts';
import type { PageRequest } from '../../src/engine/ports.ts';

/** The plainest list call for a model, with what a test changes about it. */
export function pageRequestOf(model: string, changes: Partial<PageRequest> = {}): PageRequest {
  return {
    model: model as ModelName,
    columns: ['id'],
    engine: 'search',
    conditions: [],
    order: [],
    page: 1,
    pageSize: 100,
    ...changes,
  };
}
