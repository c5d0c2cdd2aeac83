import { ConnectorError } from '../../core/connector-error.ts';
import type { Page } from '../ports.ts';

/** Rows may be read several times in a run, by ways that fail and passes that are begun anew. */
const mostTimes = 10;

/** What comes on top, so that no small table is ever suspected. */
const allowance = 1_000_000;

/** A search index may stop to count at some round number, 10,000 by default, and have any number of rows. */
const roundNumber = 10_000;

/**
 * Watches the rows of one stream: a server whose pages never end, each full of rows that were never seen, would be read
 * for ever. Rows are not counted on whether they are new: that would take memory for each.
 * @throws ConnectorError FLUXX_PAGES_UNSTABLE where many times more rows came than the server ever counted
 */
export function createRowWatch(stream: string): (page: Page) => void {
  let read = 0;
  let counted = 0;
  return ({ rows, totalRows }) => {
    read += rows.length;
    counted = Math.max(counted, totalRows);
    const mayBeCapped = counted > 0 && counted % roundNumber === 0;
    if (!mayBeCapped && read > mostTimes * counted + allowance) throw endless(stream, read, counted);
  };
}

function endless(stream: string, read: number, counted: number): ConnectorError {
  return new ConnectorError(
    'unexpected-response',
    'FLUXX_PAGES_UNSTABLE',
    `Cannot read ${stream}: ${read} rows came, and the server has counted ${counted} at most. Its pages seem to have no ` +
      'end. Ask the vendor.',
    { stream },
  );
}
