import type { Place, Tally } from './tally.ts';

/** One rule of a protocol: its id, and what is wrong with a subject (nothing, when it holds). */
export interface Rule<Subject> {
  readonly id: string;
  readonly breach: (subject: Subject) => string | undefined;
}

/** Where the faults of a subject go. */
export interface Desk {
  readonly tally: Tally;
  readonly place: Place;
}

/** Files a fault where the subject stands. */
export function fault({ tally, place }: Desk, rule: string, message: string): void {
  tally.fault(place, { rule, message });
}

/** Applies every rule to the subject and files what broke; answers whether all held. */
export function applyRules<Subject>(rules: readonly Rule<Subject>[], subject: Subject, desk: Desk): boolean {
  let held = true;
  for (const { id, breach } of rules) {
    const message = breach(subject);
    if (message === undefined) continue;
    held = false;
    fault(desk, id, message);
  }
  return held;
}
