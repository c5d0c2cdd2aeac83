import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { projectRoot } from '../../test/simulator/project-root.ts';
import { type DataSet, model } from './data-set.ts';
import { type Measurement, measureProcess } from './measure-process.ts';

/** What is measured: the tap under either protocol, or the bare loop. */
export type Program = 'singer' | 'airbyte' | 'bare';

/** The settings of the tap that a measurement is about. The bare loop takes none, and asks for 500 rows a page. */
export interface TapSettings {
  readonly page_size?: number;
  readonly concurrency?: number;
  readonly requests_per_minute?: number;
}

/** The largest page that Fluxx answers, and a budget that is never used up; the rest as the tap has it by default. */
const usualSettings = { page_size: 500, requests_per_minute: 1_000_000 };

/** Creates a folder for configurations and catalogs. The caller removes it. */
export function makeFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'tap-fluxx-bench-'));
}

/** Where and how a program runs. */
interface Surroundings {
  readonly dataSet: DataSet;
  readonly url: string;
  readonly folder: string;
  readonly settings?: TapSettings;
  /** Flags of node itself. */
  readonly flags?: readonly string[];
}

/** Lets a program read everything that a page server has. */
export async function measure(
  program: Program,
  { dataSet, url, folder, settings = {}, flags = [] }: Surroundings,
): Promise<Measurement> {
  if (program === 'bare') {
    const script = fileURLToPath(new URL('./bare-loop.js', import.meta.url));
    const pageSize = String(usualSettings.page_size);
    return measureProcess([script, url, JSON.stringify(dataSet.columns), pageSize], '{"id":');
  }
  const config = await writeJson(join(folder, 'config.json'), {
    instance: url,
    client_id: 'bench',
    client_secret: 'bench',
    ...usualSettings,
    ...settings,
  });
  const catalog = await writeJson(join(folder, `${dataSet.name}.json`), toCatalog(dataSet));
  const tap = join(projectRoot(), 'dist', 'bin.js');
  const verb = program === 'airbyte' ? ['read'] : [];
  return measureProcess([...flags, tap, ...verb, '--config', config, '--catalog', catalog], '{"type":"RECORD"');
}

/** An Airbyte catalog, which the tap takes under either protocol. */
function toCatalog({ columns }: DataSet): object {
  const properties = Object.fromEntries(columns.map((name) => [name, {}]));
  const stream = { name: model, json_schema: { properties }, supported_sync_modes: ['full_refresh', 'incremental'] };
  return { streams: [{ stream, sync_mode: 'incremental', destination_sync_mode: 'append_dedup' }] };
}

async function writeJson(path: string, value: unknown): Promise<string> {
  await writeFile(path, JSON.stringify(value));
  return path;
}
