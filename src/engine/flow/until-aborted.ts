/** What a promise comes to, or the reason of a signal that is aborted first: then nobody waits for the promise any longer. */
export type UntilAborted = <Result>(promise: Promise<Result>) => Promise<Result>;

/**
 * Creates it for one signal, with one listener, however many wait: the signal lasts as long as the run, and Node takes more
 * than ten listeners for a leak.
 */
export function createUntilAborted(signal: AbortSignal): UntilAborted {
  const waiting = new Set<(reason: unknown) => void>();
  signal.addEventListener('abort', () => {
    for (const reject of waiting) reject(signal.reason);
  });
  return async <Result>(promise: Promise<Result>): Promise<Result> => {
    let leave: ((reason: unknown) => void) | undefined;
    const aborted = new Promise<never>((_resolve, reject) => {
      leave = reject;
      if (signal.aborted) reject(signal.reason as Error);
      else waiting.add(reject);
    });
    try {
      return await Promise.race([promise, aborted]);
    } finally {
      if (leave) waiting.delete(leave);
    }
  };
}
