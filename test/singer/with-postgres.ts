import { spawn } from 'node:child_process';
import { chown, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '../simulator/json.ts';
import { outputOf } from '../support/output-of.ts';

/** A database server of one test. */
export interface Postgres {
  readonly host: string;
  readonly port: number;
  /** May do everything, without a password. */
  readonly user: string;
  /** What a question in SQL is answered. */
  readonly query: (database: string, sql: string) => Promise<string>;
  readonly createDatabase: (name: string) => Promise<void>;
  /** The rows of a table by id, as JSON. */
  readonly rows: (database: string, table: string) => Promise<readonly JsonObject[]>;
}

const host = '127.0.0.1';
const user = 'postgres';
/** The server refuses to run as root. */
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/**
 * Starts a PostgreSQL server in a folder of its own, runs a body with it, and stops it whatever happens.
 * @throws Error where none is installed
 */
export async function withPostgres<Result>(body: (postgres: Postgres) => Promise<Result>): Promise<Result> {
  const programs = await findPrograms();
  const folder = await mkdtemp(join(tmpdir(), 'tap-fluxx-postgres-'));
  const data = join(folder, 'data');
  await mkdir(data);
  if (nobody.uid !== undefined) {
    for (const path of [folder, data]) await chown(path, nobody.uid, nobody.gid);
  }
  const port = await freePort();
  try {
    await run(join(programs, 'initdb'), ['-D', data, '-A', 'trust', '-U', user, '-E', 'UTF8', '--locale=C.UTF-8']);
    const settings = `-p ${port} -k ${folder} -c listen_addresses=${host} -c fsync=off`;
    await run(join(programs, 'pg_ctl'), ['start', '-w', '-D', data, '-l', join(folder, 'log'), '-o', settings]);
    try {
      return await body({
        host,
        port,
        user,
        query: (database, sql) => query(port, database, sql),
        createDatabase: async (name) => void (await query(port, 'postgres', `create database "${name}"`)),
        rows: async (database, table) => {
          const rows = `select coalesce(json_agg(to_jsonb(t) order by t.id), '[]') from "${table}" t`;
          return JSON.parse(await query(port, database, rows));
        },
      });
    } finally {
      await run(join(programs, 'pg_ctl'), ['stop', '-D', data, '-m', 'immediate']);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function query(port: number, database: string, sql: string): Promise<string> {
  return run('psql', ['-h', host, '-p', String(port), '-U', user, '-d', database, '-qAtX', '-c', sql]);
}

/** Debian keeps the server's programs off the path, one folder a release. */
async function findPrograms(): Promise<string> {
  const folder = '/usr/lib/postgresql';
  const releases = await readdir(folder).catch(() => []);
  const latest = releases.toSorted((a, b) => Number(b) - Number(a))[0];
  if (latest === undefined) throw new Error('There is no PostgreSQL server (Debian: apt install postgresql).');
  return join(folder, latest, 'bin');
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, host, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

function run(file: string, args: readonly string[]): Promise<string> {
  const child = spawn(file, args, { ...nobody, cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] });
  return outputOf(child, file.endsWith('pg_ctl') ? 'exit' : 'close');
}
