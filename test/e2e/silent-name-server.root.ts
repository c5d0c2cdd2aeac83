import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { runProcess, tapPath } from '../support/run-tap.ts';
import { readCalls } from '../support/tap-calls.ts';
import { verdictOf } from '../support/verdict.ts';
import { credentialsFor } from '../support/with-instance.ts';
import { withWorkspace } from '../support/with-workspace.ts';

/** An address of this machine that nothing else uses. */
const address = '127.99.0.1';

describe('A name server that never answers', () => {
  it('is given up as a connection that is not taken, under both protocols', async () => {
    const server = createSocket('udp4');
    let questions = 0;
    server.on('message', () => {
      questions += 1;
    });
    server.bind(53, address);
    await once(server, 'listening');
    try {
      await withWorkspace(async (workspace) => {
        const resolver = await workspace.write('resolv.conf', `nameserver ${address}\n`);
        const settings = { ...credentialsFor('https://acme.example'), max_retries: 0, request_timeout_seconds: 2 };
        const config = await workspace.write('config.json', settings);
        const script = 'mount --bind "$0" /etc/resolv.conf && exec "$@"';
        for (const { name, args } of await readCalls(workspace, config)) {
          const command = ['--mount', 'sh', '-c', script, resolver, process.execPath, tapPath, ...args];
          const run = await runProcess('unshare', command); // ends when the system does not ask any more, after some ten seconds
          const { exitCode, messages } = verdictOf(run);
          expect([name, exitCode, messages]).toEqual([name, 1, [expect.stringContaining('no connection in time')]]);
        }
      });
      expect(questions).toBeGreaterThan(0);
    } finally {
      server.close();
    }
  });
});
