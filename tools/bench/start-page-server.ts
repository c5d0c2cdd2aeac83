import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { DataSet } from './data-set.ts';
import type { PageServerSettings, Traffic } from './page-server-settings.ts';

/** A running page server. */
export interface PageServer {
  readonly url: string;
  /** What it saw so far. */
  traffic(): Promise<Traffic>;
  close(): void;
}

/** How a page server answers; left out, at once and without a limit. */
export type Manner = Partial<Pick<PageServerSettings, 'latencyMs' | 'limit'>>;

/** Starts a page server with so many rows of a data set, in its own process. */
export async function startPageServer({ name }: DataSet, rows: number, manner: Manner = {}): Promise<PageServer> {
  const settings: PageServerSettings = { dataSet: name, rows, latencyMs: 0, ...manner };
  const child = fork(new URL('./page-server.js', import.meta.url), [JSON.stringify(settings)]);
  const nextMessage = async (): Promise<unknown> => ((await once(child, 'message')) as readonly unknown[])[0];
  const failed = once(child, 'exit').then(() => Promise.reject(new Error('the page server ended')));
  failed.catch(() => undefined); // in the end it is expected to end
  const port = Number(await Promise.race([nextMessage(), failed]));
  return {
    url: `http://127.0.0.1:${port}`,
    async traffic() {
      const told = nextMessage();
      child.send('traffic');
      return (await Promise.race([told, failed])) as Traffic;
    },
    close: () => child.disconnect(),
  };
}
