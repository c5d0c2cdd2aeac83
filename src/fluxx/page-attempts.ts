import type { ModelName } from '../core/stream-definition.ts';
import type { Page, PageRequest } from '../engine/ports.ts';
import { callsForWitness, judgeListFailure } from './failures/judge-list-failure.ts';
import { createHostWitness } from './host-witness.ts';
import type { HttpOutcome } from './http-answer.ts';
import { type ListParameters, toListParameters } from './list-parameters.ts';
import { parseListAnswer } from './parse-list-answer.ts';
import type { Attempt } from './retry-calls.ts';

/** Makes one attempt at a page; rejected only where no token can be had, or the run ends. */
export type AttemptPage = (request: PageRequest) => Promise<Attempt<Page>>;

/** What attempts need. */
export interface PageAttemptSettings {
  /** Sends one list call with a token that is good. */
  readonly sendList: (model: ModelName, parameters: ListParameters) => Promise<HttpOutcome>;
  readonly multiSelect: 'values' | 'paths';
}

/**
 * Creates the attempts of one run, each of which is judged by what the others have seen: which model is asked for first
 * must not decide whether its refusal ends the run.
 */
export function createPageAttempts({ sendList, multiSelect }: PageAttemptSettings): AttemptPage {
  const served = new Set<ModelName>();
  const witness = createHostWitness(attempt);

  async function attempt(request: PageRequest): Promise<Attempt<Page>> {
    const { model } = request;
    const answer = await sendList(model, toListParameters(request, multiSelect));
    const failure = judgeListFailure(answer, { isServed: served.has(model), isHostServing: witness.isServing() });
    const outcome = failure ? { failure } : parseListAnswer(request, 'body' in answer ? answer.body : '');
    if ('made' in outcome) served.add(model);
    witness.hear(outcome);
    return outcome;
  }

  return async (request) => {
    const outcome = await attempt(request);
    if ('made' in outcome || !callsForWitness(outcome.failure)) return outcome;
    const testimony = await witness.testify();
    if (testimony === 'serves') return attempt(request);
    return testimony === 'refuses' ? outcome : { failure: { ...outcome.failure, reaction: 'retry' } };
  };
}
