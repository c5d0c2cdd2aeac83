import v8 from 'node:v8';

/**
 * Keeps the runtime from reserving several times the memory that is in use: rows come and go by the hundred thousand, and
 * by default V8 lets garbage pile up before it clears it away. Containers of connectors are small, so a share of processor
 * time is given for it. Both flags are read at each collection, so they can be set when the process has begun. A runtime
 * that knows one of them no longer says so on stderr, and goes on.
 */
export function keepHeapSmall(): void {
  v8.setFlagsFromString('--semi-space-growth-factor=1');
  v8.setFlagsFromString('--heap-growing-percent=100');
}
