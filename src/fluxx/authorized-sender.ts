import type { ModelName } from '../core/stream-definition.ts';
import type { AccessToken } from './access-token.ts';
import { judgeStatus } from './failures/judge-failure.ts';
import type { HttpOutcome } from './http-answer.ts';
import type { ListParameters } from './list-parameters.ts';
import type { SendList } from './list-sender.ts';

/** So many tokens are tried for one call, and it is not believed any more that others have replaced each of them. */
const mostTokens = 5;

/**
 * Sends a list call with a token that is good. One that the server refuses may have run out on the way: a new one costs no
 * retry. A second refusal counts, but only of the token in use: some servers revoke each token when they issue the next,
 * and another call may have asked for that meanwhile.
 */
export function createAuthorizedSender(token: AccessToken, sendList: SendList) {
  return async (model: ModelName, parameters: ListParameters): Promise<HttpOutcome> => {
    for (let tokens = 1; ; tokens++) {
      const { answer, authorization } = await sendList(model, parameters);
      if (judgeStatus(answer)?.reaction !== 'renew-token') return answer;
      const wasInUse = token.discard(authorization);
      if ((tokens > 1 && wasInUse) || tokens >= mostTokens) return answer;
    }
  };
}
