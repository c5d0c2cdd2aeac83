/** Numbers of rows, both ends included; none when the last is before the first. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

/** Row 0, which there is none of: row n was changed n seconds later. */
const beginning = Date.UTC(2020, 0) / 1000;
const secondsPerDay = 86_400;

/** When a row was changed, to the second, in UTC. */
export function changedAt(row: number): string {
  return `${new Date((beginning + row) * 1000).toISOString().slice(0, 19)}Z`;
}

/**
 * The rows that a filter lets through. Rows are in the order of `id` and of `updated_at` at once, so they are one span.
 * @param filter a group `and` of triplets as the search index takes it, or null for all rows
 * @throws Error at anything but the few conditions below: an answer by guess would measure another way of reading
 */
export function selectRows(filter: string | null, rows: number): Span {
  const all = { first: 1, last: rows };
  if (filter === null) return all;
  const group = JSON.parse(filter) as { readonly group_type?: unknown; readonly conditions?: unknown };
  if (group.group_type !== 'and' || !Array.isArray(group.conditions)) throw new Error(`no such group: ${filter}`);
  return (group.conditions as readonly unknown[]).map(spanOf).reduce<Span>(overlap, all);
}

function overlap(a: Span, b: Span): Span {
  return { first: Math.max(a.first, b.first), last: Math.min(a.last, b.last) };
}

const endless = Number.MAX_SAFE_INTEGER;
const none: Span = { first: 1, last: 0 };

function spanOf(condition: unknown): Span {
  if (!Array.isArray(condition)) throw new Error(`not a condition: ${JSON.stringify(condition)}`);
  const [column, operator, operand] = condition as readonly unknown[];
  const value = String(operand);
  switch (`${String(column)} ${String(operator)}`) {
    case 'updated_at gte':
      return { first: rowAt(value), last: endless };
    case 'updated_at lt':
      return { first: 1, last: rowAt(value) - 1 };
    case 'updated_at range':
      return rowsOfDays(value);
    case 'updated_at null':
      return none;
    case 'id gt':
      return { first: toId(value) + 1, last: endless };
    case 'id eq':
      return { first: toId(value), last: toId(value) };
    default:
      throw new Error(`no such condition: ${JSON.stringify(condition)}`);
  }
}

/** The first row that was changed at a moment or later. */
function rowAt(moment: string): number {
  const seconds = Math.ceil(Date.parse(moment) / 1000);
  if (Number.isNaN(seconds)) throw new Error(`not a moment: ${moment}`);
  return seconds - beginning;
}

/** The rows of `MM/DD/YYYY - MM/DD/YYYY`, the last day included, in UTC. */
function rowsOfDays(range: string): Span {
  const parts = /^(\d\d)\/(\d\d)\/(\d{4}) ?- ?(\d\d)\/(\d\d)\/(\d{4})$/.exec(range);
  if (parts === null) throw new Error(`not a range of days: ${range}`);
  const [fromMonth, fromDay, fromYear, toMonth, toDay, toYear] = parts.slice(1);
  const first = rowAt(`${fromYear}-${fromMonth}-${fromDay}T00:00:00Z`);
  const last = rowAt(`${toYear}-${toMonth}-${toDay}T00:00:00Z`) + secondsPerDay - 1;
  return { first, last };
}

function toId(value: string): number {
  if (!/^\d+$/.test(value)) throw new Error(`not an id: ${value}`);
  return Number(value);
}
