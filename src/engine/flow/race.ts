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

/** How a step of a generator came out. */
type Outcome<Racer, Item, End> = Turn<Racer, Item, End> | { readonly racer: Racer; readonly failure: unknown };

/**
 * Creates a race without racers. The steps come in by themselves: to wait for several at once with `Promise.race` would keep
 * what each of them said for as long as the slowest takes, which may be the whole run.
 */
export function createRace<Racer, Item, End>(): Race<Racer, Item, End> {
  const running = new Map<Racer, AsyncGenerator<Item, End>>();
  const ready: Outcome<Racer, Item, End>[] = [];
  let wake = (): void => undefined;

  function start(racer: Racer, generator: AsyncGenerator<Item, End>): void {
    running.set(racer, generator);
    const comeIn = (outcome: Outcome<Racer, Item, End>): void => {
      if (running.get(racer) !== generator) return; // it was stopped
      ready.push(outcome);
      wake();
    };
    generator.next().then(
      (result) => comeIn({ racer, result }),
      (failure: unknown) => comeIn({ racer, failure }),
    );
  }

  return {
    size: () => running.size,
    start,
    async next() {
      for (;;) {
        const outcome = ready.shift();
        if (outcome === undefined) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
          continue;
        }
        if ('result' in outcome && !outcome.result.done) return outcome;
        running.delete(outcome.racer);
        if ('failure' in outcome) throw outcome.failure;
        return outcome;
      }
    },
    goOn(racer) {
      const generator = running.get(racer);
      if (generator) start(racer, generator);
    },
    stop() {
      for (const generator of running.values()) void generator.return(undefined as End).catch(() => undefined);
      running.clear();
      ready.length = 0;
    },
  };
}
