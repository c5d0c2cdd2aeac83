import { describe, expect, it } from '@jest/globals';
import { ask, askToken } from './ask.ts';
import { rawNumber } from './json.ts';
import { listPage } from './list-page.ts';
import { withSimulator } from './with-simulator.ts';

describe('The envelope', () => {
  it('has pages of 25 unless asked for others, and never more than 500', () =>
    withSimulator({}, async (simulator) => {
      for (let id = 1; id <= 30; id += 1) simulator.store.insert('user', { id });
      expect(await listPage(simulator, 'user', { cols: ['id'] })).toMatchObject({ perPage: 25, pages: 2, total: 30 });
      expect(await listPage(simulator, 'user', { cols: ['id'], per_page: 501 })).toMatchObject({
        perPage: 500,
        pages: 1,
      });
    }));

  it('answers the first page again beyond the last, or an empty one where the dialect says so', () =>
    withSimulator({}, async (simulator) => {
      for (let id = 1; id <= 3; id += 1) simulator.store.insert('user', { id });
      const question = { cols: ['id'], per_page: 2, page: 3, sort: ['id', 'asc'] };
      expect(await listPage(simulator, 'user', question)).toMatchObject({ current: 1, ids: [1, 2] });
      simulator.store.setDialect('user', { beyondEnd: 'empty' });
      expect(await listPage(simulator, 'user', question)).toMatchObject({ current: 3, ids: [], total: 3 });
    }));

  it('leaves blanks and unknown columns out of the rows of the index, but not empty texts', () =>
    withSimulator({}, async (simulator) => {
      simulator.store.insert('user', { id: 1, first_name: '', last_name: null, connection_ids: [] });
      const cols = ['first_name', 'last_name', 'connection_ids', 'no_such_column'];
      expect((await listPage(simulator, 'user', { cols })).rows).toEqual([{ id: 1, first_name: '' }]);
    }));

  it('gives hardly anything to a call that names no columns', () =>
    withSimulator({ now: () => 0 }, async (simulator) => {
      simulator.store.insert('user', { id: 1, first_name: 'Ana' });
      const { rows } = await listPage(simulator, 'user');
      expect(rows).toEqual([{ id: 1, created_at: '1970-01-01T00:00:00Z', updated_at: '1970-01-01T00:00:00Z' }]);
    }));

  it('prints numbers to the last digit, whole decimals with a fraction where the call was a POST', () =>
    withSimulator({}, async (simulator) => {
      const exact = rawNumber('12345678901234567890.12');
      simulator.store.insert('grant_request', { id: 1, amount_requested: exact, amount_recommended: 5 });
      const { answer } = await listPage(simulator, 'grant_request', {
        cols: ['amount_requested', 'amount_recommended'],
      });
      expect(answer.text).toContain('"amount_requested":12345678901234567890.12,"amount_recommended":5.0}');
    }));

  it('hides a model that is not exposed and refuses one that is forbidden', () =>
    withSimulator({}, async (simulator) => {
      simulator.store.insert('user', { id: 1 });
      simulator.store.setDialect('user', { access: 'not-exposed' });
      expect(await listPage(simulator, 'user', { cols: ['id'] })).toMatchObject({
        total: 0,
        pages: 1,
        rows: [],
        error: '',
      });
      simulator.store.setDialect('user', { access: 'forbidden' });
      expect((await listPage(simulator, 'user', { cols: ['id'] })).error).toContain('permission');
    }));

  it('ignores relations that are not there, and knows nothing of deleted rows', () =>
    withSimulator({}, async (simulator) => {
      for (const id of [1, 2]) simulator.store.insert('user', { id, first_name: 'Ana' });
      simulator.store.softDelete('user', 2);
      const { rows } = await listPage(simulator, 'user', { cols: ['first_name'], relation: { no_such: ['name'] } });
      expect(rows).toEqual([{ id: 1, first_name: 'Ana' }]);
      const token = await askToken(simulator);
      const { json } = await ask(simulator, {
        path: '/api/rest/v2/user/2',
        parameters: { cols: ['first_name'] },
        token,
      });
      expect(json).toEqual({ user: { id: 2 } });
    }));

  it('dates every answer by its own clock', () =>
    withSimulator({ now: () => Date.UTC(2030, 0, 2, 3, 4, 5) }, async (simulator) => {
      const { answer } = await listPage(simulator, 'user', { cols: ['id'] });
      expect(answer.headers.get('date')).toBe('Wed, 02 Jan 2030 03:04:05 GMT');
    }));
});

describe('The request log', () => {
  it('tells lists, fetches, tokens and forbidden writes apart', () =>
    withSimulator({}, async (simulator) => {
      const token = await askToken(simulator);
      simulator.store.insert('user', { id: 1 });
      await ask(simulator, { path: '/api/rest/v2/user', parameters: { cols: ['id'] }, token });
      await ask(simulator, { path: '/api/rest/v2/user/1', parameters: { cols: ['id'] }, token });
      const write = await ask(simulator, {
        method: 'POST',
        path: '/api/rest/v2/user',
        parameters: { cols: ['id'] },
        token,
      });
      await ask(simulator, { method: 'DELETE', path: '/api/rest/v2/user/1', encoding: 'query', token });
      await ask(simulator, { path: '/api/rest/v2/doc', token });
      expect(write.status).toBe(403);
      expect(simulator.requests.map(({ kind, model, status, rows }) => [kind, model, status, rows])).toEqual([
        ['token', '', 200, 0],
        ['list', 'user', 200, 1],
        ['fetch', 'user', 200, 1],
        ['write', 'user', 403, 0],
        ['write', 'user', 403, 0],
        ['other', '', 302, 0],
      ]);
    }));

  it('lets a test change the data before a list is answered', () =>
    withSimulator({}, async (simulator) => {
      const stop = simulator.onRequest(({ model }) => void simulator.store.insert(model));
      expect((await listPage(simulator, 'user', { cols: ['id'] })).total).toBe(1);
      stop();
      expect((await listPage(simulator, 'user', { cols: ['id'] })).total).toBe(1);
    }));
});
