import { specLine } from '../../protocols/airbyte/messages.ts';
import type { ExitCode, Surroundings } from '../surroundings.ts';

/** Prints the SPEC message. Needs no network. */
export async function spec({ stdout, spec: specification }: Surroundings): Promise<ExitCode> {
  await stdout.write(specLine(specification));
  return 0;
}
