import { type Instant, later } from './instant.ts';

/** A stretch of `updated_at`: from an instant on, up to but not with another one. */
export interface Stretch {
  readonly from: Instant;
  readonly to: Instant;
}

/** What lies between stretches, or behind the last of them: then it has no end. */
export interface Gap {
  readonly from: Instant;
  readonly to: Instant | undefined;
}

/** The stretches in order, those that touch or overlap made one, empty ones left out. */
export function joinStretches(stretches: readonly Stretch[]): readonly Stretch[] {
  const joined: Stretch[] = [];
  for (const stretch of stretches.filter(isNotEmpty).sort((a, b) => (a.from < b.from ? -1 : 1))) {
    const last = joined.at(-1);
    if (last === undefined || last.to < stretch.from) joined.push(stretch);
    else joined[joined.length - 1] = { from: last.from, to: later(last.to, stretch.to) };
  }
  return joined;
}

/** What is left from an instant on when some stretches are taken away. The last gap has no end. */
export function gapsBetween(from: Instant, taken: readonly Stretch[]): readonly Gap[] {
  const gaps: Gap[] = [];
  let at = from;
  for (const stretch of joinStretches(taken)) {
    if (at < stretch.from) gaps.push({ from: at, to: stretch.from });
    at = later(at, stretch.to);
  }
  return [...gaps, { from: at, to: undefined }];
}

/** The stretches without what lies at or after an instant. */
export function cutStretches(stretches: readonly Stretch[], at: Instant): readonly Stretch[] {
  return stretches.map(({ from, to }) => ({ from, to: to < at ? to : at })).filter(isNotEmpty);
}

function isNotEmpty({ from, to }: Stretch): boolean {
  return from < to;
}
