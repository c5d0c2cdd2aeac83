import { parseArgs } from 'node:util';
import { seedFoundation } from './seed-foundation.ts';
import type { Simulator } from './simulator.ts';
import { startSimulator } from './start-simulator.ts';

const usage = `A pretend Fluxx instance with a small foundation, for trying the tap.

Options:
  --port N             where it listens, 0 to 65535 (default: any port that is free)
  --scale N            how large the foundation is, above 0 (default 1)
  --client-id TEXT     default simulated-client
  --client-secret TEXT default simulated-secret
`;

const options = {
  port: { type: 'string', default: '0' },
  scale: { type: 'string', default: '1' },
  'client-id': { type: 'string', default: 'simulated-client' },
  'client-secret': { type: 'string', default: 'simulated-secret' },
  help: { type: 'boolean', default: false },
} as const;

/** What the command line asks for. @throws Error that says what is wrong with it */
function readOptions() {
  const { values } = parseArgs({ options });
  const port = Number(values.port);
  const scale = Number(values.scale);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`--port cannot be ${values.port}`);
  if (!(scale > 0 && scale <= 1000)) throw new Error(`--scale cannot be ${values.scale}`);
  return { port, scale, clientId: values['client-id'], clientSecret: values['client-secret'], help: values.help };
}

async function serve(): Promise<Simulator | undefined> {
  const { scale, help, ...settings } = readOptions();
  if (help) {
    process.stdout.write(usage);
    return undefined;
  }
  const simulator = await startSimulator(settings);
  seedFoundation(simulator.store, { scale });
  const { url, clientId, clientSecret } = simulator;
  // As a configuration of the tap, so that the line can be kept as one.
  process.stdout.write(`${JSON.stringify({ instance: url, client_id: clientId, client_secret: clientSecret })}\n`);
  return simulator;
}

try {
  const simulator = await serve();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void simulator?.close());
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  process.exitCode = 2;
}
