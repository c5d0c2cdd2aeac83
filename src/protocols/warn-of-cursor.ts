import type { Log } from '../core/logger.ts';

/** Tells that a cursor which a catalog asks for is not used. Text other than the name of one says nothing. */
export function warnOfCursor(stream: string, cursor: unknown, log: Log): void {
  if (typeof cursor !== 'string' || cursor === '' || cursor === 'updated_at') return;
  log('warn', `${stream}: the catalog asks for the cursor ${cursor}; updated_at is used, the only one there is`);
}
