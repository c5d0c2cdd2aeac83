import yargs from 'yargs';
import type { AboutFormat, Command, ParsedArguments } from './command.ts';

const epilogue = `Without a verb it is a Singer tap:
  tap-fluxx --config config.json --discover > catalog.json
  tap-fluxx --config config.json --catalog catalog.json [--state state.json] | target-...

--config may be repeated (later files win), or be ENV: then TAP_FLUXX_<SETTING> is read from the
environment.
Either kind of catalog and either kind of state is accepted by both.
Exit codes: 0 done, 1 something failed, 2 wrong usage; a signal ends a run by itself (143, 130).
check answers FAILED with exit code 0 (Airbyte's convention) when you can mend it, with 1 when not.`;

const formats: readonly AboutFormat[] = ['text', 'json', 'markdown'];

/** Reads the command line. Never throws, never ends the process: a wrong call is an answer with exit code 2. */
export function parseArguments(argv: readonly string[], version: string): ParsedArguments {
  let printed = '';
  let problem: string | undefined;
  const parser = createParser(version).fail((message, error) => {
    problem ??= message ?? error.message;
  });
  const parsed = parser.parse([...argv], {}, (_error: unknown, _argv: unknown, output: string) => {
    printed = output;
  });
  if (problem !== undefined) return wrong(problem);
  if (printed !== '') return { text: `${printed}\n`, exitCode: 0 };
  const options = parsed as unknown as Options;
  const command = toCommand(options);
  if (typeof command === 'string') return wrong(command);
  return { command, verbosity: options.debug === true ? 'debug' : 'normal' };
}

/** What the parser below leaves. */
interface Options {
  readonly _: readonly (string | number)[];
  readonly config?: readonly string[];
  readonly catalog?: string;
  readonly properties?: string;
  readonly state?: string;
  readonly discover?: boolean;
  /** Its format, empty where none is given; `false` for --no-about. */
  readonly about?: string | false;
  readonly format?: AboutFormat;
  readonly debug?: boolean;
}

function createParser(version: string): ReturnType<typeof yargs> {
  return (
    yargs([])
      .scriptName('tap-fluxx')
      .usage('Reads a Fluxx instance.\n\nUsage: $0 [verb] [options]')
      .command('spec', 'Airbyte: print the connector specification')
      .command('check', 'Airbyte: try the connection')
      .command('discover', 'Airbyte: print the catalog of streams')
      .command('read', 'Airbyte: read the streams of a configured catalog')
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
      .option('discover', { alias: 'd', type: 'boolean', describe: 'Singer: print the catalog of streams' })
      .option('about', { type: 'string', describe: 'describe the tap and its settings' })
      .option('format', { choices: formats, describe: 'the form of --about' })
      .option('debug', { type: 'boolean', describe: 'log every decision' })
      .version(`tap-fluxx ${version}`)
      .help()
      .alias('help', 'h')
      .epilogue(epilogue)
      .wrap(100)
      .strictOptions()
      // Messages in the language of the machine would be half ours, half its.
      .detectLocale(false)
      .exitProcess(false)
  );
}

/** The command, or what is wrong with the call. */
function toCommand(options: Options): Command | string {
  const [verb, ...others] = options._.map(String);
  const single = ['catalog', 'properties', 'state', 'format', 'about'] as const;
  const repeated = single.find((name) => Array.isArray(options[name]));
  if (repeated !== undefined) return `--${repeated} is given more than once`;
  if (others.length > 0) return `Unknown argument: ${others.join(' ')}`;
  if (typeof options.about === 'string') return toAbout(verb, options.about, options.format);
  const config = options.config ?? [];
  const catalog = options.catalog ?? options.properties;
  const needsConfig = 'Missing --config: name a file of settings, or ENV';
  switch (verb) {
    case 'spec':
      return { kind: 'spec' };
    case 'validate':
      return { kind: 'validate', catalog };
    case 'check':
      return config.length > 0 ? { kind: 'check', config } : needsConfig;
    case 'discover':
      return config.length > 0 ? { kind: 'discover', config, protocol: 'airbyte' } : needsConfig;
    case 'read':
      if (config.length === 0) return needsConfig;
      if (catalog === undefined) return 'Missing --catalog: name a configured catalog';
      return { kind: 'read', protocol: 'airbyte', config, catalog, state: options.state };
    case undefined:
      if (config.length === 0) return needsConfig;
      if (options.discover) return { kind: 'discover', config, protocol: 'singer' };
      return { kind: 'read', protocol: 'singer', config, catalog, state: options.state };
    default:
      return `Unknown verb: ${verb}`;
  }
}

/** `--about json` and `--about=json` are what people type for `--about --format json`. */
function toAbout(verb: string | undefined, word: string, named: AboutFormat | undefined): Command | string {
  if (verb !== undefined) return `Unknown argument beside --about: ${verb}`;
  const format = word === '' ? (named ?? 'text') : formats.find((known) => known === word);
  if (format === undefined) return `Unknown format: ${word}; there are ${formats.join(', ')}`;
  if (named !== undefined && named !== format) return `--about ${word} and --format ${named} do not agree`;
  return { kind: 'about', format };
}

function wrong(problem: string): ParsedArguments {
  return { text: `${problem}\nSee tap-fluxx --help.\n`, exitCode: 2 };
}
