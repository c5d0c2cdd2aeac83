import type { AboutFormat, Command, DiscoveryOptions, Extent, ParsedArguments } from './command.ts';
import { findMisuse } from './find-misuse.ts';
import { createOptionParser, formats, type Options } from './option-parser.ts';

/** Reads the command line. Never throws, never ends the process: a wrong call is an answer with exit code 2. */
export function parseArguments(argv: readonly string[], version: string): ParsedArguments {
  let printed = '';
  let problem: string | undefined;
  const parser = createOptionParser(version).fail((message, error) => {
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
  return { command, verbosity: options.debug === true ? 'debug' : 'normal', notices: findOldNames(options) };
}

function findOldNames({ properties }: Options): readonly string[] {
  return properties === undefined ? [] : ['--properties is an older name of --catalog: write --catalog instead'];
}

/** The command, or what is wrong with the call. */
function toCommand(options: Options): Command | string {
  const [verb, ...others] = options._.map(String);
  if (others.length > 0) return `Unknown argument: ${others.join(' ')}`;
  const misuse = findMisuse(verb, options);
  if (misuse !== undefined) return misuse;
  if (options.about !== undefined) return toAbout(verb, options.about, options.format);
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
      return config.length > 0
        ? { kind: 'discover', protocol: 'airbyte', ...toDiscovery(config, options) }
        : needsConfig;
    case 'dictionary':
      if (config.length === 0) return needsConfig;
      if (options.output === undefined) return 'Missing --output: name the file to write, or - for stdout';
      return { kind: 'dictionary', output: options.output, ...toDiscovery(config, options) };
    case 'read':
      if (config.length === 0) return needsConfig;
      if (catalog === undefined) return 'Missing --catalog: name a configured catalog';
      return { kind: 'read', protocol: 'airbyte', config, catalog, state: options.state, extent: 'all' };
    case undefined:
      if (config.length === 0) return needsConfig;
      if (options.discover) return { kind: 'discover', protocol: 'singer', ...toDiscovery(config, options) };
      return toSync(config, catalog, options);
    default:
      return `Unknown verb: ${verb}`;
  }
}

function toSync(
  config: readonly string[],
  catalog: string | undefined,
  { state, test = 'disabled' }: Options,
): Command | string {
  const extent = extents.get(test);
  if (extent === undefined) return `Unknown test: ${test}; there are ${[...extents.keys()].filter(Boolean).join(', ')}`;
  return { kind: 'read', protocol: 'singer', config, catalog, state, extent };
}

/** The words of the Meltano SDK's taps; the bare option is an empty one. */
const extents: ReadonlyMap<string, Extent> = new Map([
  ['', 'one record'],
  ['all', 'one record'],
  ['records', 'one record'],
  ['schema', 'schema'],
  ['disabled', 'all'],
]);

function toDiscovery(config: readonly string[], options: Options): DiscoveryOptions {
  const { probe = false, 'reference-pages': referencePages } = options;
  return { config, probe, referencePages };
}

/** `--about json` and `--about=json` are what people type for `--about --format json`. */
function toAbout(verb: string | undefined, word: string, named: AboutFormat | undefined): Command | string {
  if (verb !== undefined) return `Unknown argument beside --about: ${verb}`;
  const format = word === '' ? (named ?? 'text') : formats.find((known) => known === word);
  if (format === undefined) return `Unknown format: ${word}; there are ${formats.join(', ')}`;
  if (named !== undefined && named !== format) return `--about ${word} and --format ${named} do not agree`;
  return { kind: 'about', format };
}

/** What is misplaced behind a `=` may be a secret: of `client_secret=...` the name says enough. */
function wrong(problem: string): ParsedArguments {
  return { text: `${problem.replace(/=\S+/g, '=...')}\nSee tap-fluxx --help.\n`, exitCode: 2 };
}
