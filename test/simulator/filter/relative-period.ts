import type { Interval } from './condition.ts';

/** When and where "today" is. */
export type Today = { readonly seconds: number; readonly zoneOffsetMinutes: number };

type Unit = 'day' | 'week' | 'month' | 'quarter' | 'year';
type Shift = { readonly unit: Unit; readonly from: number; readonly to: number };

const units = 'day|week|month|quarter|year';

/** The irregular names of the fiscal operators; the pretend instance's fiscal year is the calendar year. */
function withoutFiscal(operator: string): string {
  if (operator === 'last-fiscal' || operator === 'this-fiscal') return operator.replace('fiscal', 'year');
  return operator.replace(/^fiscal-n-(year|quarter)s-ago$/, '$1s-n-ago').replace('-fiscal', '');
}

const relatives: ReadonlyMap<string, number> = new Map([
  ['last', -1],
  ['this', 0],
  ['next', 1],
]);

const days: ReadonlyMap<string, number> = new Map([
  ['yesterday', -1],
  ['today', 0],
  ['tomorrow', 1],
]);

function isUnit(name: string | undefined): name is Unit {
  return name !== undefined && units.split('|').includes(name);
}

/** From and to are counted in units from the current one, which `last-n` and `next-n` leave out. */
function toShift(operator: string, count: number): Shift | undefined {
  const day = days.get(operator);
  if (day !== undefined) return { unit: 'day', from: day, to: day + 1 };
  const single = new RegExp(`^(last|this|next)-(${units})$`).exec(operator);
  const several = new RegExp(`^(last|next)-n-(${units})s$`).exec(operator);
  const ago = new RegExp(`^(${units})s-n-ago$`).exec(operator);
  const unit = single?.[2] ?? several?.[2] ?? ago?.[1];
  if (!isUnit(unit)) return undefined;
  const offset = relatives.get(single?.[1] ?? '') ?? -count;
  if (several?.[1] === 'next') return { unit, from: 1, to: 1 + count };
  return { unit, from: offset, to: several ? 0 : offset + 1 };
}

/** Midnight at the start of the unit that lies `shift` units from the one holding `day`. Weeks begin on Monday. */
function startOf(unit: Unit, day: Date, shift: number): number {
  const [year, month, date] = [day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate()];
  switch (unit) {
    case 'day':
      return Date.UTC(year, month, date + shift);
    case 'week':
      return Date.UTC(year, month, date - ((day.getUTCDay() + 6) % 7) + 7 * shift);
    case 'month':
      return Date.UTC(year, month + shift);
    case 'quarter':
      return Date.UTC(year, month - (month % 3) + 3 * shift);
    case 'year':
      return Date.UTC(year + shift, 0);
  }
}

/** The seconds that a relative operator such as `last-n-days` means today; `undefined` for any other operator. */
export function relativePeriod(operator: string, count: number, today: Today): Interval | undefined {
  const shift = toShift(withoutFiscal(operator), count);
  if (shift === undefined) return undefined;
  const offset = today.zoneOffsetMinutes * 60;
  const day = new Date((today.seconds + offset) * 1000);
  const at = (steps: number): number => startOf(shift.unit, day, steps) / 1000 - offset;
  return { from: at(shift.from), to: at(shift.to) };
}
