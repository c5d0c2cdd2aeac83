import { parseArgs } from 'node:util';
import { seedFoundation } from './seed-foundation.ts';
import { startSimulator } from './start-simulator.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    scale: { type: 'string', default: '1' },
    'client-id': { type: 'string', default: 'simulated-client' },
    'client-secret': { type: 'string', default: 'simulated-secret' },
  },
});

const simulator = await startSimulator({
  port: Number(values.port),
  clientId: values['client-id'],
  clientSecret: values['client-secret'],
});
seedFoundation(simulator.store, { scale: Number(values.scale) });
const { url, clientId, clientSecret } = simulator;
// As a configuration of the tap, so that the line can be kept as one.
process.stdout.write(`${JSON.stringify({ instance: url, client_id: clientId, client_secret: clientSecret })}\n`);

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void simulator.close());
