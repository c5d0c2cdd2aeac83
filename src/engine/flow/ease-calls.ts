/**
 * Runs calls side by side; while `isTight` says so, one at a time, in the order they came. Each page that is on its way, or
 * waits to be written, is held in memory, so fewer of them leave room for those that are there.
 */
export function easeCalls<Input, Output>(
  call: (input: Input) => Promise<Output>,
  isTight: () => boolean,
): (input: Input) => Promise<Output> {
  const waiting: (() => void)[] = [];
  let running = 0;

  function letNextIn(): void {
    while (waiting.length > 0 && (running === 0 || !isTight())) {
      running += 1;
      waiting.shift()?.();
    }
  }

  return async (input) => {
    await new Promise<void>((resolve) => {
      waiting.push(resolve);
      letNextIn();
    });
    try {
      return await call(input);
    } finally {
      running -= 1;
      letNextIn();
    }
  };
}
