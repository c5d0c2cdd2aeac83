import { ConnectorError, isHopeless } from '../../core/connector-error.ts';
import type { Log } from '../../core/logger.ts';
import type { ModelName, StreamDefinition } from '../../core/stream-definition.ts';
import type { Source } from '../../engine/ports.ts';
import { spellingsOf } from '../known/model-names.ts';
import { fetchOneRow } from './fetch-one-row.ts';

/**
 * Finds the URL segment of each model whose class name can be spelled in several ways: the first that the instance does
 * not call unknown. Models with one spelling, which is nearly all of them, cost no call, nor do those whose reference page
 * says it.
 * @throws ConnectorError when the instance cannot be reached, or refuses the credentials
 */
export async function adoptSpellings(
  source: Source,
  definitions: readonly StreamDefinition[],
  log: Log,
): Promise<readonly StreamDefinition[]> {
  // What the only spelling of another class leads to is that class.
  const settled = new Set(definitions.filter(({ className }) => !hasSeveral(className)).map(({ model }) => model));
  return Promise.all(
    definitions.map(async (definition) => {
      const { className, fromPage } = definition;
      if (fromPage || !hasSeveral(className)) return definition;
      const spellings = spellingsOf(className).filter((spelling) => !settled.has(spelling));
      const model = await findSpelling(source, spellings);
      if (model === undefined || model === definition.model) return definition;
      log('info', `${definition.name}: this instance calls the model ${model}`);
      return { ...definition, model };
    }),
  );
}

function hasSeveral(className: string): boolean {
  return spellingsOf(className).length > 1;
}

/** `undefined` where the instance knows none of them: reading the stream will say so. */
async function findSpelling(source: Source, spellings: readonly ModelName[]): Promise<ModelName | undefined> {
  for (const model of spellings) {
    try {
      await fetchOneRow(source, model, ['id']);
      return model;
    } catch (error) {
      if (!(error instanceof ConnectorError) || isHopeless(error)) throw error;
      // Any other failure is an answer about a model that is there.
      if (error.code !== 'FLUXX_MODEL_UNKNOWN' && error.code !== 'INSTANCE_NOT_FLUXX') return model;
    }
  }
  return undefined;
}
