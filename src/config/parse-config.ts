import { parseInstant } from '../core/instant.ts';
import type { Log } from '../core/logger.ts';
import type { StreamName } from '../core/stream-definition.ts';
import { compileSchema, type SchemaProblem } from '../platform/json-schema.ts';
import type { Config, Settings, StreamChoice } from './config.ts';
import { type ConfigProblem, configError } from './config-error.ts';
import { expandUri } from './expand-uri.ts';
import { toBaseUrl } from './instance-url.ts';
import { splitList } from './split-list.ts';

/** What `spec.json` guarantees once a configuration was validated against it, with its defaults. */
interface ValidatedConfig {
  readonly instance: string;
  readonly client_id: string;
  readonly client_secret: string;
  readonly start_date?: string;
  readonly streams?: readonly string[];
  readonly fields: 'all' | 'stored';
  readonly custom_fields: boolean;
  readonly dynamic_models: boolean;
  readonly multi_select: 'values' | 'paths';
  readonly lookback_minutes: number;
  readonly detect_deletions: boolean;
  readonly page_size: number;
  readonly concurrency: number;
  readonly requests_per_minute: number;
  readonly include_secrets: boolean;
  readonly request_timeout_seconds: number;
  readonly max_retries: number;
  readonly user_agent?: string;
  readonly emit_activate_version_messages: boolean;
  readonly flattening_enabled: boolean;
  readonly flattening_max_depth: number;
  readonly flattening_separator: string;
  readonly flattening_max_key_length: number;
}

/** What a configuration is validated against, and what is filled in where it says nothing. */
export interface ConfigRules {
  /** `connectionSpecification` of `spec.json`. */
  readonly schema: { readonly properties?: Readonly<Record<string, { readonly type?: unknown }>> };
  readonly defaultUserAgent: string;
}

/**
 * Turns what was read from files or the environment into a `Config`.
 * @throws ConnectorError CONFIG_INVALID that lists every fault at once, by name, never by value (but entries of `streams` as text)
 */
export function parseConfig(given: Settings, rules: ConfigRules, log: Log): Config {
  const { settings: expanded, problems: uriProblems, overruled } = expandUri(given);
  for (const name of overruled) log('warn', `What \`uri\` says of \`${name}\` is not used: the setting \`${name}\` is`);
  const settings = tidy(expanded, rules.schema);
  // A faulty URI is one fault: what it stands for is not missing as well.
  const schema = uriProblems.length === 0 ? rules.schema : { ...rules.schema, required: [] };
  const result = compileSchema<ValidatedConfig>(schema)(settings);
  const textual = typeof given['streams'] === 'string' ? settings['streams'] : undefined;
  const problems: ConfigProblem[] = [
    ...uriProblems,
    ...result.problems.map((problem) => toConfigProblem(problem, textual)),
    ...repeatedStreams(settings['streams']),
  ];
  const base = judgeInstance(settings['instance']);
  if (base && 'problem' in base) problems.push({ setting: 'instance', problem: base.problem });
  if (problems.length > 0 || result.value === undefined || !base || 'problem' in base) throw configError(problems);
  return toConfig(result.value, base.url, rules.defaultUserAgent);
}

/** `undefined` where the schema has found fault already. A name of digits alone may come as a number. */
function judgeInstance(setting: unknown): ReturnType<typeof toBaseUrl> | undefined {
  const instance = typeof setting === 'number' ? String(setting) : setting;
  return typeof instance === 'string' && instance !== '' ? toBaseUrl(instance) : undefined;
}

/** A map: in an object, a setting called `__proto__` or `constructor` would find what every object has. */
const menders: ReadonlyMap<string, (text: string) => unknown> = new Map<string, (text: string) => unknown>([
  ['client_id', (text) => text.trim()],
  ['client_secret', (text) => text.trim()],
  ['streams', splitList],
]);

/** Mends what copying and typing leave: blanks around credentials, a list in the form of text, and Python's `True`. */
function tidy(settings: Settings, { properties = {} }: ConfigRules['schema']): Settings {
  const entries = Object.entries(settings).map(([name, value]) => {
    if (typeof value !== 'string') return [name, value];
    const isBoolean = Object.hasOwn(properties, name) && properties[name]?.type === 'boolean';
    return [name, isBoolean ? value.toLowerCase() : (menders.get(name)?.(value) ?? value)];
  });
  return Object.fromEntries(entries);
}

/** What somebody can have meant for a model and fields, and mistyped. Anything else may be a secret in the wrong place. */
const likeAName = /^[\w:,. ;*[\]{}"'-]{1,100}$/;

/**
 * Whoever gave `streams` as text has numbered no entries, and what is wrong may be how the text was split: the entry is
 * shown, if it looks like a name. `textual` is the list that was made of the text.
 */
function toConfigProblem({ path, message }: SchemaProblem, textual: unknown): ConfigProblem {
  const index = /^streams\.([0-9]+)$/.exec(path)?.[1];
  if (index === undefined || !Array.isArray(textual))
    return { setting: path === '' ? undefined : path, problem: message };
  const entry: unknown = textual[Number(index)];
  const shown = likeAName.test(String(entry)) ? `the entry ${JSON.stringify(entry)}` : 'an entry';
  return { setting: 'streams', problem: `has ${shown}, which ${message}` };
}

/** A stream that is listed twice would be read twice. */
function repeatedStreams(streams: unknown): readonly ConfigProblem[] {
  const names = Array.isArray(streams) ? streams.map((entry) => /^\w+(?=:|$)/.exec(String(entry))?.[0]) : [];
  const repeated = new Set(names.filter((name, index) => name !== undefined && names.indexOf(name) !== index));
  return [...repeated].map((name) => ({ setting: 'streams', problem: `names ${name} twice` }));
}

function toConfig(settings: ValidatedConfig, baseUrl: string, defaultUserAgent: string): Config {
  return {
    baseUrl,
    clientId: settings.client_id,
    clientSecret: settings.client_secret,
    startDate: parseInstant(settings.start_date),
    streams: settings.streams && settings.streams.length > 0 ? settings.streams.map(toStreamChoice) : undefined,
    fields: settings.fields,
    customFields: settings.custom_fields ? 'discover' : 'leave-out',
    dynamicModels: settings.dynamic_models ? 'discover' : 'leave-out',
    multiSelect: settings.multi_select,
    lookbackSeconds: settings.lookback_minutes * 60,
    detectDeletions: settings.detect_deletions,
    pageSize: settings.page_size,
    concurrency: settings.concurrency,
    requestsPerMinute: settings.requests_per_minute,
    secrets: settings.include_secrets ? 'include' : 'leave-out',
    requestTimeoutMs: settings.request_timeout_seconds * 1000,
    maxRetries: settings.max_retries,
    userAgent: settings.user_agent ?? defaultUserAgent,
    singer: {
      activatesVersions: settings.emit_activate_version_messages,
      flattening: settings.flattening_enabled ? toFlattening(settings) : undefined,
    },
  };
}

function toFlattening(settings: ValidatedConfig): Config['singer']['flattening'] {
  return {
    maxDepth: settings.flattening_max_depth,
    separator: settings.flattening_separator,
    maxKeyLength: settings.flattening_max_key_length,
  };
}

function toStreamChoice(text: string): StreamChoice {
  const [name = '', list] = text.split(':');
  return { name: name as StreamName, fields: list?.split(',') };
}
