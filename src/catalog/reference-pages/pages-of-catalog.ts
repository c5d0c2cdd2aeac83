import type { StreamSelection } from '../../core/selected-stream.ts';
import { deletionMark, storedField } from '../../core/stream-definition.ts';
import { toUnknownField } from '../unknown-field.ts';
import type { ReferencePage } from './reference-page.ts';

/** What a catalog that was discovered with reference pages still knows of them: such a catalog stands for its pages. */
export function pagesOfCatalog(selections: readonly StreamSelection[]): readonly ReferencePage[] {
  return selections.flatMap(({ page, properties }) => {
    if (page === undefined) return [];
    const named = properties === 'all' ? [] : properties;
    const others = named.filter(({ name }) => name !== 'id' && name !== deletionMark.property);
    return [{ ...page, lists: 'some', fields: [storedField('id', 'integer'), ...others.map(toUnknownField)] }];
  });
}
