import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { plantedId, plantedSecret } from '../../test/support/planted-secrets.ts';
import { catalogOf } from './catalogs.ts';
import type { Ending, Program } from './run-program.ts';
import { isRead, type Scenario } from './scenario.ts';
import type { World } from './world.ts';

/** Where and with what the program is called. */
export interface Stage {
  readonly program: Program;
  readonly world: World;
  readonly folder: string;
}

/** Makes the call of a scenario, with the lines of a state if there are any. */
export function callProgram(stage: Stage, scenario: Scenario, state: readonly string[]): Promise<Ending> {
  return stage.program(argumentsOf(stage, scenario, state), environmentOf(stage, scenario));
}

function argumentsOf({ folder }: Stage, scenario: Scenario, state: readonly string[]): readonly string[] {
  const { kind, isProbing } = scenario;
  const config = ['--config', 'ENV'];
  if (kind === 'check') return ['check', ...config];
  const probe = isProbing ? ['--probe'] : [];
  if (kind === 'discover') return ['discover', ...config, ...probe];
  if (kind === '--discover') return [...config, '--discover', ...probe];
  const catalog = writeOnce(
    folder,
    `catalog-${kind}-${scenario.detectDeletions}-${scenario.streams.join('-')}.json`,
    () => JSON.stringify(catalogOf(scenario)),
  );
  const from = state.length === 0 ? [] : ['--state', write(folder, 'state.json', state.join('\n'))];
  return [...(kind === 'read' ? ['read'] : []), ...config, '--catalog', catalog, ...from];
}

function writeOnce(folder: string, name: string, toText: () => string): string {
  const path = join(folder, name);
  return existsSync(path) ? path : write(folder, name, toText());
}

function write(folder: string, name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function environmentOf({ world }: Stage, scenario: Scenario): Readonly<Record<string, string>> {
  const settings = {
    instance: world.simulator.url,
    client_id: plantedId,
    client_secret: plantedSecret,
    max_retries: String(scenario.retries),
    request_timeout_seconds: '1',
    requests_per_minute: '1000000',
    page_size: String(scenario.pageSize),
    concurrency: String(scenario.concurrency),
    detect_deletions: String(scenario.detectDeletions),
    // Without them, discovery lists every model there is.
    ...(!isRead(scenario) && { streams: scenario.streams.join(',') }),
  };
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [`TAP_FLUXX_${name.toUpperCase()}`, value]),
  );
}
