import { describe, expect, it } from '@jest/globals';
import { ask, askToken } from './ask.ts';
import type { Simulator } from './simulator.ts';
import { withSimulator } from './with-simulator.ts';

const cols = { cols: ['id'] };
const path = '/api/rest/v2/user';

async function statuses(simulator: Simulator, calls: number, path: string): Promise<readonly number[]> {
  const token = await askToken(simulator);
  const answers = [];
  for (let call = 0; call < calls; call += 1) answers.push(await ask(simulator, { path, parameters: cols, token }));
  return answers.map(({ status }) => status);
}

describe('The rate limit', () => {
  it('is off unless asked for', () =>
    withSimulator({}, async (simulator) => {
      expect(new Set(await statuses(simulator, 200, `${path}/1`))).toEqual(new Set([200]));
    }));

  it('refuses what is above it until the minute is over, for lists and fetches apart', () =>
    withSimulator({ rateLimit: { list: 2, fetch: 1 }, now: () => 0 }, async (simulator) => {
      expect(await statuses(simulator, 3, path)).toEqual([200, 200, 429]);
      expect(await statuses(simulator, 2, `${path}/1`)).toEqual([200, 429]);
      simulator.clock.advance(60_000);
      expect(await statuses(simulator, 1, path)).toEqual([200]);
    }));

  it('may be what others leave of it, from call to call', async () => {
    let left = 1;
    await withSimulator({ rateLimit: { list: () => left }, now: () => 0 }, async (simulator) => {
      expect(await statuses(simulator, 2, path)).toEqual([200, 429]);
      left = 5;
      expect(await statuses(simulator, 2, path)).toEqual([200, 200]);
    });
  });

  it('is 180 fetches a minute unless another number is given', () =>
    withSimulator({ rateLimit: {}, now: () => 0 }, async (simulator) => {
      expect((await statuses(simulator, 181, `${path}/1`)).indexOf(429)).toBe(180);
    }));

  it('says when to come back where it is told to', () =>
    withSimulator({ rateLimit: { list: 0, retryAfter: 'sent' }, now: () => 0 }, async (simulator) => {
      const token = await askToken(simulator);
      const first = await ask(simulator, { path, parameters: cols, token });
      simulator.clock.advance(20_000);
      const second = await ask(simulator, { path, parameters: cols, token });
      expect([first, second].map(({ headers }) => headers.get('retry-after'))).toEqual(['60', '40']);
    }));

  it('does not say when to come back unless it is told to', () =>
    withSimulator({ rateLimit: { list: 0 }, now: () => 0 }, async (simulator) => {
      const { status, headers } = await ask(simulator, { path, parameters: cols, token: await askToken(simulator) });
      expect([status, headers.get('retry-after')]).toEqual([429, null]);
    }));
});

describe('A token', () => {
  it('lives for the time it says, beside others', () =>
    withSimulator({ now: () => 0, tokenLife: 100 }, async (simulator) => {
      const first = await askToken(simulator);
      simulator.clock.advance(60_000);
      const second = await askToken(simulator);
      const status = async (token: string): Promise<number> =>
        (await ask(simulator, { path, parameters: cols, token })).status;
      expect([await status(first), await status(second)]).toEqual([200, 200]);
      simulator.clock.advance(40_000);
      expect([await status(first), await status(second)]).toEqual([401, 200]);
    }));

  it('is needed, and must be one that was minted', () =>
    withSimulator({}, async (simulator) => {
      const answers = [await ask(simulator, { path }), await ask(simulator, { path, token: 'a'.repeat(64) })];
      for (const { status, text, headers } of answers) {
        expect([status, text]).toEqual([401, '']);
        expect(headers.get('www-authenticate')).toContain('error="invalid_token"');
      }
    }));

  it('is not given for another grant type', () =>
    withSimulator({}, async (simulator) => {
      const parameters = { grant_type: 'password' };
      const { status, json } = await ask(simulator, { method: 'POST', path: '/oauth/token', parameters });
      expect([status, json]).toMatchObject([401, { error: 'unsupported_grant_type' }]);
    }));
});
