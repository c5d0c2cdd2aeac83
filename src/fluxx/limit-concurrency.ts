/** Runs at most `limit` calls at a time, the others in the order they came. */
export function limitConcurrency<Input, Output>(
  limit: number,
  call: (input: Input) => Promise<Output>,
): (input: Input) => Promise<Output> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (input) => {
    // Whoever ends hands its place on, so the count stays as it is.
    if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await call(input);
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
