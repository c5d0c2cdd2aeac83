import type { Clock } from './clock.ts';
import type { Dialect } from './dialect.ts';
import type { Faults } from './faults.ts';
import type { LoggedRequest } from './logged-request.ts';
import type { RateLimit } from './rate-limit.ts';
import type { Reply } from './reply.ts';
import type { Store } from './store.ts';

/** How a pretend instance is set up; everything has a harmless default. */
export type SimulatorOptions = {
  readonly port?: number;
  readonly clientId?: string;
  readonly clientSecret?: string;
  /** Milliseconds since 1970; default the real time. */
  readonly now?: () => number;
  /** Seconds; the vendor's tokens live for 7,200. */
  readonly tokenLife?: number;
  /** Off unless given. */
  readonly rateLimit?: RateLimit;
  /** Milliseconds that each call takes, besides the work. */
  readonly latency?: number | ((request: LoggedRequest) => number);
  /** Whether answers are compressed for clients that accept it. Default `none`. */
  readonly compression?: 'gzip' | 'none';
  /** The dialect of every model that says nothing else. */
  readonly dialect?: Partial<Dialect>;
  /** What becomes of each finished answer just before it is compressed and sent. Default: it is sent as it is. */
  readonly mutate?: (reply: Reply, request: LoggedRequest) => Reply;
};

/** Called before a list call is answered, so that data can change while it is being read. */
export type RequestHook = (request: LoggedRequest) => void | Promise<void>;

/** A pretend Fluxx instance that listens on this machine. */
export type Simulator = {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly store: Store;
  readonly faults: Faults;
  readonly requests: LoggedRequest[];
  readonly clock: Clock;
  /** Adds a hook and returns what removes it. */
  readonly onRequest: (hook: RequestHook) => () => void;
  readonly close: () => Promise<void>;
};
