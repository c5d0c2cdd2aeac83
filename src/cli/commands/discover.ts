import { readableFields, withheldSecrets } from '../../catalog/readable-fields.ts';
import type { StreamDefinition } from '../../core/stream-definition.ts';
import { encodeAirbyteCatalog } from '../../protocols/airbyte/encode-catalog.ts';
import type { CatalogFields } from '../../protocols/catalog-fields.ts';
import { encodeSingerCatalog } from '../../protocols/singer/encode-catalog.ts';
import type { Command } from '../command.ts';
import { discoverInstance } from '../discover-instance.ts';
import { openConfig } from '../open-config.ts';
import type { ExitCode, Surroundings } from '../surroundings.ts';

const encoders = { airbyte: encodeAirbyteCatalog, singer: encodeSingerCatalog } as const;

type DiscoverCommand = Command & { readonly kind: 'discover' };

/** Prints the catalog of the instance's streams. */
export async function discover(command: DiscoverCommand, surroundings: Surroundings): Promise<ExitCode> {
  const config = await openConfig(command.config, surroundings);
  const definitions = await discoverInstance(config, command, surroundings);
  const fieldsOf = (definition: StreamDefinition): CatalogFields => ({
    readable: readableFields(definition, config),
    withheld: withheldSecrets(definition, config),
  });
  await surroundings.stdout.write(encoders[command.protocol](definitions, fieldsOf));
  return 0;
}
