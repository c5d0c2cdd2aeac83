import type { Printed } from './count-records.ts';

/**
 * Makes sure that every row was printed, and once: nothing changes in a page server, so there is no reason to see a row
 * twice.
 * @throws Error with the figures
 */
export function checkRows(
  { records, distinct }: Pick<Printed, 'records' | 'distinct'>,
  rows: number,
  who: string,
): void {
  if (distinct === rows && records === rows) return;
  throw new Error(`${who} printed ${distinct} of ${rows} rows, in ${records} records`);
}
