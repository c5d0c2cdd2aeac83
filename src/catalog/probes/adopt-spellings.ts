import { isAboutOneModel } from '../../core/connector-error.ts';
import type { Log } from '../../core/logger.ts';
import type { ModelName, StreamDefinition } from '../../core/stream-definition.ts';
import type { Source } from '../../engine/ports.ts';
import { spellingsOf, toModelName } from '../known/model-names.ts';
import { fetchOneRow } from './fetch-one-row.ts';

/** More models whose names hold acronyms than any instance has; each costs two calls. */
const mostAsked = 200;

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
  const unclear = definitions.filter(({ className, isSpellingTold }) => !isSpellingTold && hasSeveral(className));
  if (unclear.length > mostAsked)
    log('warn', `Of ${unclear.length} models whose names can be spelled in several ways, ${mostAsked} are asked for`);
  const asked = new Set(unclear.slice(0, mostAsked));
  return Promise.all(
    definitions.map(async (definition) => {
      const { name, className } = definition;
      if (!asked.has(definition)) return definition;
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
  const seen = new Set<ModelName>();
  const settled = new Set<ModelName>();
  for (const className of classNames) {
    const usual = toModelName(className);
    if (seen.has(usual) || !hasSeveral(className)) settled.add(usual);
    seen.add(usual);
  }
  return settled;
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
