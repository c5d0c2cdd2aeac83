import type { Settings } from './config.ts';
import type { ConfigProblem } from './config-error.ts';

/** The settings without `uri`, and what is to be told of it. */
export interface ExpandedUri {
  readonly settings: Settings;
  readonly problems: readonly ConfigProblem[];
  /** What the URI says and is not used. */
  readonly overruled: readonly string[];
}

/** Puts the three settings that `uri` stands for in its place. A setting that is given beside it wins. */
export function expandUri(settings: Settings): ExpandedUri {
  const { uri, ...others } = settings;
  if (uri === undefined) return { settings, problems: [], overruled: [] };
  const fault = (problem: string): ExpandedUri => ({
    settings: others,
    problems: [{ setting: 'uri', problem }],
    overruled: [],
  });
  if (typeof uri !== 'string' || !uri.startsWith('fluxx://')) return fault('must begin with fluxx://');
  const [place = '', ...query] = uri.slice('fluxx://'.length).split('?');
  const parameters = new URLSearchParams(query.join('?'));
  const unknown = [...parameters.keys()].filter((key) => key !== 'client_id' && key !== 'client_secret');
  // Not their names: a secret with an unescaped & in it makes one of its own second half.
  if (unknown.length > 0)
    return fault('has other parameters than client_id and client_secret (an & in a value is written %26)');
  const instance = decode(place.replace(/\/+$/, ''));
  if (instance === undefined) return fault('has a host with a % that begins no escape');
  const given = {
    instance,
    client_id: parameters.get('client_id') ?? undefined,
    client_secret: parameters.get('client_secret') ?? undefined,
  };
  const present = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined && value !== ''));
  const overruled = Object.keys(present).filter((name) => name in others);
  return { settings: { ...present, ...others }, problems: [], overruled };
}

/** `undefined` for a malformed escape. */
function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
