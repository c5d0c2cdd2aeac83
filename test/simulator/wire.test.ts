import { describe, expect, it } from '@jest/globals';
import { listPage } from './list-page.ts';
import type { LoggedRequest } from './logged-request.ts';
import type { Reply, Wire } from './reply.ts';
import { withSimulator } from './with-simulator.ts';

/** What becomes of a list call whose answer is sent so. */
function listOver(wire: Wire): Promise<string> {
  const mutate = (reply: Reply, { kind }: LoggedRequest): Reply => (kind === 'list' ? { ...reply, wire } : reply);
  return withSimulator({ mutate }, async (simulator) => {
    for (let id = 1; id <= 8; id += 1) simulator.store.insert('user', { id });
    return listPage(simulator, 'user', { per_page: 4 }).then(
      ({ answer }) => answer.text,
      () => 'broken',
    );
  });
}

describe('An answer that is not sent as it must be', () => {
  it('is cut off where it says', async () => {
    expect(await listOver({ stopsAfter: 20, ending: 'cut' })).toBe('broken');
  });

  it('is not whole where more was announced, though every byte came', async () => {
    expect(await listOver({ declared: 1_000_000, stopsAfter: 100_000, ending: 'cut' })).toBe('broken');
  });

  it('ends where less was announced', async () => {
    expect(await listOver({ declared: 10 })).toHaveLength(10);
  });
});
