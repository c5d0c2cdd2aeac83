import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { type Data, folder, readLines } from './messages.ts';
import { say } from './say.ts';

/** What one run of the tap wrote. */
export interface Run {
  readonly file: string;
  /** `updated_at` by id, by stream. */
  readonly rows: ReadonlyMap<string, ReadonlyMap<number, string>>;
  readonly records: number;
}

/** Reads everything of the catalog under one protocol, from a state file if there is one. */
export async function read(file: string, protocol: 'airbyte' | 'singer', state: string | undefined): Promise<Run> {
  const verb = protocol === 'airbyte' ? ['read'] : [];
  const from = state === undefined ? [] : ['--state', `${folder}/${state}`];
  await tap([...verb, '--config', `${folder}/config.json`, '--catalog', `${folder}/catalog.json`, ...from], file);
  const rows = new Map<string, Map<number, string>>();
  let records = 0;
  for (const message of await readLines(file)) {
    if (message.type !== 'RECORD') continue;
    const name = message.record?.stream ?? message.stream ?? '';
    const { id, updated_at } = message.record?.data ?? (message.record as Data);
    rows.set(name, (rows.get(name) ?? new Map<number, string>()).set(id, updated_at));
    records += 1;
  }
  return { file, rows, records };
}

/** Runs the tap as a user would, its messages into a file, its progress on this terminal. */
export async function tap(parameters: readonly string[], file: string): Promise<void> {
  say(`  $ tap-fluxx ${parameters.join(' ')} > ${folder}/${file}`);
  const child = spawn(process.execPath, ['dist/bin.js', ...parameters], { stdio: ['ignore', 'pipe', 'inherit'] });
  const output = createWriteStream(`${folder}/${file}`);
  child.stdout.pipe(output);
  const [[exitCode]] = await Promise.all([once(child, 'exit'), finished(output)]);
  if (exitCode !== 0) throw new Error(`the tap ended with exit code ${String(exitCode)}; see ${folder}/${file}`);
}

/** Checks a file with the tap's own validator. @throws Error when it has faults */
export async function validate(file: string): Promise<void> {
  const child = spawn(process.execPath, ['dist/bin.js', 'validate'], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(await readFile(`${folder}/${file}`));
  let report = '';
  child.stdout.on('data', (chunk: Buffer) => {
    report += chunk.toString();
  });
  const [exitCode] = await once(child, 'close');
  if (exitCode !== 0) throw new Error(`${file} has faults:\n${report}`);
  say(`  ${file}: no fault`);
}
