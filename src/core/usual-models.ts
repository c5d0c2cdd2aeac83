import type { ModelName } from './stream-definition.ts';

/** Models that every instance has; credentials may be kept from some of them. */
export const usualModels = [
  'program',
  'user',
  'organization',
  'grant_request',
] as readonly string[] as readonly ModelName[];
