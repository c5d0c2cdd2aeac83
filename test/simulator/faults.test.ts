import { describe, expect, it } from '@jest/globals';
import { ask, askToken } from './ask.ts';
import type { Fault } from './fault.ts';
import { listPage, type Page } from './list-page.ts';
import type { LoggedRequest } from './logged-request.ts';
import type { Reply } from './reply.ts';
import type { Simulator } from './simulator.ts';
import { withSimulator } from './with-simulator.ts';

const question = { cols: ['first_name'], per_page: 4, sort: ['id', 'asc'] };

function load(simulator: Simulator): void {
  for (let id = 1; id <= 8; id += 1) simulator.store.insert('user', { id, first_name: `Ana ${id}` });
}

function faulty(fault: Fault, parameters = {}): Promise<{ readonly page: Page; readonly next: Page }> {
  return withSimulator({}, async (simulator) => {
    load(simulator);
    simulator.faults.add(fault);
    const page = await listPage(simulator, 'user', { ...question, ...parameters });
    const next = await listPage(simulator, 'user', question);
    return { page, next };
  });
}

describe('A fault', () => {
  it.each([403, 404, 429, 500, 501, 502, 503, 504])('answers status %i once', async (status) => {
    const { page, next } = await faulty({ kind: 'status', status });
    expect([page.answer.status, page.answer.json]).toEqual([status, undefined]);
    expect(next.ids).toEqual([1, 2, 3, 4]);
  });

  it('may say when to come back', async () => {
    const { page } = await faulty({ kind: 'status', status: 503, retryAfter: '7' });
    expect(page.answer.headers.get('retry-after')).toBe('7');
  });

  it.each(['truncated-json', 'html', 'empty-body'] as const)('answers %s with status 200', async (kind) => {
    const { page } = await faulty({ kind });
    expect([page.answer.status, page.answer.json]).toEqual([200, undefined]);
  });

  it('answers an error 100 of the text given', async () => {
    const { page } = await faulty({ kind: 'error-100', message: '#<Timeout::Error: execution expired>' });
    expect([page.answer.status, page.error]).toEqual([200, '#<Timeout::Error: execution expired>']);
  });

  it('redirects to the login page', async () => {
    const { page } = await faulty({ kind: 'login-redirect' });
    expect([page.answer.status, page.answer.headers.get('location')]).toEqual([302, '/user_sessions/new']);
  });

  it('spoils the rows of an envelope in the way it says', async () => {
    const short = (await faulty({ kind: 'short-page' })).page;
    expect([short.ids, short.total, short.perPage]).toEqual([[1, 2], 8, 4]);
    const doubled = (await faulty({ kind: 'duplicated-page' }, { page: 2 })).page;
    expect([doubled.ids, doubled.current]).toEqual([[1, 2, 3, 4], 2]);
    const nameless = (await faulty({ kind: 'row-without-id' })).page;
    expect(nameless.rows.at(-1)).toEqual({ first_name: 'Ana 4' });
    const other = (await faulty({ kind: 'wrong-model' })).page;
    expect(other.answer.json).toHaveProperty('records.organization');
    const none = (await faulty({ kind: 'no-records' })).page;
    expect(none.answer.json).not.toHaveProperty('records');
    expect(none.total).toBe(8);
  });

  it('sends bytes that are no gzip under the name of gzip', async () => {
    await expect(faulty({ kind: 'garbage-gzip' })).rejects.toThrow();
  });

  it('resets the connection', async () => {
    await expect(faulty({ kind: 'reset' })).rejects.toThrow('fetch failed');
  });

  it('never answers, until the caller gives up', () =>
    withSimulator({}, async (simulator) => {
      const token = await askToken(simulator);
      simulator.faults.add({ kind: 'hang' });
      const headers = { authorization: `Bearer ${token}` };
      const call = fetch(`${simulator.url}/api/rest/v2/user`, { headers, signal: AbortSignal.timeout(50) });
      await expect(call).rejects.toThrow('timeout');
      expect(simulator.requests.at(-1)?.status).toBe(0);
    }));

  it('answers late', async () => {
    const start = performance.now();
    const { page } = await faulty({ kind: 'slow', milliseconds: 40 });
    expect(performance.now() - start).toBeGreaterThan(38);
    expect(page.ids).toEqual([1, 2, 3, 4]);
  });

  it('revokes the token, so that only a new one helps', () =>
    withSimulator({}, async (simulator) => {
      const token = await askToken(simulator);
      simulator.faults.add({ kind: 'expired-token' });
      const path = '/api/rest/v2/user';
      const statuses = [];
      for (const used of [token, token, await askToken(simulator)]) {
        statuses.push((await ask(simulator, { path, parameters: { cols: ['id'] }, token: used })).status);
      }
      expect(statuses).toEqual([401, 401, 200]);
    }));

  it('hits the calls it is meant for, as often as it says, after those it lets pass', () =>
    withSimulator({}, async (simulator) => {
      load(simulator);
      simulator.faults.add({ kind: 'status', model: 'user', page: 2, after: 2, times: 2 });
      const statuses = [];
      for (const [model, page] of [
        ['user', 1],
        ['user', 2],
        ['program', 2],
        ['user', 2],
        ['user', 2],
        ['user', 2],
        ['user', 2],
      ] as const) {
        statuses.push((await listPage(simulator, model, { ...question, sort: ['id', 'asc'], page })).answer.status);
      }
      expect(statuses).toEqual([200, 200, 200, 200, 500, 500, 200]);
      expect(simulator.faults.hits()).toBe(2);
    }));

  it('may hit the token endpoint', () =>
    withSimulator({}, async (simulator) => {
      simulator.faults.add({ kind: 'status', status: 503, on: 'token' });
      await expect(askToken(simulator)).rejects.toThrow('no token');
      expect(await askToken(simulator)).toMatch(/^[0-9a-f]{64}$/);
    }));
});

describe('A mutation of the options', () => {
  it('has the last word on each finished answer, and knows what was asked', async () => {
    const seen: unknown[] = [];
    const mutate = (reply: Reply, { kind, model }: LoggedRequest): Reply => {
      seen.push([kind, model, reply.rows]);
      return kind === 'list' ? { ...reply, status: 418, headers: { ...reply.headers, Date: 'some day' } } : reply;
    };
    await withSimulator({ mutate }, async (simulator) => {
      load(simulator);
      const { answer, ids } = await listPage(simulator, 'user', question);
      expect([answer.status, answer.headers.get('date'), ids]).toEqual([418, 'some day', [1, 2, 3, 4]]);
    });
    expect(seen).toEqual([
      ['token', '', 0],
      ['list', 'user', 4],
    ]);
  });
});
