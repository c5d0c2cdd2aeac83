import { ConnectorError, isAboutOneModel } from '../../core/connector-error.ts';
import type { Log } from '../../core/logger.ts';
import { usualModels } from '../../core/usual-models.ts';
import type { Source } from '../../engine/ports.ts';
import { fetchOneRow } from '../probes/fetch-one-row.ts';
import { type CustomField, type DynamicModel, fetchCustomFields, fetchDynamicModels } from './fetch-metadata.ts';

/** What the instance lists as its own; `undefined` where it was not asked, or does not let it be read. */
export interface Metadata {
  readonly dynamicModels: readonly DynamicModel[] | undefined;
  readonly customFields: readonly CustomField[] | undefined;
}

/** Which of the two to ask for. */
export interface MetadataWanted {
  readonly dynamicModels: boolean;
  readonly customFields: boolean;
}

/**
 * Reads the models and the fields that the instance added, at the same time. What cannot be read is missing, with a warning:
 * the known schemas serve without. Only what may pass ends discovery, for a column that is missing from a catalog because a
 * call failed would be missing from the warehouse.
 * @throws ConnectorError when the instance cannot be reached, is busy, refuses the credentials, or is no Fluxx at all
 */
export async function readMetadata(source: Source, wanted: MetadataWanted, log: Log): Promise<Metadata> {
  const [models, fields] = await Promise.all([
    wanted.dynamicModels ? attempt(fetchDynamicModels(source)) : undefined,
    wanted.customFields ? attempt(fetchCustomFields(source, log)) : undefined,
  ]);
  const asked = [models, fields].filter((answer) => answer !== undefined);
  if (asked.some(isOdd) && !asked.some((answer) => !(answer instanceof ConnectorError))) await expectFluxx(source);
  return { dynamicModels: orWarn(models, 'dynamic_models', log), customFields: orWarn(fields, 'custom_fields', log) };
}

async function attempt<T>(reading: Promise<T>): Promise<T | ConnectorError> {
  try {
    return await reading;
  } catch (error) {
    if (!isAboutOneModel(error) || error.kind === 'transient') throw error;
    return error;
  }
}

/** Whether an answer is none that Fluxx gives of a model which may not be read: the host itself is in doubt then. */
function isOdd(answer: unknown): boolean {
  if (!(answer instanceof ConnectorError)) return false;
  return answer.kind === 'unexpected-response' || answer.code === 'FLUXX_MODEL_UNKNOWN';
}

/** Asks for a model that every instance has. @throws ConnectorError when that is answered as oddly */
async function expectFluxx(source: Source): Promise<void> {
  const answer = await attempt(fetchOneRow(source, usualModels[0], ['id']));
  if (answer instanceof ConnectorError && isOdd(answer)) throw answer;
}

/** Of the error only the code is told: its advice is about a stream that somebody wants. */
function orWarn<T>(
  answer: T | ConnectorError | undefined,
  setting: 'dynamic_models' | 'custom_fields',
  log: Log,
): T | undefined {
  if (!(answer instanceof ConnectorError)) return answer;
  log(
    'warn',
    `The ${setting.replace('_', ' ')} of this instance cannot be discovered (${answer.code}): they are missing from the ` +
      `discovered catalog. Set \`${setting}\` to false to silence this.`,
  );
  log('debug', answer.message);
  return undefined;
}
