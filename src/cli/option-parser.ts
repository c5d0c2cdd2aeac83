import yargs from 'yargs';
import type { AboutFormat } from './command.ts';

/** The options of a call, as the parser leaves them: one that is given twice comes as a list. */
export interface Options {
  readonly _: readonly (string | number)[];
  readonly config?: readonly string[];
  readonly catalog?: string;
  readonly properties?: string;
  readonly state?: string;
  readonly output?: string;
  readonly discover?: boolean;
  readonly probe?: boolean;
  readonly 'reference-pages'?: string;
  /** Its format, empty where none is given. */
  readonly about?: string;
  /** How much of a test, empty where that is left out. */
  readonly test?: string;
  readonly format?: AboutFormat;
  readonly debug?: boolean;
}

/** The forms of `--about`. */
export const formats: readonly AboutFormat[] = ['text', 'json', 'markdown'];

const epilogue = `Without a verb it is a Singer tap:
  tap-fluxx --config config.json --discover > catalog.json
  tap-fluxx --config config.json --catalog catalog.json [--state state.json] | target-...

--config may be repeated (later files win), or be ENV: then TAP_FLUXX_<SETTING> is read from the
environment.
Either kind of catalog and either kind of state is accepted by both.
Exit codes: 0 done, 1 something failed, 2 wrong usage; a signal ends a run by itself (143, 130, 129).
check answers FAILED with exit code 0 (Airbyte's convention) when you can mend it, with 1 when not.`;

/** Every verb and option there is, with the help about them. */
export function createOptionParser(version: string): ReturnType<typeof yargs> {
  return (
    yargs([])
      .scriptName('tap-fluxx')
      .usage('Reads a Fluxx instance.\n\nUsage: $0 [verb] [options]')
      .command('spec', 'Airbyte: print the connector specification')
      .command('check', 'Airbyte: try the connection')
      .command('discover', 'Airbyte: print the catalog of streams')
      .command('read', 'Airbyte: read the streams of a configured catalog')
      .command('dictionary', 'write a page for people: every model and field, with a search')
      .command('validate', 'check messages of either protocol on stdin, line by line')
      .option('config', {
        alias: 'c',
        type: 'string',
        array: true,
        nargs: 1,
        describe: 'a JSON file of settings, or ENV',
      })
      .option('catalog', {
        type: 'string',
        requiresArg: true,
        describe: 'the streams to read; left out: all (Singer). For validate: what to check against',
      })
      .option('properties', { alias: 'p', type: 'string', requiresArg: true, describe: 'older name of --catalog' })
      .option('state', { alias: 's', type: 'string', requiresArg: true, describe: 'where the last run ended' })
      .option('output', {
        alias: 'o',
        type: 'string',
        requiresArg: true,
        describe: 'where the dictionary goes; - is stdout',
      })
      .option('discover', { alias: 'd', type: 'boolean', describe: 'Singer: print the catalog of streams' })
      .option('probe', {
        type: 'boolean',
        describe:
          'for discovery and dictionary: ask for each model whether it is there and what it has (1 or 2 calls each)',
      })
      .option('reference-pages', {
        type: 'string',
        requiresArg: true,
        describe: "for discovery and dictionary: a folder of pages saved from the instance's /api/rest/v2/<Model>/doc",
      })
      .option('test', {
        type: 'string',
        describe: 'Singer: read one record of each stream; --test=schema: print the schemas alone',
      })
      .option('about', { type: 'string', describe: 'describe the tap and its settings' })
      .option('format', { choices: formats, describe: 'the form of --about' })
      .option('debug', { type: 'boolean', describe: 'log every decision' })
      .version(`tap-fluxx ${version}`)
      .help()
      .alias('help', 'h')
      .epilogue(epilogue)
      .wrap(100)
      .strictOptions()
      // Otherwise --no-catalog would make `false` of a path, and --catalog.x an object.
      .parserConfiguration({ 'boolean-negation': false, 'dot-notation': false, 'camel-case-expansion': false })
      // Messages in the language of the machine would be half ours, half its.
      .detectLocale(false)
      .exitProcess(false)
  );
}
