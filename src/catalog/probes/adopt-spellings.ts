import { isAboutOneModel } from '../../core/connector-error.ts';
import type { Log } from '../../core/logger.ts';
import type { ModelName, StreamDefinition } from '../../core/stream-definition.ts';
import type { Source } from '../../engine/ports.ts';
import { spellingsOf, toModelName } from '../known/model-names.ts';
import { fetchOneRow } from './fetch-one-row.ts';

/**
 * Finds the URL segment of each model whose class name can be spelled in several ways: the first that the instance does
 * not call unknown. Models with one spelling, which is nearly all of them, cost no call, nor do those whose reference page
 * tells it.
 * @param among all that the instance has: what the only spelling of another class leads to is that class
 * @throws ConnectorError when the instance cannot be reached, or refuses the credentials
 */
export async function adoptSpellings(
  source: Source,
  definitions: readonly StreamDefinition[],
  { among, log }: { readonly among: readonly StreamDefinition[]; readonly log: Log },
): Promise<readonly StreamDefinition[]> {
  const settled = settledSpellings(among);
  return Promise.all(
    definitions.map(async (definition) => {
      const { name, className, isSpellingTold } = definition;
      if (isSpellingTold || !hasSeveral(className)) return definition;
      const spellings = spellingsOf(className).filter((spelling) => !settled.has(spelling));
      // Where none is known, the first that is nobody else's: reading it says that there is no such model.
      const model = (await findSpelling(source, spellings)) ?? spellings[0];
      if (model === undefined || model === definition.model) return definition;
      log('info', `${name}: this instance calls the model ${model}`);
      return { ...definition, model };
    }),
  );
}

/** The spellings that nobody may try for another class: they are the only one of a class, or the usual one of two. */
function settledSpellings(among: readonly StreamDefinition[]): ReadonlySet<string> {
  const classNames = [...new Set(among.map(({ className }) => className))];
  const usual = classNames.map((className) => toModelName(className));
  const shared = usual.filter((spelling, index) => usual.indexOf(spelling) !== index);
  return new Set([...classNames.filter((className) => !hasSeveral(className)).map(toModelName), ...shared]);
}

function hasSeveral(className: string): boolean {
  return spellingsOf(className).length > 1;
}

async function findSpelling(source: Source, spellings: readonly ModelName[]): Promise<ModelName | undefined> {
  for (const model of spellings) {
    try {
      await fetchOneRow(source, model, ['id']);
      return model;
    } catch (error) {
      if (!isAboutOneModel(error)) throw error;
      // Any other failure is an answer about a model that is there.
      if (error.code !== 'FLUXX_MODEL_UNKNOWN') return model;
    }
  }
  return undefined;
}
