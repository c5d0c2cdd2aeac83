import { toLine } from '../../protocols/sync-encoder.ts';
import type { ExitCode, Surroundings } from '../surroundings.ts';

/** Prints the SPEC message. Needs no network. */
export async function spec({ stdout, spec: specification }: Surroundings): Promise<ExitCode> {
  await stdout.write(toLine({ type: 'SPEC', spec: specification }));
  return 0;
}
