import { describe, expect, it } from '@jest/globals';
import type { ModelName } from '../../src/core/stream-definition.ts';
import type { AccessToken } from '../../src/fluxx/access-token.ts';
import { createAuthorizedSender } from '../../src/fluxx/authorized-sender.ts';

/** A token that is replaced when it is discarded, or by another call. */
function createTokens() {
  let number = 1;
  const token: AccessToken = {
    authorization: () => Promise.resolve(`token ${number}`),
    discard(authorization) {
      const isCurrent = authorization === `token ${number}`;
      if (isCurrent) number += 1;
      return isCurrent;
    },
  };
  return { token, replace: () => (number += 1), count: () => number };
}

/** The statuses of the answers to one call, each with what happens while it is on its way. */
async function send(answers: readonly (readonly [status: number, meanwhile?: 'replaced'])[]) {
  const { token, replace, count } = createTokens();
  const left = [...answers];
  const sendList = async () => {
    const authorization = await token.authorization();
    const [status = 200, meanwhile] = left.shift() ?? [];
    if (meanwhile) replace();
    return { authorization, answer: { status, headers: {}, body: '' } };
  };
  const answer = await createAuthorizedSender(token, sendList)('user' as ModelName, {});
  return { answer, sent: answers.length - left.length, tokens: count() };
}

describe('A call whose token is refused', () => {
  it('is sent again with a new one', async () => {
    expect(await send([[401], [200]])).toMatchObject({ answer: { status: 200 }, sent: 2, tokens: 2 });
  });

  it('is refused when the new one is refused too, which is not used any more', async () => {
    expect(await send([[401], [401], [200]])).toMatchObject({ answer: { status: 401 }, sent: 2, tokens: 3 });
  });

  it('is sent again when another call has replaced the token meanwhile, which may have ended it', async () => {
    const answers = [[401], [401, 'replaced'], [401, 'replaced'], [200]] as const;
    expect(await send(answers)).toMatchObject({ answer: { status: 200 }, sent: 4 });
  });

  it('is refused at some time although tokens are replaced without end', async () => {
    const answers = Array.from({ length: 100 }, () => [401, 'replaced'] as const);
    expect(await send(answers)).toMatchObject({ answer: { status: 401 }, sent: 5 });
  });
});
