import { ConnectorError } from '../core/connector-error.ts';
import { pageBeginning } from '../dictionary/render-dictionary.ts';
import { holdsOther, isSameFile } from '../platform/existing-file.ts';
import { checkWritable, type Destination } from '../platform/replace-file.ts';

/**
 * Fails now if the dictionary could not be written there later, or would take the place of something else: a mistyped
 * path must not cost anybody a file.
 * @param config the places that `--config` names
 * @throws ConnectorError OUTPUT_FAILED
 */
export async function checkOutput(destination: Destination, config: readonly string[]): Promise<void> {
  const { path, advice } = destination;
  await checkWritable(destination);
  const files = config.filter((place) => place !== 'ENV');
  const isConfig = await Promise.all(files.map((file) => isSameFile(file, path)));
  if (isConfig.includes(true)) throw refused(path, `it is a file that --config names. ${advice}`);
  if (await holdsOther(path, pageBeginning)) {
    throw refused(path, 'it is there, and is no dictionary of tap-fluxx. Delete it, or name another --output.');
  }
}

function refused(path: string, reason: string): ConnectorError {
  return new ConnectorError('config', 'OUTPUT_FAILED', `Cannot write ${path}: ${reason}`);
}
