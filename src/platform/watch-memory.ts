import { readFileSync } from 'node:fs';
import { constants, PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, getHeapStatistics } from 'node:v8';
import { ConnectorError } from '../core/connector-error.ts';
import { isObject } from '../core/json.ts';

/** What is in use of a kind of memory, and how much may be; in bytes. */
export interface MemoryUse {
  readonly what: 'heap' | 'container';
  readonly used: number;
  readonly limit: number;
}

/** Tells when the memory is nearly used up. */
export interface MemoryWatch {
  /** Aborted then, with a ConnectorError MEMORY_EXHAUSTED: what was vouched for can still be written. */
  readonly signal: AbortSignal;
  readonly stop: () => void;
}

/** Garbage is not counted, and the rest is needed for the pages that are on their way. */
const mostUsed = 0.8;

/**
 * Watches the memory of the process. A heap that is full ends it with exit code 134, and a container that is full with
 * 137: no reason is told, and no state is written. Both are looked at when all garbage was collected: until then the heap
 * grows up to its limit though little is in use.
 * @param readUse what is in use, and of how much
 */
export function watchMemory(readUse: () => readonly MemoryUse[] = readMemoryUse): MemoryWatch {
  const exhausted = new AbortController();
  const observer = new PerformanceObserver((list) => {
    if (!list.getEntries().some(isFullCollection)) return;
    const scarce = readUse().find(({ used, limit }) => used > limit * mostUsed);
    if (scarce) exhausted.abort(memoryExhausted(scarce));
  });
  observer.observe({ entryTypes: ['gc'] });
  return { signal: exhausted.signal, stop: () => observer.disconnect() };
}

function isFullCollection(entry: object): boolean {
  const detail = 'detail' in entry ? entry.detail : undefined;
  return isObject(detail) && detail['kind'] === constants.NODE_PERFORMANCE_GC_MAJOR;
}

/** The heap, and the container's memory where there is a limit. */
function readMemoryUse(): readonly MemoryUse[] {
  const heap: MemoryUse = { what: 'heap', used: readOldGeneration(), limit: oldGenerationLimit() };
  const ofContainer = process.constrainedMemory(); // 0, or more than any machine has, where there is none
  const unreclaimable = readAnonymousMemory();
  if (ofContainer === 0 || unreclaimable === undefined) return [heap];
  return [heap, { what: 'container', used: unreclaimable, limit: ofContainer }];
}

/** The pages of what has outlived its first collections, as V8 itself compares them with its limit; half empty or not. */
function readOldGeneration(): number {
  const old = getHeapSpaceStatistics().filter(({ space_name: name }) => !name.startsWith('new_'));
  return old.reduce((sum, { space_size: size }) => sum + size, 0);
}

/**
 * The limit that V8 tells has room for three semi-spaces of the young generation in it: of 16 MiB each, of 64 since
 * Node 24. Whoever sets their size may have set less, so then it is taken for nothing: the watch is late rather than wrong.
 */
function oldGenerationLimit(): number {
  const isSet = [...process.execArgv, process.env['NODE_OPTIONS']].some((option) => option?.includes('semi'));
  const semiSpace = Number(process.versions.node.split('.')[0]) < 24 ? 16 : 64;
  return getHeapStatistics().heap_size_limit - (isSet ? 0 : 3 * semiSpace * 1024 ** 2);
}

/** What the kernel cannot take back under pressure, as it can the pages of files; `undefined` where it is not told of. */
function readAnonymousMemory(): number | undefined {
  try {
    const kilobytes = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  } catch {
    return undefined; // not Linux
  }
}

function memoryExhausted({ what, used, limit }: MemoryUse): ConnectorError {
  const inMiB = (bytes: number): number => Math.round(bytes / 1024 ** 2);
  return new ConnectorError(
    'internal',
    'MEMORY_EXHAUSTED',
    `The memory of the ${what} is nearly used up (${inMiB(used)} of ${inMiB(limit)} MiB): the run ends here, and the next ` +
      'one goes on from its last state. Give it more memory, or lower `concurrency` or `page_size`, or deselect fields.',
    { used, limit },
  );
}
