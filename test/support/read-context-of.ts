import { toInstant } from '../../src/core/instant.ts';
import { storedField } from '../../src/core/stream-definition.ts';
import { emptyState } from '../../src/core/stream-state.ts';
import { createSlots, type Slots } from '../../src/engine/flow/slots.ts';
import { createReadContext, type ReadContext } from '../../src/engine/read-context.ts';
import type { Simulator } from '../simulator/simulator.ts';
import { definitionOf } from './definitions.ts';
import { sourceOf } from './sync.ts';

/** What a part of the engine needs to read one model of the simulator, on pages of ten rows. */
export function readContextOf(simulator: Simulator, model: string, slots: Slots = createSlots(0)): ReadContext {
  const fields = [storedField('id', 'integer'), storedField('updated_at', 'datetime'), storedField('name', 'text')];
  return createReadContext({
    source: sourceOf(simulator),
    stream: { definition: definitionOf(model, fields, { cursor: 'updated_at' }), mode: 'incremental', fields },
    settings: { pageSize: 10, concurrency: 4, lookbackSeconds: 0, startDate: undefined, detectDeletions: false },
    runBeganAt: toInstant(simulator.clock.now()),
    from: emptyState,
    goesOn: false,
    log: () => undefined,
    slots,
  });
}
