import { formatReport } from '../../validate/format-report.ts';
import { validateMessages } from '../../validate/validate-messages.ts';
import type { ExitCode, Surroundings } from '../surroundings.ts';

/** Checks the messages on stdin and prints what is wrong with them. Exit code 1 when anything is. */
export async function validate({ stdin, stdout }: Surroundings): Promise<ExitCode> {
  const report = await validateMessages(stdin);
  await stdout.write(formatReport(report));
  return report.faultCount === 0 ? 0 : 1;
}
