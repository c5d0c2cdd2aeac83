import { readFileSync, statSync } from 'node:fs';
import { isObject, tryParseJson } from '../core/json.ts';

const formats = ['console', 'json'] as const;

/** How lines of the log look: for people, or JSON for an orchestrator. */
export type LogFormat = (typeof formats)[number];

const variable = 'TAP_FLUXX_LOG_FORMAT';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What `TAP_FLUXX_LOG_FORMAT` says; else what Meltano asks for. Meltano names a file of the logging configuration of the
 * SDK's taps, and sets the structured formatter in it where the plugin's definition has the capability
 * `structured-logging`: only then does it understand such lines.
 */
export function logFormatFrom(environment: Environment): LogFormat {
  return formatNamedIn(environment) ?? (asksForStructure(environment['SINGER_SDK_LOG_CONFIG']) ? 'json' : 'console');
}

/** What is to be said of a format that does not exist; `undefined` where none is named, or one that does. */
export function problemOfLogFormat(environment: Environment): string | undefined {
  if (!environment[variable] || formatNamedIn(environment)) return undefined;
  return `${variable} names a format that does not exist; there are ${formats.join(' and ')}`;
}

function formatNamedIn(environment: Environment): LogFormat | undefined {
  const wanted = environment[variable]?.toLowerCase();
  return formats.find((format) => format === wanted);
}

function asksForStructure(path: string | undefined): boolean {
  const configuration = path ? tryParseJson(readIfThere(path)) : undefined;
  const formatters = isObject(configuration) ? configuration['formatters'] : undefined;
  return isObject(formatters) && Object.values(formatters).some(isStructured);
}

function isStructured(formatter: unknown): boolean {
  return isObject(formatter) && String(formatter['()'] ?? formatter['class']).endsWith('StructuredFormatter');
}

/** A file that is meant for taps in Python is none that this one could insist on. To read a pipe could take for ever. */
function readIfThere(path: string): string {
  try {
    return statSync(path).isFile() ? readFileSync(path, 'utf8') : '';
  } catch {
    return '';
  }
}
