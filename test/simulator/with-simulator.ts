import type { Simulator, SimulatorOptions } from './simulator.ts';
import { startSimulator } from './start-simulator.ts';

/** Runs a body with a simulator and closes that, whatever happens. */
export async function withSimulator<Result>(
  options: SimulatorOptions,
  body: (simulator: Simulator) => Promise<Result>,
): Promise<Result> {
  const simulator = await startSimulator(options);
  try {
    return await body(simulator);
  } finally {
    await simulator.close();
  }
}
