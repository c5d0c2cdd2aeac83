import { withDeletionMark } from '../../catalog/deletion-mark.ts';
import { readableFields } from '../../catalog/readable-fields.ts';
import type { FieldDefinition, StreamDefinition } from '../../core/stream-definition.ts';
import { encodeAirbyteCatalog } from '../../protocols/airbyte/encode-catalog.ts';
import { encodeSingerCatalog } from '../../protocols/singer/encode-catalog.ts';
import type { ProtocolName } from '../command.ts';
import { discoverChosen } from '../discover-chosen.ts';
import { openConfig } from '../open-config.ts';
import type { ExitCode, Surroundings } from '../surroundings.ts';

const encoders = { airbyte: encodeAirbyteCatalog, singer: encodeSingerCatalog } as const;

/** Prints the catalog of the instance's streams. */
export async function discover(
  places: readonly string[],
  protocol: ProtocolName,
  surroundings: Surroundings,
): Promise<ExitCode> {
  const config = await openConfig(places, surroundings);
  const source = surroundings.createSource(config);
  const chosen = await discoverChosen(config, undefined, { source, log: surroundings.log });
  const definitions = config.detectDeletions ? chosen.map(withDeletionMark) : chosen;
  const readable = (definition: StreamDefinition): readonly FieldDefinition[] => readableFields(definition, config);
  await surroundings.stdout.write(encoders[protocol](definitions, readable));
  return 0;
}
