import { isObject } from '../core/json.ts';
import type { StreamSelection } from '../core/selected-stream.ts';
import type { ModelName } from '../core/stream-definition.ts';

/** What `toCatalogSchema` kept of a stream's reference page. Nothing where it kept none, or somebody changed it. */
export function decodePage(schema: unknown): Pick<StreamSelection, 'page'> {
  const page = isObject(schema) ? schema['x-fluxx-page'] : undefined;
  if (!isObject(page)) return {};
  const { class: className, model, indexed, cursor } = page;
  if (!isWord(className) || !isWord(model)) return {};
  return {
    page: {
      className,
      model: model as ModelName,
      searchIndexed: indexed === 'yes' || indexed === 'likely' || indexed === 'no' ? indexed : 'unknown',
      cursor: cursor === 'updated_at' ? cursor : undefined,
    },
  };
}

/** A model becomes a part of URLs. */
function isWord(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z]\w*$/.test(value);
}
