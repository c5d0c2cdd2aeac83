import { expect, it } from '@jest/globals';
import { createHttpClient } from '../../src/fluxx/http-client.ts';
import { withServer } from '../support/with-server.ts';

it('The client asks for compressed answers, so that lists of wide rows cost less', () =>
  withServer(
    (request, response) => void response.end(request.headers['accept-encoding']),
    async (url) => {
      const { signal } = new AbortController();
      const send = createHttpClient({ baseUrl: `${url}/`, userAgent: 'test', timeoutMs: 10_000, hosts: 'any', signal });
      const answer = await send({ method: 'POST', path: 'any', parameters: {} });
      expect('body' in answer && answer.body).toContain('gzip');
    },
  ));
