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
  const running = new Map<AsyncGenerator<Item>, Promise<Turn<Item>>>();
  const startNext = (): void => {
    const next = waiting.next();
    if (!next.done) running.set(next.value, takeTurn(next.value));
  };
  for (let started = 0; started < limit; started++) startNext();
  try {
    while (running.size > 0) {
      const { generator, result } = await Promise.race(running.values());
      if (result.done) {
        running.delete(generator);
        startNext();
      } else {
        yield result.value;
        // Put at the end of the map, so that a quick stream does not keep the others from their turn.
        running.delete(generator);
        running.set(generator, takeTurn(generator));
      }
    }
  } finally {
    for (const [generator, turn] of running) {
      turn.catch(() => undefined);
      void generator.return(undefined).catch(() => undefined);
    }
  }
}

interface Turn<Item> {
  readonly generator: AsyncGenerator<Item>;
  readonly result: IteratorResult<Item>;
}

async function takeTurn<Item>(generator: AsyncGenerator<Item>): Promise<Turn<Item>> {
  return { generator, result: await generator.next() };
}
