import { createServer, type RequestListener } from 'node:http';

/** Runs a body with a server that is not Fluxx, given its address, and closes that, whatever happens. */
export async function withServer<Result>(
  listener: RequestListener,
  body: (url: string) => Promise<Result>,
): Promise<Result> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  try {
    return await body(`http://127.0.0.1:${address.port}`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  }
}
