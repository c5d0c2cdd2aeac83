import type { ModelName } from './stream-definition.ts';

/** Models that every instance has; credentials may be kept from some of them. */
export const usualModels = [
  'program' as ModelName,
  'user' as ModelName,
  'organization' as ModelName,
  'grant_request' as ModelName,
] as const;
