import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { DataSet } from './data-set.ts';

/** A running page server. */
export interface PageServer {
  readonly url: string;
  close(): void;
}

/** Starts a page server with so many rows of a data set, in its own process. */
export async function startPageServer({ name }: DataSet, rows: number): Promise<PageServer> {
  const child = fork(new URL('./page-server.js', import.meta.url), [name, String(rows)]);
  const started = once(child, 'message').then(([port]: unknown[]) => Number(port));
  const failed = once(child, 'exit').then(() => Promise.reject(new Error('the page server did not start')));
  failed.catch(() => undefined); // later it is expected to end
  const port = await Promise.race([started, failed]);
  return { url: `http://127.0.0.1:${port}`, close: () => child.disconnect() };
}
