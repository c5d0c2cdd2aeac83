import { readJsonFile } from '../../platform/json-file.ts';
import { formatReport } from '../../validate/format-report.ts';
import { validateMessages } from '../../validate/validate-messages.ts';
import type { Command } from '../command.ts';
import type { ExitCode, Surroundings } from '../surroundings.ts';

type ValidateCommand = Command & { readonly kind: 'validate' };

/**
 * Checks the messages on stdin and prints what is wrong with them. Exit code 1 when anything is. A signal ends the input:
 * what was found until then is printed all the same.
 * @throws ConnectorError FILE_UNREADABLE (the catalog, stdin), FILE_NOT_JSON (the catalog)
 */
export async function validate(
  { catalog: path }: ValidateCommand,
  { openStdin, stdout, signal }: Surroundings,
): Promise<ExitCode> {
  const catalog = path === undefined ? undefined : await readJsonFile(path, 'catalog');
  const report = await validateMessages(openStdin(), { catalog, signal });
  await stdout.write(formatReport(report));
  return report.faultCount === 0 ? 0 : 1;
}
