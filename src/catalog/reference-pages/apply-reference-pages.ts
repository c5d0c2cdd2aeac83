import type { Log } from '../../core/logger.ts';
import { isDynamicModel, type StreamDefinition } from '../../core/stream-definition.ts';
import { toModelName } from '../known/model-names.ts';
import type { ReferencePage } from './reference-page.ts';
import { toPageDefinition, withReferencePage } from './with-reference-page.ts';

/** What the pages are applied under. */
export interface PageRules {
  readonly multiSelect: 'values' | 'paths';
  readonly isWanted: (name: string) => boolean;
  /** Whether models made on the instance may be there that its metadata did not list. */
  readonly unlistedModels: 'believe' | 'doubt';
  readonly log: Log;
}

/**
 * The definitions with what reference pages say of their models. A page also proves that the instance has its model, so
 * that one which nobody knew is added; but a dynamic model that the metadata does not list was deleted since. A page may
 * spell an acronym in another way than the metadata does: it belongs to the class of the same name in URLs, then.
 */
export function applyReferencePages(
  definitions: readonly StreamDefinition[],
  pages: readonly ReferencePage[],
  rules: PageRules,
): readonly StreamDefinition[] {
  if (pages.length === 0) return definitions;
  const found = new Map<StreamDefinition, ReferencePage>();
  const exact = new Set(pages.map(({ className }) => className));
  const spelledOtherwise = definitions.filter(({ className }) => !exact.has(className));
  const added = pages.flatMap((page) => {
    const definition =
      definitions.find(({ className }) => className === page.className) ??
      spelledOtherwise.find(({ className }) => toModelName(className) === toModelName(page.className));
    if (definition) found.set(definition, page);
    return definition ? [] : addModel(page, rules);
  });
  const described = definitions.map((definition) => {
    const page = found.get(definition);
    return page ? describeBy(page, definition, rules) : definition;
  });
  return withoutNamesakes([...described, ...added], rules.log);
}

/** What a page takes away is told: the stream is read in another way from now on. */
function describeBy(page: ReferencePage, known: StreamDefinition, { multiSelect, log }: PageRules): StreamDefinition {
  if (page.lists === 'all' && known.cursor !== undefined && page.cursor === undefined) {
    log('warn', `The reference page of ${known.name} has no updated_at: the stream is offered as a full refresh alone`);
  }
  return withReferencePage(known, page, multiSelect);
}

/** Two streams cannot have one name. The first is what the instance itself lists, or else the page that came first. */
function withoutNamesakes(definitions: readonly StreamDefinition[], log: Log): readonly StreamDefinition[] {
  const byName = new Map<string, StreamDefinition>();
  for (const definition of definitions) {
    const { name, className } = definition;
    const namesake = byName.get(name);
    if (namesake === undefined) byName.set(name, definition);
    else
      log(
        'warn',
        `The reference page of ${className} is left out: ${namesake.className} is the stream ${name} already`,
      );
  }
  return [...byName.values()];
}

function addModel(page: ReferencePage, rules: PageRules): readonly StreamDefinition[] {
  const definition = toPageDefinition(page, rules.multiSelect);
  if (!rules.isWanted(definition.name)) return [];
  if (!isDynamicModel(definition.name) || rules.unlistedModels === 'believe') return [definition];
  if (page.lists === 'all') {
    rules.log(
      'warn',
      `${definition.name} has a reference page, but this instance does not list it among its dynamic models: it is left ` +
        'out. If the model was deleted, delete the page; if `dynamic_models` is false, set it to true.',
    );
  }
  return [];
}
