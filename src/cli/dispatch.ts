import { assertNever } from '../core/assert-never.ts';
import type { Command } from './command.ts';
import { about } from './commands/about.ts';
import { check } from './commands/check.ts';
import { dictionary } from './commands/dictionary.ts';
import { discover } from './commands/discover.ts';
import { read } from './commands/read.ts';
import { spec } from './commands/spec.ts';
import { validate } from './commands/validate.ts';
import type { ExitCode, Surroundings } from './surroundings.ts';

/** Runs a command. @throws ConnectorError for what stops it */
export function dispatch(command: Command, surroundings: Surroundings): Promise<ExitCode> {
  switch (command.kind) {
    case 'spec':
      return spec(surroundings);
    case 'check':
      return check(command.config, surroundings);
    case 'discover':
      return discover(command, surroundings);
    case 'read':
      return read(command, surroundings);
    case 'dictionary':
      return dictionary(command, surroundings);
    case 'about':
      return about(command.format, surroundings);
    case 'validate':
      return validate(command, surroundings);
    default:
      return assertNever(command);
  }
}

/** Whether the one who called expects Airbyte messages, also about failures. */
export function speaksAirbyte(command: Command): boolean {
  return (
    command.kind === 'spec' || command.kind === 'check' || ('protocol' in command && command.protocol === 'airbyte')
  );
}
