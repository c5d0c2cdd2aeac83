import { at, type Message } from './messages.ts';
import type { FinishedProcess } from './run-tap.ts';

/** What a user is told about a run that did not succeed. */
export interface Verdict {
  readonly exitCode: number | null;
  /** Every message about a failure, from a status, a trace or the log of a Singer tap; there should be one. */
  readonly messages: readonly string[];
}

/** Finds the messages about failures in what was printed under either protocol. */
export function verdictOf(run: FinishedProcess): Verdict {
  const told = run.lines
    .filter((line) => line.startsWith('{'))
    .map((line): Message => JSON.parse(line))
    .flatMap((message) => [at(message, 'connectionStatus', 'message'), at(message, 'trace', 'error', 'message')])
    .filter((message) => message !== undefined)
    .map(String);
  // A message of several lines goes on until the next line of the log.
  const logged = run.stderr
    .split(/^(?=[0-9]{4}-[0-9]{2}-[0-9]{2} )/m)
    .filter((entry) => entry.includes('| CRITICAL |'));
  return { exitCode: run.exitCode, messages: [...told, ...logged] };
}
