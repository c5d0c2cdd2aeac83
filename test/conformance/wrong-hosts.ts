import { withListener } from '../support/with-listener.ts';
import { withServer } from '../support/with-server.ts';
import type { WrongHostName } from './fault-scenarios.ts';

/** A host that cannot be talked to. */
export interface WrongHost {
  /** Runs a body with the host, given its URL. */
  readonly run: (body: (instance: string) => Promise<void>) => Promise<void>;
  /** What the user reads. */
  readonly message: RegExp;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A host a row: a row without one does not compile. */
export const wrongHosts: Readonly<Record<WrongHostName, WrongHost>> = {
  'host-unknown': { run: (body) => body('acme.invalid'), message: /no host of that name/ },
  'host-private': {
    run: (body) => withServer((_request, response) => void response.end(), body),
    message: /a private address, which is not asked in Airbyte Cloud/,
    environment: { DEPLOYMENT_MODE: 'CLOUD' },
  },
  'tls-failed': {
    run: (body) =>
      withServer(
        (_request, response) => void response.end(),
        (url) => body(url.replace('http', 'https')),
      ),
    message: /no secure connection \(\w+\)/,
  },
  'connection-timeout': {
    run: (body) =>
      withListener(
        () => undefined,
        (port) => body(`https://127.0.0.1:${port}`),
      ),
    message: /no connection in time/,
  },
  'nothing-listens': {
    run: async (body) => {
      const port = await withListener(
        () => undefined,
        (free) => Promise.resolve(free),
      );
      await body(`http://127.0.0.1:${port}`);
    },
    message: /nothing listens there \(ECONNREFUSED\)/,
  },
  'not-http': {
    run: (body) =>
      withListener(
        (socket) => void socket.write('SSH-2.0-OpenSSH_9.2\r\n'),
        (port) => body(`http://127.0.0.1:${port}`),
      ),
    message: /the answer is not HTTP \(HPE_\w+\)/,
  },
  'not-fluxx': {
    run: (body) => withServer((_request, response) => void response.writeHead(404).end(), body),
    message: /there is no Fluxx API at this host/,
  },
};
