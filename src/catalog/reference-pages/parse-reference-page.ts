import type { ModelName, SearchIndexed } from '../../core/stream-definition.ts';
import { isClassName } from '../known/model-names.ts';
import { findFieldTable, type TableRow } from './field-table.ts';
import { type HtmlParts, readHtml } from './read-html.ts';
import type { ReferencePage } from './reference-page.ts';
import { toPageFields } from './to-page-fields.ts';

/**
 * The reference page of a model in HTML that an administrator saved from `/api/rest/v2/<Model>/doc`, or `undefined` for
 * anything else. Its marks are a heading that is the name of a class, and a table with the columns of the reference.
 */
export function parseReferencePage(html: string): ReferencePage | undefined {
  const parts = readHtml(html);
  const path = findPath(parts.samples);
  const className = parts.headings.filter(isClassName).find((heading) => isNameOf(path, heading));
  const rows = findFieldTable(parts.tables);
  if (className === undefined || rows === undefined) return undefined;
  const fields = toPageFields(rows);
  return {
    className,
    // A path with capitals is the class again, and does not say how it is spelled in others.
    model: path !== undefined && !/[A-Z]/.test(path) ? (path as ModelName) : undefined,
    searchIndexed: judgeIndex(parts, rows),
    cursor: fields.some(({ name, type }) => name === 'updated_at' && type === 'datetime') ? 'updated_at' : undefined,
    lists: 'all',
    fields,
  };
}

/** The path of the first sample call: how the instance itself spells the model. */
function findPath(samples: readonly string[]): string | undefined {
  const paths = samples.map((sample) => /\/api\/rest\/v\d+\/([A-Za-z]\w{0,199})/.exec(sample)?.[1]);
  return paths.find((path) => path !== undefined);
}

/** A site's own heading, and a page whose samples are of another model, must not make one model's rows another's. */
function isNameOf(path: string | undefined, className: string): boolean {
  const bare = (text: string): string => text.replaceAll('_', '').toLowerCase();
  return path === undefined || bare(path) === bare(className);
}

/**
 * Only models in the search index have a sample with a group filter, the others a notice in its place. Where a page has
 * neither, relations tell: models outside the index have none that name a class, only methods.
 */
function judgeIndex({ samples, prose, headings }: HtmlParts, rows: readonly TableRow[]): SearchIndexed {
  if (samples.some((sample) => sample.includes('group_type'))) return 'yes';
  const notice = /\b(?:non|not)[ -]?indexed\b/i;
  if ([prose, ...samples, ...headings].some((text) => notice.test(text))) return 'no';
  return rows.some(({ type, dataType }) => type === 'relation' && /^[A-Z]/.test(dataType) && dataType !== 'CDT')
    ? 'yes'
    : 'unknown';
}
