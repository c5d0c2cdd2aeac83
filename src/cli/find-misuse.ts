import type { Options } from './option-parser.ts';

type Flag = Exclude<keyof Options, '_' | 'debug'>;

const files = ['config', 'catalog', 'properties', 'state'] as const satisfies readonly Flag[];
/** What names a file or a folder. */
const paths = [...files, 'reference-pages', 'output'] as const satisfies readonly Flag[];
const discovery = ['config', 'probe', 'reference-pages'] as const satisfies readonly Flag[];
const flags: readonly Flag[] = [...paths, 'discover', 'probe', 'test', 'about', 'format'];

/** What each verb makes use of. Airbyte passes nothing else. */
const taken: ReadonlyMap<string, readonly Flag[]> = new Map<string, readonly Flag[]>([
  ['spec', []],
  ['check', ['config']],
  ['discover', discovery],
  ['read', files],
  ['dictionary', [...discovery, 'output']],
  ['validate', ['catalog', 'properties']],
]);

/**
 * Without a verb. --about and --discover have no use for most files, and take them all the same: Meltano puts those of a
 * sync that are there already before whatever else it asks for (`--config F --state F --discover`).
 */
const takenByDiscovery: readonly Flag[] = [...files, ...discovery, 'discover'];
const takenByAbout: readonly Flag[] = [...files, 'about', 'format'];

/** What is wrong with the options as such, or beside each other; an option that would be ignored is a mistake as well. */
export function findMisuse(verb: string | undefined, options: Options): string | undefined {
  const given = flags.filter((flag) => options[flag] !== undefined);
  const repeated = given.find((flag) => flag !== 'config' && Array.isArray(options[flag]));
  if (repeated !== undefined) return `--${repeated} is given more than once`;
  const empty = paths.find((flag) => [options[flag]].flat().includes(''));
  if (empty !== undefined) return `--${empty} needs a path${empty === 'config' ? ', or ENV' : ''}`;
  if (options.catalog !== undefined && options.properties !== undefined) {
    return '--catalog and --properties are two names of one option: leave one of them out';
  }
  if (options.format !== undefined && options.about === undefined) return '--format is for --about alone';
  return findIgnored(verb, given);
}

function findIgnored(verb: string | undefined, given: readonly Flag[]): string | undefined {
  // A verb beside --about, or one that does not exist, is told of elsewhere.
  if (given.includes('about')) return nameIgnored('--about', given, takenByAbout);
  if (verb === undefined && given.includes('discover')) return nameIgnored('--discover', given, takenByDiscovery);
  if (verb === undefined) return nameIgnored('A sync', given, [...files, 'test']);
  return nameIgnored(verb, given, taken.get(verb) ?? flags);
}

function nameIgnored(call: string, given: readonly Flag[], known: readonly Flag[]): string | undefined {
  const ignored = given.filter((flag) => !known.includes(flag)).map((flag) => `--${flag}`);
  return ignored.length > 0 ? `${call} does not take ${ignored.join(' or ')}` : undefined;
}
