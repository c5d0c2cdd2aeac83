import { createServer, type Socket } from 'node:net';

/** Runs a body with a port where something listens that speaks no HTTP, and closes that, whatever happens. */
export async function withListener<Result>(
  onConnection: (socket: Socket) => void,
  body: (port: number) => Promise<Result>,
): Promise<Result> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined)); // whoever called may be gone
    onConnection(socket);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  try {
    return await body(address.port);
  } finally {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  }
}
