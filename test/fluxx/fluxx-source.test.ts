import { describe, expect, it } from '@jest/globals';
import { isHopeless } from '../../src/core/connector-error.ts';
import { usualModels } from '../../src/core/usual-models.ts';
import type { Page, Source } from '../../src/engine/ports.ts';
import { withSimulator } from '../simulator/with-simulator.ts';
import { pageRequestOf } from '../support/page-request.ts';
import { sourceOf } from '../support/sync.ts';

function list(source: Source, model: string): Promise<Page> {
  return source.fetchPage(pageRequestOf(model, { pageSize: 5 }));
}

describe('The source', () => {
  it('takes a model without a route for missing, whichever model is asked for first', async () => {
    await withSimulator({}, async (simulator) => {
      simulator.faults.add({ kind: 'status', status: 404, model: 'claim', times: 100 });
      const source = sourceOf(simulator);
      await expect(list(source, 'claim')).rejects.toMatchObject({ kind: 'unavailable', code: 'FLUXX_MODEL_UNKNOWN' });
      await expect(list(source, 'program')).resolves.toMatchObject({ totalRows: 0 });
    });
  });

  it.each([
    [401, 'FLUXX_FORBIDDEN'],
    [302, 'INSTANCE_REDIRECTS'],
  ])('fails one model alone that answers %i, also where it is asked for first', async (status, code) => {
    await withSimulator({}, async (simulator) => {
      simulator.faults.add({ kind: 'status', status, model: 'claim', times: Number.POSITIVE_INFINITY });
      const source = sourceOf(simulator, undefined, { maxRetries: 1 });
      const failure: unknown = await list(source, 'claim').catch((error: unknown) => error);
      expect(failure).toMatchObject({ code });
      expect(isHopeless(failure)).toBe(false);
      await expect(list(source, 'program')).resolves.toMatchObject({ totalRows: 0 });
    });
  });

  it('fails one model alone that answers 401 while the others, which may not be read, are refused as such', async () => {
    await withSimulator({}, async (simulator) => {
      simulator.faults.add({ kind: 'status', status: 401, model: 'claim', times: Number.POSITIVE_INFINITY });
      simulator.faults.add({ kind: 'status', status: 403, times: Number.POSITIVE_INFINITY });
      const failure: unknown = await list(sourceOf(simulator), 'claim').catch((error: unknown) => error);
      expect([failure, isHopeless(failure)]).toEqual([expect.objectContaining({ code: 'FLUXX_FORBIDDEN' }), false]);
    });
  });

  it('tries again where a model answers 401 and the server is in trouble, so that nobody can tell', async () => {
    await withSimulator({}, async (simulator) => {
      simulator.faults.add({ kind: 'status', status: 401, model: 'claim', times: 4 });
      simulator.faults.add({ kind: 'status', status: 503, times: 2 * usualModels.length });
      await expect(list(sourceOf(simulator), 'claim')).resolves.toMatchObject({ totalRows: 0 });
    });
  });

  it('ends the run where every model answers as the first one did, which is found out once', async () => {
    await withSimulator({}, async (simulator) => {
      simulator.faults.add({ kind: 'status', status: 401, times: Number.POSITIVE_INFINITY });
      const source = sourceOf(simulator);
      const models = ['claim', 'fund', 'loi', 'user'];
      const failures = await Promise.all(models.map((model) => list(source, model).catch((error: unknown) => error)));
      expect(failures.map(isHopeless)).toEqual([true, true, true, true]);
      const calls = simulator.requests.filter(({ kind }) => kind === 'list').length;
      expect(calls).toBeLessThanOrEqual(5 * (models.length + usualModels.length));
    });
  });

  it.each([401, 403, 404, 405, 501])('tries again when a model that it has just served answers %i', async (status) => {
    await withSimulator({}, async (simulator) => {
      const source = sourceOf(simulator);
      await list(source, 'claim');
      simulator.faults.add({ kind: 'status', status, model: 'claim', times: 3 });
      await expect(list(source, 'claim')).resolves.toMatchObject({ totalRows: 0 });
    });
  });

  it('goes over to GET for the models that do not take POST /list, and for no others', async () => {
    await withSimulator({}, async (simulator) => {
      simulator.store.define('claim', { engine: 'search', dialect: { postList: 'refused' } });
      const source = sourceOf(simulator);
      for (const model of ['program', 'claim', 'program', 'claim']) await list(source, model);
      const calls = simulator.requests.filter(({ kind }) => kind === 'list' || kind === 'other');
      expect(calls.filter(({ status }) => status === 200).map(({ model, method }) => `${method} ${model}`)).toEqual([
        'POST program',
        'GET claim',
        'POST program',
        'GET claim',
      ]);
    });
  });

  it('tries again when a page of maintenance answers the renewal of a token', async () => {
    await withSimulator({}, async (simulator) => {
      const source = sourceOf(simulator);
      await list(source, 'program');
      simulator.faults.add({ kind: 'expired-token', times: 1 });
      simulator.faults.add({ kind: 'html', on: 'token', times: 2 });
      await expect(list(source, 'program')).resolves.toMatchObject({ totalRows: 0 });
    });
  });

  it('tells of a renewal that keeps failing as something that passes, not as a wrong configuration', async () => {
    await withSimulator({}, async (simulator) => {
      const source = sourceOf(simulator);
      await list(source, 'program');
      simulator.faults.add({ kind: 'expired-token', times: 1 });
      simulator.faults.add({ kind: 'html', on: 'token', times: 100 });
      await expect(list(source, 'program')).rejects.toMatchObject({ kind: 'transient' });
    });
  });

  it('tries again when the search index has too many requests of its own', async () => {
    await withSimulator({}, async (simulator) => {
      const message = '#<Elasticsearch::Transport::Transport::Errors::TooManyRequests: [429] {}>';
      simulator.faults.add({ kind: 'error-100', times: 1, message });
      await expect(list(sourceOf(simulator), 'program')).resolves.toMatchObject({ totalRows: 0 });
    });
  });

  it.each([
    ['hang', 'FLUXX_TIMEOUT', { requestTimeoutMs: 100 }],
    ['garbage-gzip', 'FLUXX_NOT_JSON', {}],
    ['stall', 'FLUXX_TIMEOUT', { requestTimeoutMs: 100 }],
    ['switching-protocols', 'NETWORK_FAILED', {}],
    ['empty-body', 'FLUXX_NOT_JSON', {}],
  ] as const)('tries again after %s, and tells of it as %s when it stays', async (kind, code, settings) => {
    await withSimulator({}, async (simulator) => {
      const source = sourceOf(simulator, undefined, settings);
      simulator.faults.add({ kind, times: 2 });
      await expect(list(source, 'program')).resolves.toMatchObject({ totalRows: 0 });
      simulator.faults.add({ kind, times: 100 });
      await expect(list(source, 'program')).rejects.toMatchObject({ code });
    });
  });

  it('keeps to the calls a minute also when calls that waited for a slow server go out together', async () => {
    await withSimulator({}, async (simulator) => {
      const source = sourceOf(simulator, undefined, { requestsPerMinute: 600, concurrency: 4 }); // 20 in two seconds
      simulator.faults.add({ kind: 'slow', milliseconds: 2500, times: 4 });
      await Promise.all(Array.from({ length: 44 }, () => list(source, 'program')));
      const times = simulator.requests.filter(({ kind }) => kind === 'list').map(({ at }) => at);
      // Less than the two seconds: on a busy machine a call may take much longer to arrive than the next one. A burst of
      // all that waited comes within milliseconds.
      const together = times.map((from) => times.filter((time) => time >= from && time < from + 1500).length);
      expect(Math.max(...together)).toBeLessThanOrEqual(20);
    });
  });

  it('sends no call while all are held back, and then keeps to the calls a minute', async () => {
    await withSimulator({}, async (simulator) => {
      const source = sourceOf(simulator, undefined, { requestsPerMinute: 600, concurrency: 16 }); // 20 in two seconds
      simulator.faults.add({ kind: 'slow', milliseconds: 300, times: 1 });
      simulator.faults.add({ kind: 'status', status: 429, retryAfter: '2', times: 1, after: 11 });
      await Promise.all(Array.from({ length: 40 }, () => list(source, 'program')));
      const calls = simulator.requests.filter(({ kind }) => kind === 'list');
      const refusedAt = calls.find(({ status }) => status === 429)?.at ?? Number.NaN;
      expect(refusedAt).not.toBeNaN();
      const late = calls.filter(({ at }) => at > refusedAt + 250).map(({ at }) => at); // those before were on their way
      expect(late.length).toBeGreaterThan(15);
      expect(Math.min(...late)).toBeGreaterThanOrEqual(refusedAt + 1990);
      const together = late.map((from) => late.filter((time) => time >= from && time < from + 1500).length);
      expect(Math.max(...together)).toBeLessThanOrEqual(20);
    });
  });

  it('does not send a call whose token came while all are held back', async () => {
    await withSimulator({}, async (simulator) => {
      const source = sourceOf(simulator, undefined, { requestsPerMinute: 60_000 });
      await list(source, 'program');
      simulator.faults.add({ kind: 'expired-token', model: 'user', times: 1 });
      simulator.faults.add({ kind: 'slow', on: 'token', milliseconds: 600, times: 1 });
      const renewing = list(source, 'user');
      simulator.faults.add({ kind: 'status', status: 429, retryAfter: '2', model: 'claim', times: 1 });
      await list(source, 'claim');
      await renewing;
      const calls = simulator.requests.filter(({ kind }) => kind === 'list');
      const refusedAt = calls.find(({ status }) => status === 429)?.at ?? Number.NaN;
      const renewedAt = simulator.requests.findLast(({ kind }) => kind === 'token')?.at ?? Number.NaN;
      expect(Math.abs(refusedAt - renewedAt)).toBeLessThan(300); // refused while the token was on its way
      const during = calls.filter(({ at }) => at > refusedAt + 50 && at < refusedAt + 1990);
      expect(during).toEqual([]);
    });
  });

  it('ends at once when the run ends, however many calls wait for their turn', async () => {
    await withSimulator({}, async (simulator) => {
      const ending = new AbortController();
      const source = sourceOf(simulator, undefined, { requestsPerMinute: 60 }, ending.signal);
      const waiting = Array.from({ length: 100 }, () => list(source, 'program').catch((error: unknown) => error));
      await Promise.race(waiting);
      ending.abort(new Error('the run ends'));
      await Promise.all(waiting);
      expect(simulator.requests.filter(({ kind }) => kind === 'list').length).toBeLessThan(10);
    });
  });
});
