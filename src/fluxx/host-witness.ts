import { usualModels } from '../core/usual-models.ts';
import type { Page, PageRequest } from '../engine/ports.ts';
import { callsForWitness, provesHost } from './failures/judge-list-failure.ts';
import type { Attempt } from './retry-calls.ts';

/** What is known of the host: whether it takes our calls, does not, or is in trouble at the moment. */
export type Testimony = 'serves' | 'refuses' | 'unknown';

/** Tells a fault of the whole host from one of the model that was asked for first. */
export interface HostWitness {
  /** Hears what every attempt came to. */
  readonly hear: (outcome: Attempt<Page>) => void;
  /** Whether the host has taken any call for what it was. */
  readonly isServing: () => boolean;
  /** Asks for models that every instance has, where nothing is known yet; once, however many want to know it. */
  readonly testify: () => Promise<Testimony>;
}

/** One of them may be the model in question. */
const enoughRefusals = 2;

/**
 * Creates the witness of one run.
 * @param ask makes one list call, without retries; rejected where no token can be had
 */
export function createHostWitness(ask: (request: PageRequest) => Promise<Attempt<Page>>): HostWitness {
  let isServing = false;
  let asking: Promise<Testimony> | undefined;
  async function askInTurn(): Promise<Testimony> {
    let refusals = 0;
    for (const model of usualModels) {
      if (isServing) return 'serves';
      const outcome = await ask({
        model,
        columns: ['id'],
        engine: 'search',
        conditions: [],
        order: [],
        page: 1,
        pageSize: 1,
      });
      if ('failure' in outcome && callsForWitness(outcome.failure)) refusals += 1;
    }
    if (isServing) return 'serves';
    return refusals >= enoughRefusals ? 'refuses' : 'unknown';
  }
  return {
    hear(outcome) {
      isServing ||= 'made' in outcome || provesHost(outcome.failure);
    },
    isServing: () => isServing,
    testify() {
      if (isServing) return Promise.resolve('serves');
      asking ??= askInTurn().finally(() => {
        asking = undefined;
      });
      return asking;
    },
  };
}
