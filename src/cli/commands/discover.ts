import { discoverStreams, readableFields } from '../../catalog/discover-streams.ts';
import { applyChoices } from '../../config/apply-choices.ts';
import type { FieldDefinition, StreamDefinition } from '../../core/stream-definition.ts';
import { encodeAirbyteCatalog } from '../../protocols/airbyte/encode-catalog.ts';
import { encodeSingerCatalog } from '../../protocols/singer/encode-catalog.ts';
import type { ProtocolName } from '../command.ts';
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
  const names = config.streams?.map(({ name }) => name);
  const discovered = await discoverStreams(surroundings.createSource(config), { ...config, names }, surroundings.log);
  const definitions = applyChoices(discovered, config.streams);
  const readable = (definition: StreamDefinition): readonly FieldDefinition[] => readableFields(definition, config);
  await surroundings.stdout.write(encoders[protocol](definitions, readable));
  return 0;
}
