import { closestName } from './closest-name.ts';
import type { Settings } from './config.ts';

/** A setting that does not exist, where it stands, and which one was most likely meant. Never its value. */
export interface UnknownSetting {
  readonly name: string;
  readonly place: string;
  readonly meant: string | undefined;
}

/** The given settings that are none of ours. They are no fault: orchestrators add their own. */
export function unknownSettings(given: Settings, place: string, known: readonly string[]): readonly UnknownSetting[] {
  return Object.keys(given)
    .filter((name) => !known.includes(name))
    .map((name) => ({ name, place, meant: closestName(name, known) }));
}
