import type { Surroundings } from './surroundings.ts';

/**
 * The job of Airbyte's platform that every attempt of it names, and no other. The `sync_id` of the catalog is meant to be
 * the same, but other clients than the platform write one number there for ever: what it has read once would never be read
 * again.
 */
export function jobIn(environment: Surroundings['environment']): string | undefined {
  return environment['WORKER_JOB_ID'] || undefined;
}
