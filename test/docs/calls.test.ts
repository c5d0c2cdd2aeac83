import { describe, expect, it } from '@jest/globals';
import { countCalls, type Server } from '../support/count-calls.ts';
import { expectTable } from '../support/doc-table.ts';

const rows = 10_000;
const changes = [0, 50, 1000];

const indexed = { engine: 'search', searchIndexed: 'yes' } as const;
const inDatabase = { engine: 'database', searchIndexed: 'no' } as const;

const servers: readonly Server[] = [
  { ...indexed, title: 'index, takes timestamps as bounds', dialect: {} },
  { ...indexed, title: 'index, takes ranges of days alone', dialect: { datetimes: 'day' } },
  { ...indexed, title: 'index, takes no dates', dialect: { datetimes: 'error' } },
  {
    ...indexed,
    title: 'index, takes no dates nor bounds on ids',
    dialect: { datetimes: 'error', idComparisons: 'ignored' },
  },
  {
    ...indexed,
    title: 'index, takes no dates, sorts by nothing',
    dialect: { datetimes: 'ignored', sort: 'ignored', idComparisons: 'ignored' },
  },
  { ...inDatabase, title: 'database, sorts by `updated_at`', dialect: {} },
  { ...inDatabase, title: 'database, sorts by `id` alone', dialect: { sortable: ['id'] } },
  { ...inDatabase, title: 'database, sorts by nothing', dialect: { sortable: [] } },
];

async function renderTable(): Promise<string> {
  const number = (value: number): string => value.toLocaleString('en-US');
  const lines = [
    `| the model's server | rung | first load | ${changes.map((count) => `${number(count)} changed`).join(' | ')} |`,
    '|---|---|---|---|---|---|',
  ];
  for (const server of servers) {
    const { rung, firstLoad, incremental } = await countCalls(server, rows, changes);
    lines.push(`| ${server.title} | \`${rung}\` | ${[firstLoad, ...incremental].map(number).join(' | ')} |`);
  }
  return lines.join('\n');
}

describe('Cost follows change:', () => {
  it('an incremental run with 50 changed rows in 100,000 needs at most 5 list calls on an indexed model', async () => {
    const server: Server = { ...indexed, title: 'index', dialect: {} };
    const { rung, incremental } = await countCalls(server, 100_000, [50]);
    expect(rung).toBe('instant');
    expect(incremental[0]).toBeLessThanOrEqual(5);
  }, 300_000);

  // UPDATE_DOCS=1 writes the table that was measured.
  it('docs/calls.md has the calls that each rung needs, as measured', async () => {
    expectTable('calls.md', "| the model's server", await renderTable());
  }, 300_000);
});
