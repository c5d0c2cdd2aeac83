import { ConnectorError } from '../../core/connector-error.ts';
import { parseInstant } from '../../core/instant.ts';
import type { RawRow } from '../../core/record.ts';
import type { ModelName, StreamDefinition } from '../../core/stream-definition.ts';
import type { Condition, Page, PageRequest, Source } from '../../engine/ports.ts';

/** What an instance shows of a model to the credentials in use. */
export type Probe =
  | { readonly kind: 'served'; readonly shown: Shown }
  /** It is not there, or may not be read. */
  | { readonly kind: 'absent'; readonly error: ConnectorError };

/** What the answers of a model tell. `undefined` for what they leave open: of an empty model, nearly everything. */
export interface Shown {
  readonly searchIndexed: 'yes' | 'no' | undefined;
  readonly returnsUpdatedAt: boolean | undefined;
}

/** Rows that are looked through for one with `updated_at`. */
const sample = 100;

/** A condition that no row fulfils. The search index honours it; the database answers as if it had not been asked. */
const noRow: Condition = ['id', 'eq', -1];

/**
 * Asks one model with one cheap call. A dated row in the answer tells all: the condition was ignored, so there is no index.
 * No row means an index, or an empty model: a second call tells which, but only where the definition does not know already.
 * @throws ConnectorError for failures that say nothing of the model
 */
export async function probeModel(source: Source, definition: StreamDefinition): Promise<Probe> {
  const { model, searchIndexed, cursor } = definition;
  try {
    const bounded = await unlessRefused(ask(source, { model, pageSize: 1, conditions: [noRow] }));
    const isIgnored = bounded !== undefined && bounded.totalRows > 0;
    if (isIgnored && bounded.rows.some(isDated)) return served('no', true);
    const isAsKnown = bounded?.totalRows === 0 && searchIndexed === 'yes' && cursor !== undefined;
    if (isAsKnown) return served('yes', undefined);
    const first = await ask(source, { model, pageSize: sample });
    const index = isIgnored ? 'no' : bounded?.totalRows === 0 && first.totalRows > 0 ? 'yes' : undefined;
    if (first.totalRows === 0) return served(index, undefined);
    return served(index, first.rows.some(isDated) || (await isDatedAtTheEnd(source, model, first)));
  } catch (error) {
    if (error instanceof ConnectorError && error.kind === 'unavailable') return { kind: 'absent', error };
    throw error;
  }
}

function served(searchIndexed: Shown['searchIndexed'], returnsUpdatedAt: Shown['returnsUpdatedAt']): Probe {
  return { kind: 'served', shown: { searchIndexed, returnsUpdatedAt } };
}

/** So many rows the search index lets anybody page to. */
const deepestRow = 10_000;

/**
 * Rows that were imported may lack `updated_at` while later ones have it: before a cursor is denied, the last rows that can
 * be paged to are seen. `undefined` where the server does not show them.
 */
async function isDatedAtTheEnd(source: Source, model: ModelName, first: Page): Promise<boolean | undefined> {
  const { totalRows, rows, pageSize } = first;
  if (totalRows <= rows.length) return false;
  const page = Math.min(Math.ceil(totalRows / pageSize), Math.floor(deepestRow / pageSize));
  const last = await unlessRefused(ask(source, { model, pageSize, page }));
  return last?.rows.some(isDated);
}

/** `undefined` where the server does not take the question, which says nothing of the model. */
async function unlessRefused(asking: Promise<Page>): Promise<Page | undefined> {
  try {
    return await asking;
  } catch (error) {
    if (error instanceof ConnectorError && error.kind === 'unexpected-response') return undefined;
    throw error;
  }
}

function ask(source: Source, question: Pick<PageRequest, 'model' | 'pageSize'> & Partial<PageRequest>): Promise<Page> {
  const columns = ['id', 'updated_at'];
  return source.fetchPage({ columns, engine: 'search', conditions: [], order: [], page: 1, ...question });
}

function isDated(row: RawRow): boolean {
  return parseInstant(row['updated_at']) !== undefined;
}
