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
};

/** The epoch seconds between which `created_at` and `updated_at` lie. */
const span = { from: Date.UTC(2012, 0) / 1000, until: Date.UTC(2026, 10, 1) / 1000 };
const length = span.until - span.from;

type Seeding = { readonly count: number; readonly hash: number; readonly generator: ValueGenerator };

/** When the row was last changed: for every fifth in one of a few bulk edits, so that many share a second. */
function updatedAt(hash: number, created: number, random: number): number {
  if (random % 5 === 0) {
    const bulk = span.from + (mix(hash, random % 35) % length);
    if (bulk >= created) return bulk;
  }
  return random % 3 === 0 ? created : created + (mix(random, 1) % Math.max(1, span.until - created));
}

function* entries(model: string, { count, hash, generator }: Seeding): Generator<Entry> {
  for (let index = 0; index < count; index += 1) {
    const random = mix(hash, index);
    const created = span.from + Math.floor((index / count) * length * 0.98) + (random % 3600);
    const updated = updatedAt(hash, created, random);
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
  store.load(model, entries(model, { count, hash: mix(seed, hashText(model)), generator }));
}
