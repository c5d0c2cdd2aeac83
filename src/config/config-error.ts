import { ConnectorError } from '../core/connector-error.ts';

/** One fault of a configuration; `setting` is its name, never its value. */
export interface ConfigProblem {
  readonly setting: string | undefined;
  readonly problem: string;
}

/** The error that lists all faults of a configuration, one a line. */
export function configError(problems: readonly ConfigProblem[]): ConnectorError {
  const lines = problems.map(({ setting, problem }) => (setting === undefined ? problem : `\`${setting}\` ${problem}`));
  const [only] = lines;
  const message =
    lines.length === 1
      ? `The configuration is not usable: ${only}.`
      : `The configuration has ${lines.length} faults:\n${lines.map((line) => `  - ${line}`).join('\n')}`;
  return new ConnectorError('config', 'CONFIG_INVALID', `${message}\nSee the settings with \`tap-fluxx --about\`.`);
}
