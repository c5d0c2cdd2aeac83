import { applicationFailures } from './application-failures.ts';
import { contradictions } from './contradictions.ts';
import { networkFailures } from './network-failures.ts';
import { notRouted, refusedForModel, shutOut, statusFailures, withdrawn } from './status-failures.ts';
import { tokenFailures } from './token-failures.ts';

/** Every way in which a call can fail, by what tells it. Within a group, the first row that fits counts. */
export const failureTable = {
  network: networkFailures,
  status: [...statusFailures, refusedForModel, notRouted, withdrawn, shutOut],
  token: Object.values(tokenFailures),
  application: applicationFailures,
  contradiction: Object.values(contradictions),
} as const;

/** The name of a row. */
export type FailureName = (typeof failureTable)[keyof typeof failureTable][number]['name'];
