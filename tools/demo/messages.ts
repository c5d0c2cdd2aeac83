import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where the demonstration leaves its files. */
export const folder = 'demo-output';

/** The part of a record that the demonstration looks at. */
export interface Data {
  readonly id: number;
  readonly updated_at: string;
}

/** A line of either protocol, as far as the demonstration looks at it. */
export interface Message {
  readonly type: string;
  readonly stream?: string;
  readonly catalog?: { readonly streams: readonly { readonly supported_sync_modes: readonly string[] }[] };
  /** Airbyte puts the data one level deeper than Singer. */
  readonly record?: { readonly stream: string; readonly data: Data } & { readonly [Key in keyof Data]?: Data[Key] };
  readonly state?: { readonly stream: { readonly stream_descriptor: { readonly name: string } } };
}

/** Writes a file of the demonstration. */
export async function writeJson(name: string, value: unknown): Promise<void> {
  await writeFile(join(folder, name), `${JSON.stringify(value, undefined, 2)}\n`);
}

/** Reads the messages of a file of the demonstration. */
export async function readLines(name: string): Promise<readonly Message[]> {
  const text = await readFile(join(folder, name), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Message);
}

/** What Airbyte does when a user ticks every stream. */
export function configure(messages: readonly Message[]): object {
  const streams = messages.find(({ type }) => type === 'CATALOG')?.catalog?.streams ?? [];
  return {
    streams: streams.map((stream) => ({
      stream,
      sync_mode: stream.supported_sync_modes.includes('incremental') ? 'incremental' : 'full_refresh',
      destination_sync_mode: 'append_dedup',
    })),
  };
}

/** The last state of each stream, as Airbyte keeps them. */
export function lastStates(messages: readonly Message[]): readonly unknown[] {
  const states = new Map<string, unknown>();
  for (const { state } of messages) if (state) states.set(state.stream.stream_descriptor.name, state);
  return [...states.values()];
}
