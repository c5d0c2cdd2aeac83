import { isObject } from '../core/json.ts';

/** The code of a failure of the system: `ENOENT`, say. By its shape, for such errors may come from another realm. */
export function codeOf(error: unknown): string {
  return isObject(error) && 'code' in error ? String(error['code']) : 'unknown reason';
}
