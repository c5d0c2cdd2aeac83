/** What the quickest of several generators said. */
export interface Turn<Racer, Item, End> {
  readonly racer: Racer;
  readonly result: IteratorResult<Item, End>;
}

/**
 * Generators that run side by side. Each is asked for one item at a time, and not for the next before the caller says
 * `goOn`, so that backpressure reaches all of them.
 */
export interface Race<Racer, Item, End> {
  readonly size: () => number;
  readonly start: (racer: Racer, generator: AsyncGenerator<Item, End>) => void;
  /** Waits for the quickest. A generator that has ended is in the race no longer. */
  readonly next: () => Promise<Turn<Racer, Item, End>>;
  /** Asks a generator for its next item; it goes to the end of the line, so that a quick one does not keep others out. */
  readonly goOn: (racer: Racer) => void;
  /** Ends all that are still running, without waiting for them. */
  readonly stop: () => void;
}

/** Creates a race without racers. */
export function createRace<Racer, Item, End>(): Race<Racer, Item, End> {
  type Runner = { readonly generator: AsyncGenerator<Item, End>; readonly turn: Promise<Turn<Racer, Item, End>> };
  const running = new Map<Racer, Runner>();

  function start(racer: Racer, generator: AsyncGenerator<Item, End>): void {
    const turn = generator.next().then((result) => ({ racer, result }));
    turn.catch(() => undefined); // it is taken up where it is awaited
    running.delete(racer);
    running.set(racer, { generator, turn });
  }

  return {
    size: () => running.size,
    start,
    async next() {
      const turn = await Promise.race([...running.values()].map((runner) => runner.turn));
      if (turn.result.done) running.delete(turn.racer);
      return turn;
    },
    goOn(racer) {
      const runner = running.get(racer);
      if (runner) start(racer, runner.generator);
    },
    stop() {
      for (const { generator } of running.values()) void generator.return(undefined as End).catch(() => undefined);
      running.clear();
    },
  };
}
