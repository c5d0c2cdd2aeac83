import type { Fault } from './fault.ts';
import type { LoggedRequest } from './logged-request.ts';

/** The faults still to come. */
export type Faults = {
  readonly add: (fault: Fault) => void;
  readonly clear: () => void;
  /** The fault that hits this call, used up by one. */
  readonly take: (request: LoggedRequest) => Fault | undefined;
  /** How many calls were hit so far. */
  readonly hits: () => number;
};

type Waiting = { readonly fault: Fault; after: number; times: number };

function matches(fault: Fault, request: LoggedRequest): boolean {
  return (
    request.kind === (fault.on ?? 'list') &&
    (fault.model === undefined || fault.model === request.model) &&
    (fault.page === undefined || fault.page === Number(request.parameters['page'] ?? 1)) &&
    (fault.when === undefined || fault.when(request.parameters))
  );
}

/** No faults yet. Of several that match a call, the one added first hits. */
export function createFaults(): Faults {
  let waiting: Waiting[] = [];
  let hits = 0;
  return {
    add: (fault) => void waiting.push({ fault, after: fault.after ?? 0, times: fault.times ?? 1 }),
    clear: () => {
      waiting = [];
    },
    take: (request) => {
      for (const item of waiting) {
        if (item.times <= 0 || !matches(item.fault, request)) continue;
        if (item.after > 0) {
          item.after -= 1;
          continue;
        }
        item.times -= 1;
        hits += 1;
        return item.fault;
      }
      return undefined;
    },
    hits: () => hits,
  };
}
