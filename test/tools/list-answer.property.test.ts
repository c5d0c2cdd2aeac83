import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseListAnswer } from '../../src/fluxx/parse-list-answer.ts';
import { toListAnswer } from '../../tools/fuzz/list-answer.ts';
import { mutateEnvelope } from '../../tools/fuzz/mutate-envelope.ts';
import { mutateJson } from '../../tools/fuzz/mutate-json.ts';
import { mutateValues } from '../../tools/fuzz/mutate-values.ts';
import { strangeValues } from '../../tools/fuzz/strange-values.ts';
import { createRandom } from '../../tools/random.ts';
import type { LoggedRequest } from '../simulator/logged-request.ts';
import type { Reply } from '../simulator/reply.ts';
import { pageRequestOf } from '../support/page-request.ts';

const asked = pageRequestOf('organization', { pageSize: 3 });

const logged: LoggedRequest = {
  at: 0,
  kind: 'list',
  method: 'POST',
  path: '/api/rest/v2/organization/list',
  model: 'organization',
  parameters: { page: '1', per_page: '3' },
  status: 200,
  rows: 3,
};

const reply = (counts: string): Reply => ({
  status: 200,
  headers: {},
  rows: 3,
  body: `{"records":{"organization":[{"id":1,"name":"A","updated_at":"2026-01-01T00:00:00Z"},{"id":2},{"id":3}]},${counts}}`,
});

/** Whether the program and the judge believe a page. A program may always refuse what is too large. */
function opinions(answer: Reply) {
  const parsed = parseListAnswer(asked, String(answer.body));
  if ('failure' in parsed && parsed.failure.code === 'FLUXX_ANSWER_TOO_LARGE') return undefined;
  return { program: 'made' in parsed, judge: toListAnswer(answer, logged) !== undefined };
}

describe('The judge of mutated responses', () => {
  it('believes the pages that the program believes, and no others', () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom(mutateEnvelope, mutateJson, mutateValues), (seed, mutate) => {
        const { reply: mutated } = mutate(
          reply('"total_pages":3,"total_entries":7,"current_page":1,"per_page":3'),
          createRandom(seed),
        );
        const told = opinions(mutated);
        expect(told?.judge).toBe(told?.program);
      }),
      { numRuns: 2000 },
    );
  });

  it.each(['total_entries', 'current_page', 'per_page'])('takes for a %s what the program takes for one', (name) => {
    const counts = { total_entries: '7', current_page: '1', per_page: '3' };
    for (const value of strangeValues) {
      const told = opinions(
        reply(
          Object.entries({ ...counts, [name]: value })
            .map(([key, text]) => `"${key}":${text}`)
            .join(),
        ),
      );
      expect([value.slice(0, 40), told?.judge]).toEqual([value.slice(0, 40), told?.program]);
    }
  });
});
