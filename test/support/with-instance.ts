import { askToken } from '../simulator/ask.ts';
import type { Simulator, SimulatorOptions } from '../simulator/simulator.ts';
import { withSimulator } from '../simulator/with-simulator.ts';
import { findSecret, plantedId, plantedSecret } from './planted-secrets.ts';
import { type Workspace, withWorkspace } from './with-workspace.ts';

/** A pretend instance with the planted credentials, a folder, and a configuration in it that fits. */
export interface Instance extends Workspace {
  readonly simulator: Simulator;
  /** The path of the configuration. */
  readonly config: string;
  /** The settings in that file. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** How an instance is set up. */
export interface InstanceOptions extends SimulatorOptions {
  /** Settings that differ from the usual. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** Runs a body with a pretend instance. @throws Error when a token of it would pass unnoticed */
export function withInstance<Result>(
  { settings: changes, ...options }: InstanceOptions,
  body: (instance: Instance) => Promise<Result>,
): Promise<Result> {
  return withSimulator({ ...options, clientId: plantedId, clientSecret: plantedSecret }, (simulator) =>
    withWorkspace(async (workspace) => {
      if (findSecret(await askToken(simulator)) === undefined) throw new Error('The tokens have another form now.');
      simulator.requests.length = 0;
      const settings = { ...credentialsFor(simulator.url), ...changes };
      const config = await workspace.write('config.json', settings);
      return body({ ...workspace, simulator, settings, config });
    }),
  );
}

/** The three settings that every call needs. */
export function credentialsFor(instance: string): Readonly<Record<string, unknown>> {
  return { instance, client_id: plantedId, client_secret: plantedSecret };
}
