import { counted } from '../../core/counted.ts';
import { renderDictionary } from '../../dictionary/render-dictionary.ts';
import { readPackageText } from '../../platform/package-files.ts';
import { type Destination, replaceFile } from '../../platform/replace-file.ts';
import { checkOutput } from '../check-output.ts';
import type { Command } from '../command.ts';
import { discoverInstance } from '../discover-instance.ts';
import { openConfig } from '../open-config.ts';
import type { ExitCode, Surroundings } from '../surroundings.ts';

type DictionaryCommand = Command & { readonly kind: 'dictionary' };

/**
 * Writes the page of the instance's models and fields. `-` is stdout.
 * @throws ConnectorError OUTPUT_FAILED when the file cannot be written or is none of ours; it is then left as it was
 */
export async function dictionary(command: DictionaryCommand, surroundings: Surroundings): Promise<ExitCode> {
  const { log, stdout, now, version } = surroundings;
  const config = await openConfig(command.config, surroundings);
  const destination: Destination = { path: command.output, advice: 'Name another --output.' };
  const toStdout = command.output === '-';
  if (!toStdout) await checkOutput(destination, command.config);
  const definitions = await discoverInstance(config, command, surroundings);
  const heading = {
    host: new URL(config.baseUrl).host,
    madeAt: new Date(now()).toISOString(),
    version,
    probed: command.probe,
    usedPages: command.referencePages !== undefined,
  };
  const assets = { style: readPackageText('dictionary/page.css'), script: readPackageText('dictionary/page.js') };
  const page = renderDictionary(definitions, heading, assets);
  if (toStdout) {
    await stdout.write(page);
    await stdout.flush();
    if (stdout.isClosed()) return 0; // nobody has all of it; a failure is told of, and counts, at the end of the run
  } else {
    await replaceFile(destination, page);
  }
  const fieldCount = definitions.reduce((sum, { fields }) => sum + fields.length, 0);
  const place = toStdout ? 'stdout' : command.output;
  log('info', `${counted(definitions.length, 'model')}, ${counted(fieldCount, 'field')} written to ${place}`);
  return 0;
}
