import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isObject } from '../../src/core/json.ts';
import type { JsonObject } from '../simulator/json.ts';
import { projectRoot } from '../simulator/project-root.ts';
import { runScript } from '../support/run-script.ts';
import type { Workspace } from '../support/with-workspace.ts';
import { filesOf, linesOf } from './lines-of.ts';
import type { PipeEnd } from './pipe.ts';
import type { Postgres } from './with-postgres.ts';

type Row = JsonObject;

/** Where targets of one test may write. */
export interface Places extends Workspace {
  readonly postgres: Postgres;
}

/** What a value looks like in a target that cannot hold it as it is. */
type Shown = (value: unknown) => unknown;

/** A real target. */
export interface Target {
  readonly name: string;
  readonly prepare: (places: Places) => Promise<PipeEnd>;
  /** What a table holds, in the order it was written, or by id where the target merges. */
  readonly rows: (places: Places, table: string) => Promise<readonly Row[]>;
  readonly shows: Shown;
  /** Settings of the tap that the target asks for. */
  readonly settings?: JsonObject;
}

const exactly: Shown = (value) => value;
/** Two targets of one lineage write an empty text as NULL. */
const emptyAsNull: Shown = (value) => (value === '' ? null : value);
/** One of them writes breaks and tabs as the escapes that JSON has for them. */
const escaped: Shown = (value) =>
  typeof value === 'string' ? emptyAsNull(value.replaceAll('\n', '\\n').replaceAll('\t', '\\t')) : value;

/** A timestamp that comes without a zone is in UTC. */
function withZone(row: Row): Row {
  const entries = Object.entries(row).map(([name, value]) => [
    name,
    typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?$/.test(value) ? `${value}Z` : value,
  ]);
  return Object.fromEntries(entries);
}

function postgresTarget(name: string, shows: Shown, setting: 'database' | 'dbname'): Target {
  const interpreter = `PYTHON_${name.toUpperCase().replaceAll('-', '_')}`;
  return {
    name,
    prepare: async ({ postgres, write }) => {
      const { host, port, user } = postgres;
      await postgres.createDatabase(name);
      const config = { host, port, user, password: 'none', [setting]: name, default_target_schema: 'public' };
      return { interpreter, command: 'target-postgres', config: await write(`${name}.json`, config) };
    },
    rows: async ({ postgres }, table) => (await postgres.rows(name, table)).map(withZone),
    shows,
  };
}

/** The targets that the tap is piped into. */
export const targets: readonly Target[] = [
  {
    name: 'target-jsonl',
    prepare: async ({ folder, write }) => {
      await mkdir(join(folder, 'jsonl'));
      const config = await write('target-jsonl.json', { destination_path: join(folder, 'jsonl') });
      return { interpreter: 'PYTHON_TARGET_JSONL', command: 'target-jsonl', config };
    },
    rows: async ({ folder }, table) => {
      const lines = await linesOf(join(folder, 'jsonl'), table);
      return lines.map((line): Row => JSON.parse(line));
    },
    shows: exactly,
  },
  {
    name: 'meltanolabs-target-csv',
    prepare: async ({ folder, write }) => {
      await mkdir(join(folder, 'csv'));
      const config = await write('target-csv.json', {
        output_path: join(folder, 'csv'),
        // A file of the same name would be written over by the next run.
        file_naming_scheme: '{stream_name}-{timestamp}.csv',
        timestamp_format: '%Y%m%dT%H%M%S%f',
      });
      return { interpreter: 'PYTHON_TARGET_CSV', command: 'target-csv', config };
    },
    rows: async ({ folder }, table) => {
      const path = join(projectRoot(), 'test', 'singer', 'print_csv.py');
      const files = (await filesOf(join(folder, 'csv'), table)).map((file) => join(folder, 'csv', file));
      return JSON.parse(await runScript({ path, interpreter: 'PYTHON_TARGET_CSV', args: files }));
    },
    shows: asCsv,
    // Otherwise it writes lists as Python would show them.
    settings: { flattening_enabled: true },
  },
  postgresTarget('meltanolabs-target-postgres', exactly, 'database'),
  postgresTarget('pipelinewise-target-postgres', escaped, 'dbname'),
  {
    name: 'target-duckdb',
    prepare: async ({ folder, write }) => {
      const config = { path: join(folder, 'w.duckdb'), default_target_schema: 'main' };
      return {
        interpreter: 'PYTHON_TARGET_DUCKDB',
        command: 'target-duckdb',
        config: await write('target-duckdb.json', config),
      };
    },
    rows: async ({ folder }, table) => {
      const path = join(projectRoot(), 'test', 'support', 'print_tables.py');
      const args = [join(folder, 'w.duckdb'), table];
      const tables: unknown = JSON.parse(await runScript({ path, interpreter: 'PYTHON_TARGET_DUCKDB', args }));
      return isObject(tables) ? (tables[table] as readonly Row[]) : [];
    },
    shows: emptyAsNull,
  },
];

/** Everything is text, in the way of Python. */
function asCsv(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'object') return JSON.stringify(value);
  const text = String(value);
  return /^\d{4}-\d\d-\d\dT.*Z$/.test(text) ? text.replace('T', ' ').replace('Z', '+00:00') : text;
}
