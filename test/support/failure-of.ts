import { type JudgedFailure, judgeStatus } from '../../src/fluxx/failures/judge-failure.ts';

/** What a status is judged to be. @throws Error when it counts as an answer */
export function failureOf(status: number, headers: Readonly<Record<string, string>> = {}): JudgedFailure {
  const failure = judgeStatus({ status, headers, body: '' });
  if (!failure) throw new Error(`${status} is an answer`);
  return failure;
}
