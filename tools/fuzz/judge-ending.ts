import { Readable } from 'node:stream';
import { errorCodes } from '../../src/core/error-codes.ts';
import { validateMessages } from '../../src/validate/validate-messages.ts';
import { findSecret } from '../../test/support/planted-secrets.ts';
import { catalogOf } from './catalogs.ts';
import type { Output } from './read-output.ts';
import { at } from './read-output.ts';
import type { Ending } from './run-program.ts';
import type { Scenario } from './scenario.ts';

/** What is wrong with the way a call ended, whatever it was answered; `undefined` where nothing is. */
export function judgeEnding(scenario: Scenario, ending: Ending, output: Output): string | undefined {
  const { exitCode, mishap, stdout, stderr } = ending;
  if (mishap !== undefined) return mishap;
  if (exitCode !== 0 && exitCode !== 1) return `exit code ${String(exitCode)}`;
  const secret = findSecret(stdout) ?? findSecret(stderr);
  if (secret !== undefined) return `it printed ${secret}`;
  if (/(?:\n|\\n)\s+at .+:\d+:\d+/.test(stdout + stderr)) return 'it printed a stack trace';
  const unknown = output.codes.find((code) => !Object.hasOwn(errorCodes, code) || code === 'INTERNAL');
  if (unknown !== undefined) return `an error of the code ${unknown}`;
  if (exitCode === 1 && output.codes.length === 0) return 'exit code 1 without an error';
  if (exitCode === 0 && output.codes.length > 0) return `exit code 0 with the error ${output.codes[0]}`;
  if (scenario.kind === 'check' && exitCode === 0 && !['SUCCEEDED', 'FAILED'].includes(statusOf(output) ?? '')) {
    return 'a check without an answer';
  }
  return undefined;
}

/** How a check came out. */
export function statusOf({ messages }: Output): string | undefined {
  const status = messages
    .map((message) => at(message, 'connectionStatus', 'status'))
    .find((found) => found !== undefined);
  return typeof status === 'string' ? status : undefined;
}

/** The first rule that a line breaks. A Singer catalog is no message: it is compared as a whole. */
export async function judgeMessages(
  scenario: Scenario,
  { stdout }: Ending,
  { warnings }: Output,
): Promise<string | undefined> {
  if (stdout === '' || scenario.kind === '--discover') return undefined;
  // Singer's messages bring their schemas along; to compile those of a catalog takes as long as the rest of a run.
  const catalog = scenario.kind === 'read' && scenario.isHeldToCatalog ? catalogOf(scenario) : undefined;
  const { faults } = await validateMessages(Readable.from([Buffer.from(stdout)]), { catalog });
  const fault = faults.find(({ rule }) => {
    // Where an instance is said not to have what `streams` names, nothing is left, and a warning says so.
    if (rule === 'catalog-without-streams') return warnings.length === 0;
    return true;
  });
  return fault && `line ${fault.line} breaks ${fault.rule}: ${fault.message}`;
}
