import type { Simulator } from '../../test/simulator/simulator.ts';
import type { Random } from '../random.ts';
import { models, type SoakModel, textsOf } from './models.ts';

/** People at work on the data. */
export interface Edits {
  /** Does what was due since the last time. */
  readonly catchUp: () => void;
  readonly made: () => number;
}

/** One edit in so many simulated seconds, on average: over all models. */
const meanSeconds = 1;

/** As many as two to fifteen pages, all in one second. */
const bulk = { least: 30, most: 150 };

type Kind = 'insert' | 'insert-undated' | 'edit' | 'bulk-edit' | 'soft-delete' | 'hard-delete';

const growing: readonly [Kind, ...Kind[]] = ['edit', 'edit', 'edit', 'insert', 'insert', 'insert-undated'];
const shrinking: readonly [Kind, ...Kind[]] = ['edit', 'edit', 'edit', 'soft-delete', 'soft-delete', 'hard-delete'];

/** The edits of one soak. Each writes a name of its own, so that a row in an older version is told from the last. */
export function createEdits({ store, clock }: Simulator, random: Random): Edits {
  let nextAt = clock.now();
  let made = 0;

  function editOne({ name: model, rows }: SoakModel): void {
    made += 1;
    const ids = store.ids(model);
    const place = random.between(0, ids.length - 1);
    const id = ids[place];
    // Towards the size that the model should have: a table that grows would look like memory that grows.
    const kind = random.chance(0.04) ? 'bulk-edit' : random.pick(ids.length < rows ? growing : shrinking);
    const texts = textsOf(`${kind} ${made}`);
    if (kind === 'insert') store.insert(model, texts);
    else if (kind === 'insert-undated') store.insert(model, { ...texts, updated_at: null });
    else if (id === undefined) return;
    else if (kind === 'edit') store.update(model, id, texts);
    else if (kind === 'bulk-edit') {
      store.bulkUpdate(model, ids.slice(place, place + random.between(bulk.least, bulk.most)), texts);
    } else if (kind === 'soft-delete') store.softDelete(model, id);
    else store.hardDelete(model, id);
  }

  return {
    catchUp: () => {
      for (; nextAt <= clock.now(); nextAt += -Math.log(1 - random.next()) * meanSeconds * 1000) {
        editOne(random.pick(models));
      }
    },
    made: () => made,
  };
}
