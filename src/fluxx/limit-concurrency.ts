/**
 * Runs at most `limit()` calls at a time, but always one, the others in the order they came. It is asked whenever a call
 * comes or ends: those that run when it becomes lower are let run to their ends.
 */
export function limitConcurrency<Input, Output>(
  limit: () => number,
  call: (input: Input) => Promise<Output>,
): (input: Input) => Promise<Output> {
  const waiting: (() => void)[] = [];
  let running = 0;

  const hasPlace = (): boolean => running < Math.max(1, limit());

  /** Whoever is let in counts at once, though it begins in a turn of its own. */
  function letIn(): void {
    while (waiting.length > 0 && hasPlace()) {
      running += 1;
      waiting.shift()?.();
    }
  }

  return async (input) => {
    letIn();
    if (waiting.length === 0 && hasPlace()) running += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await call(input);
    } finally {
      running -= 1;
      letIn();
    }
  };
}
