import { createHash } from 'node:crypto';

/** A short text that is the same for the same JSON, so that a state of any size can be compared without being kept. */
export function fingerprint(value: unknown): string {
  return createHash('sha1')
    .update(JSON.stringify(value) ?? '')
    .digest('base64');
}
