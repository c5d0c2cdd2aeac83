import type { Fault } from '../simulator/fault.ts';

/**
 * Where a fault hits a read in its middle: after so many pages that ask for a column which only records need. The calls
 * that find out what a server honours ask for fewer columns, so their number does not matter.
 */
export function latePage(column: string, after = 1): Required<Pick<Fault, 'when' | 'after'>> {
  return { when: ({ cols }) => cols?.includes(`"${column}"`) === true, after };
}
