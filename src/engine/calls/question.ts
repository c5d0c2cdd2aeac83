import type { SelectedStream } from '../../core/selected-stream.ts';
import type { StreamDefinition } from '../../core/stream-definition.ts';
import type { PageRequest } from '../ports.ts';

/** A question about one stream; the columns and the rest of the list call follow from it. */
export type Question = Pick<PageRequest, 'engine' | 'pageSize'> &
  Partial<Pick<PageRequest, 'conditions' | 'order' | 'page'>>;

/** The list call that puts a question about a stream: for its keys, and other columns beside them. */
export function toPageRequest(
  { definition }: SelectedStream,
  question: Question,
  columns: readonly string[] = [],
): PageRequest {
  const { model } = definition;
  return { model, columns: [...keysOf(definition), ...columns], conditions: [], order: [], page: 1, ...question };
}

/** What is asked of every row: its id, and the cursor where there is one. */
export function keysOf({ cursor }: StreamDefinition): readonly string[] {
  return cursor ? ['id', cursor] : ['id'];
}
