import { parseInstant } from '../core/instant.ts';
import { isObject } from '../core/json.ts';
import type { StreamName } from '../core/stream-definition.ts';
import { compileSchema } from '../platform/json-schema.ts';
import type { Config, StreamChoice } from './config.ts';
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
  readonly page_size: number;
  readonly concurrency: number;
  readonly requests_per_minute: number;
  readonly include_secrets: boolean;
  readonly request_timeout_seconds: number;
  readonly max_retries: number;
  readonly user_agent?: string;
}

/** Where a configuration is validated against. */
export interface ConfigRules {
  /** `connectionSpecification` of `spec.json`. */
  readonly schema: object;
  readonly defaultUserAgent: string;
}

/**
 * Turns what was read from files or the environment into a `Config`.
 * @throws ConnectorError CONFIG_INVALID that lists every fault at once, by name, never by value
 */
export function parseConfig(value: unknown, rules: ConfigRules): Config {
  if (!isObject(value)) throw configError([{ setting: undefined, problem: 'the configuration is not a JSON object' }]);
  const { settings: expanded, problems: uriProblems } = expandUri(withoutNulls(value));
  const settings = tidy(expanded);
  const validate = compileSchema<ValidatedConfig>(rules.schema, 'coerce');
  const result = validate(settings);
  const problems: ConfigProblem[] = [...uriProblems, ...result.problems.map(toConfigProblem)];
  const base = judgeInstance(settings['instance']);
  if (base && 'problem' in base) problems.push({ setting: 'instance', problem: base.problem });
  const startDate = settings['start_date'];
  if (typeof startDate === 'string' && !parseInstant(startDate) && !problems.some((p) => p.setting === 'start_date')) {
    problems.push({ setting: 'start_date', problem: 'is a day that does not exist' });
  }
  if (problems.length > 0 || result.value === undefined || !base || 'problem' in base) throw configError(problems);
  return toConfig(result.value, base.url, rules.defaultUserAgent);
}

/** `undefined` where the schema has found fault already. A name of digits alone may come as a number. */
function judgeInstance(setting: unknown): ReturnType<typeof toBaseUrl> | undefined {
  const instance = typeof setting === 'number' || typeof setting === 'boolean' ? String(setting) : setting;
  return typeof instance === 'string' && instance !== '' ? toBaseUrl(instance) : undefined;
}

/** Orchestrators write null for what was left open; to the schema that would be a value of the wrong type. */
function withoutNulls(value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(value).filter(([, setting]) => setting !== null && setting !== undefined));
}

/** What copying and typing leave: blanks around credentials, and a list in the form of text. */
function tidy(settings: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const mend: Readonly<Record<string, (text: string) => unknown>> = {
    client_id: (text) => text.trim(),
    client_secret: (text) => text.trim(),
    streams: splitList,
  };
  const entries = Object.entries(settings);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, typeof value === 'string' ? (mend[name]?.(value) ?? value) : value]),
  );
}

function toConfigProblem({ path, message }: { readonly path: string; readonly message: string }): ConfigProblem {
  return { setting: path === '' ? undefined : path, problem: message };
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
    pageSize: settings.page_size,
    concurrency: settings.concurrency,
    requestsPerMinute: settings.requests_per_minute,
    secrets: settings.include_secrets ? 'include' : 'leave-out',
    requestTimeoutMs: settings.request_timeout_seconds * 1000,
    maxRetries: settings.max_retries,
    userAgent: settings.user_agent ?? defaultUserAgent,
  };
}

function toStreamChoice(text: string): StreamChoice {
  const [name = '', list] = text.split(':');
  return { name: name as StreamName, fields: list?.split(',') };
}
