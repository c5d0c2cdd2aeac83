import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

const listening =
  "require('node:net').createServer().listen(0, '127.0.0.1', 1, function () { console.log(this.address().port) })";

/** More connections than any queue of length 1 holds. */
const mostWaiting = 64;

/** In milliseconds. On one machine a connection takes less than one of them. */
const longEnough = 1000;

/**
 * Runs a body with a port that takes no connection and refuses none, as behind a firewall that drops packets: its process
 * is stopped, and the queue of those that wait for it is full.
 */
export async function withDeafPort<Result>(body: (port: number) => Promise<Result>): Promise<Result> {
  const child: ChildProcess = spawn(process.execPath, ['--eval', listening], { stdio: ['ignore', 'pipe', 'inherit'] });
  const waiting: Socket[] = [];
  try {
    const [printed]: readonly unknown[] = await once(child.stdout ?? child, 'data');
    const port = Number(String(printed));
    child.kill('SIGSTOP');
    do waiting.push(connect(port, '127.0.0.1').on('error', () => undefined));
    while ((await isConnected(waiting.at(-1))) && waiting.length < mostWaiting);
    return await body(port);
  } finally {
    for (const socket of waiting) socket.destroy();
    child.kill('SIGKILL');
  }
}

function isConnected(socket: Socket | undefined): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), longEnough);
    socket?.once('connect', () => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}
