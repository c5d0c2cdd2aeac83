import { ConnectorError } from '../../core/connector-error.ts';
import type { ErrorCode } from '../../core/error-codes.ts';
import type { Log } from '../../core/logger.ts';
import type { Source } from '../../engine/ports.ts';
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
 * Reads the models and the fields that the instance added, at the same time. What may not be read is missing, with a warning.
 * @throws ConnectorError for every other failure: a column that is missing from a catalog because a call failed would be
 * missing from the warehouse; and where there seems to be no Fluxx at all
 */
export async function readMetadata(source: Source, wanted: MetadataWanted, log: Log): Promise<Metadata> {
  const [models, fields] = await Promise.all([
    wanted.dynamicModels ? attempt(fetchDynamicModels(source)) : undefined,
    wanted.customFields ? attempt(fetchCustomFields(source)) : undefined,
  ]);
  const asked = [models, fields].filter((answer) => answer !== undefined);
  const unrouted = asked.find((answer) => answer instanceof ConnectorError && answer.code === 'INSTANCE_NOT_FLUXX');
  if (unrouted && asked.every((answer) => answer instanceof ConnectorError)) throw unrouted;
  return { dynamicModels: orWarn(models, 'dynamic_models', log), customFields: orWarn(fields, 'custom_fields', log) };
}

/** The server's own words for "not this model", whatever the reason. */
const refusals: ReadonlySet<ErrorCode> = new Set(['FLUXX_APPLICATION_ERROR', 'FLUXX_QUERY_REFUSED']);

async function attempt<T>(reading: Promise<T>): Promise<T | ConnectorError> {
  try {
    return await reading;
  } catch (error) {
    const isRefused = error instanceof ConnectorError && (error.kind === 'unavailable' || refusals.has(error.code));
    if (!isRefused) throw error;
    return error;
  }
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
