import type { Entry, ValueGenerator } from './entry.ts';
import { hashText, mix } from './hash.ts';
import { createGenerator } from './seed/seed-value.ts';
import { seededId } from './seed/seeded-id.ts';
import type { Store } from './store.ts';

/** How rows are seeded; the same options give the same rows, whatever else is in the store. */
export type SeedOptions = {
  /** Default 1. */
  readonly seed?: number;
  /** How many rows the related models have; default 50 each. */
  readonly related?: Readonly<Record<string, number>>;
  /** Epoch seconds between which `created_at` and `updated_at` lie. Default: 2012 to 2026-11-01. */
  readonly from?: number;
  readonly until?: number;
  /** The index of the first row, to add more rows to a model already seeded. Default 0. */
  readonly offset?: number;
};

const usualFrom = Date.UTC(2012, 0) / 1000;
const usualUntil = Date.UTC(2026, 10, 1) / 1000;

type Span = { readonly from: number; readonly until: number; readonly hash: number };

/** When the row was last changed: for every fifth in one of a few bulk edits, so that many share a second. */
function updatedAt(span: Span, created: number, random: number): number {
  const length = span.until - span.from;
  if (random % 5 === 0) {
    const bulk = span.from + (mix(span.hash, random % 35) % length);
    if (bulk >= created) return bulk;
  }
  return random % 3 === 0 ? created : created + (mix(random, 1) % Math.max(1, span.until - created));
}

function* entries(
  model: string,
  place: { offset: number; count: number },
  span: Span,
  generator: ValueGenerator,
): Generator<Entry> {
  const length = span.until - span.from;
  for (let index = place.offset; index < place.offset + place.count; index += 1) {
    const random = mix(span.hash, index);
    const created = span.from + Math.floor(((index - place.offset) / place.count) * length * 0.98) + (random % 3600);
    const updated = updatedAt(span, created, random);
    const id = seededId(model, index);
    yield { id, created, updated, deleted: null, version: 0, overrides: undefined, generator };
  }
}

/** Adds `count` believable rows to a model. Values are computed when they are asked for, so many rows take little room. */
export function seedModel(store: Store, model: string, count: number, options: SeedOptions = {}): void {
  if (store.table(model) === undefined) store.define(model);
  const seed = options.seed ?? 1;
  const className = store.table(model)?.className ?? model;
  const generator = createGenerator({ seed, model, className, related: options.related ?? {} });
  const span = {
    from: options.from ?? usualFrom,
    until: options.until ?? usualUntil,
    hash: mix(seed, hashText(model)),
  };
  store.load(model, entries(model, { offset: options.offset ?? 0, count }, span, generator));
}
