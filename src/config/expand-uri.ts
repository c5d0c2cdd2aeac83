import type { ConfigProblem } from './config-error.ts';

type Settings = Readonly<Record<string, unknown>>;

/** Puts the three settings that `uri` stands for in its place. A setting that is given beside it wins. */
export function expandUri(settings: Settings): {
  readonly settings: Settings;
  readonly problems: readonly ConfigProblem[];
} {
  const { uri, ...others } = settings;
  if (uri === undefined) return { settings, problems: [] };
  const fault = (problem: string): { readonly settings: Settings; readonly problems: readonly ConfigProblem[] } => ({
    settings: others,
    problems: [{ setting: 'uri', problem }],
  });
  if (typeof uri !== 'string' || !uri.startsWith('fluxx://')) return fault('must begin with fluxx://');
  const [place = '', query = ''] = uri.slice('fluxx://'.length).split('?', 2);
  const parameters = new URLSearchParams(query);
  const unknown = [...parameters.keys()].filter((key) => key !== 'client_id' && key !== 'client_secret');
  if (unknown.length > 0) return fault(`has parameters that are not known: ${unknown.join(', ')}`);
  const given = {
    instance: decodeURIComponent(place.replace(/\/+$/, '')),
    client_id: parameters.get('client_id') ?? undefined,
    client_secret: parameters.get('client_secret') ?? undefined,
  };
  const present = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined && value !== ''));
  return { settings: { ...present, ...others }, problems: [] };
}
