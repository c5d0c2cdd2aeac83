import { airbyteCatalog, singerCatalog } from './catalogs.ts';
import type { Workspace } from './with-workspace.ts';

/** A way to call the tap that needs a configuration. */
export interface TapCall {
  readonly name: string;
  readonly args: readonly string[];
}

/** Every call that needs a configuration, under both protocols; the reads are of `program` unless told. */
export async function everyCall(
  workspace: Workspace,
  config: string,
  streams: readonly string[] = ['program'],
): Promise<readonly TapCall[]> {
  return [
    { name: 'check', args: ['check', '--config', config] },
    { name: 'discover', args: ['discover', '--config', config] },
    { name: '--discover', args: ['--config', config, '--discover'] },
    ...(await readCalls(workspace, config, streams)),
  ];
}

/** The two calls that read streams. */
export async function readCalls(
  workspace: Workspace,
  config: string,
  streams: readonly string[] = ['program'],
): Promise<readonly TapCall[]> {
  const airbyte = await workspace.write('airbyte-catalog.json', airbyteCatalog(...streams));
  const singer = await workspace.write('singer-catalog.json', singerCatalog(...streams));
  return [
    { name: 'read', args: ['read', '--config', config, '--catalog', airbyte] },
    { name: 'singer', args: ['--config', config, '--catalog', singer] },
  ];
}
