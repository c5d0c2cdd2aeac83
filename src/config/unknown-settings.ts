import { closestName } from './closest-name.ts';

/** A setting that does not exist, where it stands, and which one was most likely meant. Never its value. */
export interface UnknownSetting {
  readonly name: string;
  readonly place: string;
  readonly meant: string | undefined;
}

/**
 * The given settings that are none of ours. They are no fault: orchestrators add their own, and write null for what was
 * left open.
 */
export function unknownSettings(
  given: Readonly<Record<string, unknown>>,
  place: string,
  known: readonly string[],
): readonly UnknownSetting[] {
  return Object.entries(given)
    .filter(([name, value]) => !known.includes(name) && value !== null)
    .map(([name]) => ({ name, place, meant: closestName(name, known) }));
}
