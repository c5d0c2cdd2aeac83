import { searchRefused } from '../api-error.ts';
import { toNumber, toText } from '../json.ts';
import { always, type Condition, type Interval } from './condition.ts';
import { numberRange } from './range-operand.ts';
import { comparison, type FilterContext, type Triplet } from './triplet.ts';

const ordering = ['lt', 'lte', 'gt', 'gte', 'range'];

function idInterval(triplet: Triplet): Interval | undefined {
  const { operator, operand } = triplet;
  if (operator === 'range') {
    const range = numberRange(toText(operand));
    return range && { from: range[0], to: range[1] + 1 };
  }
  const id = toNumber(operand) ?? Number.NaN;
  const [smallest, largest] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const intervals: Readonly<Record<string, Interval>> = {
    eq: { from: id, to: id + 1 },
    lt: { from: smallest, to: id },
    lte: { from: smallest, to: id + 1 },
    gt: { from: id + 1, to: largest },
    gte: { from: id, to: largest },
  };
  return intervals[operator];
}

function asText(triplet: Triplet): Condition {
  const compare = comparison(triplet.operator);
  const operand = toText(triplet.operand);
  return {
    test: ({ id }) => {
      const text = String(id);
      return compare?.(text < operand ? -1 : text === operand ? 0 : 1) === true;
    },
  };
}

/** A condition on `id` by the model's dialect; `undefined` where it is one that any number field has. */
export function idCondition(context: FilterContext, triplet: Triplet): Condition | undefined {
  const { idComparisons } = context.table.dialect;
  if (ordering.includes(triplet.operator)) {
    if (idComparisons === 'ignored') return always;
    if (idComparisons === 'error') throw searchRefused('Field [id] does not support range queries');
    if (idComparisons === 'as-text') return asText(triplet);
  }
  const interval = idInterval(triplet);
  if (interval === undefined) return undefined;
  return { test: ({ id }) => id >= interval.from && id < interval.to, bounds: { ...interval, by: 'id' } };
}
