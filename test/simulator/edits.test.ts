import { describe, expect, it } from '@jest/globals';
import { all, listPage } from './list-page.ts';
import { withSimulator } from './with-simulator.ts';

const now = (): number => Date.UTC(2026, 10, 2, 12, 0, 0, 500);
const minute = 60_000;

describe('Edits', () => {
  it('stamp rows with whole seconds of the clock, and leave the other values alone', () =>
    withSimulator({ now }, async ({ store, clock }) => {
      store.insert('user', { id: 1, first_name: 'Ana', last_name: 'Li' });
      clock.advance(1600);
      store.update('user', 1, { first_name: 'Bo' });
      expect(store.rows('user', ['id', 'first_name', 'last_name', 'created_at', 'updated_at'])).toEqual([
        {
          id: 1,
          first_name: 'Bo',
          last_name: 'Li',
          created_at: '2026-11-02T12:00:00Z',
          updated_at: '2026-11-02T12:00:02Z',
        },
      ]);
    }));

  it('in bulk share one second; those behind the back of the product leave no trace', () =>
    withSimulator({ now }, async ({ store, clock }) => {
      for (const id of [1, 2, 3]) store.insert('user', { id });
      clock.advance(minute);
      store.bulkUpdate('user', [1, 3], { active: true });
      store.set('user', 2, { active: false });
      expect(store.rows('user', ['active', 'updated_at'])).toEqual([
        { active: true, updated_at: '2026-11-02T12:01:00Z' },
        { active: false, updated_at: '2026-11-02T12:00:00Z' },
        { active: true, updated_at: '2026-11-02T12:01:00Z' },
      ]);
    }));

  it('that delete take the row out of the truth, softly or for good', () =>
    withSimulator({ now }, async ({ store }) => {
      for (const id of [1, 2, 3]) store.insert('user', { id });
      store.softDelete('user', 1);
      store.hardDelete('user', 2);
      expect(store.ids('user')).toEqual([3]);
      store.set('user', 1, { deleted_at: null });
      expect(store.ids('user')).toEqual([1, 3]);
      expect(() => store.update('user', 2)).toThrow('has no row 2');
    }));

  it('give new rows ids that were never used', () =>
    withSimulator({ now }, async ({ store }) => {
      store.insert('user', { id: 7 });
      store.softDelete('user', 7);
      expect(store.insert('user')).toBe(8);
      store.hardDelete('user', 8);
      expect(store.insert('user')).toBe(9);
    }));
});

describe('The index', () => {
  const dialect = { indexDelay: 5 * minute, insertIndexDelay: minute };

  it('shows inserts and updates late, while the database shows them at once', () =>
    withSimulator({ now, dialect }, async (simulator) => {
      const { store, clock } = simulator;
      const names = async (more: Readonly<Record<string, number>> = {}): Promise<readonly unknown[]> => {
        const { rows } = await listPage(simulator, 'user', { cols: ['first_name'], ...more });
        return rows.map((row) => row['first_name']);
      };
      store.insert('user', { id: 1, first_name: 'Ana' });
      expect([await names(), await names({ all: 1 })]).toEqual([[], ['Ana']]);
      clock.advance(minute);
      store.update('user', 1, { first_name: 'Bo' });
      expect([await names(), await names({ all: 1 })]).toEqual([['Ana'], ['Bo']]);
      clock.advance(5 * minute - 1);
      expect(await names()).toEqual(['Ana']);
      clock.advance(1);
      expect(await names()).toEqual(['Bo']);
    }));

  it('finds a row by its old time until it shows the new one', () =>
    withSimulator({ now, dialect }, async (simulator) => {
      const { store, clock } = simulator;
      store.insert('user', { id: 1 });
      clock.advance(minute);
      store.update('user', 1, { first_name: 'Bo' });
      const filter = all(['updated_at', 'gte', '2026-11-02T12:01:00Z']);
      expect((await listPage(simulator, 'user', { cols: ['id'], filter })).ids).toEqual([]);
      clock.advance(5 * minute);
      expect((await listPage(simulator, 'user', { cols: ['id'], filter })).ids).toEqual([1]);
    }));

  it('never shows an older state after a newer one', () =>
    withSimulator({ now, dialect: { ...dialect, insertIndexDelay: 20 * minute } }, async (simulator) => {
      simulator.store.insert('user', { id: 1, first_name: 'Ana' });
      simulator.store.update('user', 1, { first_name: 'Bo' });
      const rows = async (): Promise<readonly unknown[]> =>
        (await listPage(simulator, 'user', { cols: ['first_name'] })).rows;
      simulator.clock.advance(5 * minute);
      expect(await rows()).toEqual([]);
      simulator.clock.advance(15 * minute);
      expect(await rows()).toEqual([{ id: 1, first_name: 'Bo' }]);
    }));

  it('lets go of deleted rows late', () =>
    withSimulator({ now, dialect: { indexDelay: minute } }, async (simulator) => {
      const { store, clock } = simulator;
      for (const id of [1, 2, 3]) store.insert('user', { id });
      store.hardDelete('user', 1);
      store.softDelete('user', 2);
      const total = async (): Promise<number> => (await listPage(simulator, 'user', { cols: ['id'] })).total;
      expect(await total()).toBe(3);
      clock.advance(minute);
      expect(await total()).toBe(1);
    }));
});
