import type { HttpOutcome } from '../http-answer.ts';
import { isNotRouted, type JudgedFailure, judgeAfterSuccess, judgeStatus } from './judge-failure.ts';
import { notRouted, refusedForModel, withdrawn } from './status-failures.ts';

/** What a run has seen of the host when a list fails. */
export interface Experience {
  /** The model that was asked for has been served in this run. */
  readonly isServed: boolean;
  /** Any model has, or the application itself has refused one. */
  readonly isHostServing: boolean;
}

/**
 * Judges the answer to a list call by its status and by what the run has seen before: the token that was sent came from
 * the same host, and what was served a moment ago is there. `undefined` when its status says that it is an answer.
 */
export function judgeListFailure(
  answer: HttpOutcome,
  { isServed, isHostServing }: Experience,
): JudgedFailure | undefined {
  const failure = judgeStatus(answer);
  if (!failure) return undefined;
  const isTokenRefused = failure.reaction === 'renew-token';
  // Revoked credentials would get no new token: one that is not taken here, where others were, may be soon.
  const isWithdrawn = isServed && (isNotRouted(answer) || failure.name === 'forbidden' || isTokenRefused);
  if (isWithdrawn) return { ...failure, ...withdrawn };
  if (isNotRouted(answer)) return { ...failure, ...notRouted };
  if (isTokenRefused) return isHostServing ? { ...failure, ...refusedForModel } : failure;
  // The token came from this host, so that its name and its certificate are right.
  return isHostServing || failure.code !== 'INSTANCE_REDIRECTS' ? judgeAfterSuccess(failure) : failure;
}

/** Whether an answer means the end of the run unless another model is served: then it is about this model alone. */
export function callsForWitness({ reaction, code, kind }: JudgedFailure): boolean {
  return reaction === 'renew-token' || (code === 'INSTANCE_REDIRECTS' && kind === 'config');
}

/** Whether a failure is one that only a host says which has taken the token, and is asked for the right thing. */
export function provesHost({ name }: JudgedFailure): boolean {
  return name === 'forbidden' || name === 'forbidden-by-application' || name === 'model-unknown';
}
