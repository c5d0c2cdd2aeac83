import { createRace } from './race.ts';

/**
 * Runs generators side by side, at most `limit` at a time, and yields what they yield as it comes. The order within one
 * generator is kept. Nothing is pulled before the caller has taken what is there, so backpressure reaches every
 * generator. When one throws, or the caller stops, the others are ended too.
 */
export async function* mergeGenerators<Item>(
  generators: readonly AsyncGenerator<Item>[],
  limit: number,
): AsyncGenerator<Item> {
  const waiting = generators.values();
  const race = createRace<AsyncGenerator<Item>, Item, unknown>();
  const startNext = (): void => {
    const next = waiting.next();
    if (!next.done) race.start(next.value, next.value);
  };
  for (let started = 0; started < limit; started++) startNext();
  try {
    while (race.size() > 0) {
      const { racer, result } = await race.next();
      if (result.done) {
        startNext();
      } else {
        yield result.value;
        race.goOn(racer);
      }
    }
  } finally {
    race.stop();
  }
}
