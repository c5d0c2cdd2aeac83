import { counted } from '../../core/counted.ts';
import { renderDictionary } from '../../dictionary/render-dictionary.ts';
import { readPackageText } from '../../platform/package-files.ts';
import { checkWritable, replaceFile } from '../../platform/replace-file.ts';
import type { Command } from '../command.ts';
import { discoverInstance } from '../discover-instance.ts';
import { openConfig } from '../open-config.ts';
import type { ExitCode, Surroundings } from '../surroundings.ts';

type DictionaryCommand = Command & { readonly kind: 'dictionary' };

/**
 * Writes the page of the instance's models and fields. `-` is stdout.
 * @throws ConnectorError OUTPUT_FAILED when the file cannot be written; an older one is then left as it was
 */
export async function dictionary(command: DictionaryCommand, surroundings: Surroundings): Promise<ExitCode> {
  const { output } = command;
  const { log, stdout, now, version } = surroundings;
  const config = await openConfig(command.config, surroundings);
  if (output !== '-') await checkWritable(output);
  const definitions = await discoverInstance(config, command, surroundings);
  const heading = { host: new URL(config.baseUrl).host, madeAt: new Date(now()).toISOString(), version };
  const assets = { style: readPackageText('dictionary/page.css'), script: readPackageText('dictionary/page.js') };
  const page = renderDictionary(definitions, heading, assets);
  await (output === '-' ? stdout.write(page) : replaceFile(output, page));
  const fieldCount = definitions.reduce((sum, { fields }) => sum + fields.length, 0);
  const place = output === '-' ? 'stdout' : output;
  log('info', `${counted(definitions.length, 'model')}, ${counted(fieldCount, 'field')} written to ${place}`);
  return 0;
}
