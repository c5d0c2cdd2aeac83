import { type Instant, later } from './instant.ts';

/** A stretch of `updated_at`: from an instant on, up to but not with another one, or without an end. */
export interface Stretch {
  readonly from: Instant;
  readonly to: Instant | undefined;
}

/** The stretches in order, those that touch or overlap made one, empty ones left out. */
export function joinStretches(stretches: readonly Stretch[]): readonly Stretch[] {
  const joined: Stretch[] = [];
  for (const stretch of stretches.filter(isNotEmpty).sort((a, b) => (a.from < b.from ? -1 : 1))) {
    const last = joined.at(-1);
    if (last === undefined || isBefore(last.to, stretch.from)) joined.push(stretch);
    else joined[joined.length - 1] = { from: last.from, to: laterEnd(last.to, stretch.to) };
  }
  return joined;
}

/** What is left from an instant on when some stretches are taken away; the last gap has no end unless one of them has none. */
export function gapsBetween(from: Instant, taken: readonly Stretch[]): readonly Stretch[] {
  const gaps: Stretch[] = [];
  let at: Instant | undefined = from;
  for (const { from: next, to } of joinStretches(taken)) {
    if (at === undefined) break;
    gaps.push({ from: at, to: next });
    at = to === undefined ? undefined : later(at, to);
  }
  if (at !== undefined) gaps.push({ from: at, to: undefined });
  return gaps.filter(isNotEmpty);
}

/** The stretches without what lies at or after an instant. */
export function cutStretches(stretches: readonly Stretch[], at: Instant): readonly Stretch[] {
  return stretches.map(({ from, to }) => ({ from, to: isBefore(to, at) ? to : at })).filter(isNotEmpty);
}

function isNotEmpty({ from, to }: Stretch): boolean {
  return to === undefined || from < to;
}

function isBefore(end: Instant | undefined, instant: Instant): boolean {
  return end !== undefined && end < instant;
}

function laterEnd(a: Instant | undefined, b: Instant | undefined): Instant | undefined {
  return a === undefined || b === undefined ? undefined : later(a, b);
}
