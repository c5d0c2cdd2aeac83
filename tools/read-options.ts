import { parseArgs } from 'node:util';

/** An option of the command line, which takes a whole number. */
export interface NumberOption {
  readonly least: number;
  readonly most: number;
  /** For whoever looks for the options. */
  readonly help: string;
}

/** What the command line says, or a sentence that tells what is wrong with it and which options there are. */
export function readOptions<Name extends string>(
  options: Readonly<Record<Name, NumberOption>>,
  parameters: readonly string[] = process.argv.slice(2),
): Readonly<Partial<Record<Name, number>>> | string {
  const known = Object.entries<NumberOption>(options);
  const list = ['Options:', ...known.map(([name, { help }]) => `  --${name} N  ${help}`)].join('\n');
  const values: Partial<Record<string, number>> = {};
  try {
    const asked = parseArgs({
      args: [...parameters],
      options: Object.fromEntries(known.map(([name]) => [name, { type: 'string' } as const])),
    });
    for (const [name, { least, most }] of known) {
      const text = asked.values[name];
      if (text === undefined) continue;
      const number = /^[0-9]{1,10}$/.test(text) ? Number(text) : Number.NaN;
      if (!(number >= least && number <= most)) {
        return `--${name} takes a whole number from ${least} to ${most}, not "${text}".\n${list}`;
      }
      values[name] = number;
    }
  } catch (error) {
    return `${error instanceof Error ? error.message : String(error)}\n${list}`;
  }
  return values as Partial<Record<Name, number>>;
}
