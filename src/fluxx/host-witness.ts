import type { ModelName } from '../core/stream-definition.ts';
import { usualModels } from '../core/usual-models.ts';
import type { PageRequest } from '../engine/ports.ts';

/** Tells a fault of the whole host from one of the model that was asked for first. */
export interface HostWitness {
  /** Whether the host serves any model at all; models that every instance has are asked for where none was yet. */
  servesAny(): Promise<boolean>;
}

/**
 * Creates the witness of one run. However many calls want to know at the same time, it is asked for once.
 * @param served the models that were served in this run
 * @param ask makes a list call, which adds to `served` what is served; rejected where no token can be had
 */
export function createHostWitness(
  served: ReadonlySet<ModelName>,
  ask: (request: PageRequest) => Promise<unknown>,
): HostWitness {
  let asking: Promise<void> | undefined;
  async function askInTurn(): Promise<void> {
    for (const model of usualModels) {
      if (served.size > 0) return;
      await ask({ model, columns: ['id'], engine: 'search', conditions: [], order: [], page: 1, pageSize: 1 });
    }
  }
  return {
    async servesAny() {
      if (served.size === 0) {
        asking ??= askInTurn().finally(() => {
          asking = undefined;
        });
        await asking;
      }
      return served.size > 0;
    },
  };
}
