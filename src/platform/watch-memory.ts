import { readFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { constants, type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks';
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
  /** Whether so much is in use that no more should be asked for at a time than is needed to go on. */
  readonly isTight: () => boolean;
  readonly stop: () => void;
}

/** So much of the limit in use when all garbage was collected, and the next page may be too much. */
const mostUsed = 0.95;
/**
 * V8 gives up above four fifths of the limit, when collections come one on the other and free next to nothing. A read that is
 * near the limit and moves on has several times as long between them, and is worth more whole than ended.
 */
const stuck = { part: 0.77, collections: 10, withinMs: 300 };
/** From here on, less is asked for at a time, so that it does not come to the end. */
const tightFrom = 0.7;

/**
 * Watches the memory of the process. A heap that is full ends it with exit code 134, and a container that is full with
 * 137: no reason is told, and no state is written. Both are looked at when all garbage was collected: until then the heap
 * grows up to its limit though little is in use.
 * @param readUse what is in use, and of how much
 * @param onTight told the first time that memory is tight
 */
export function watchMemory(readUse = readMemoryUse, onTight: () => void = () => undefined): MemoryWatch {
  const exhausted = new AbortController();
  let isTight = false;
  let wasTight = false;
  /** When the last collections began that left so much, in milliseconds. */
  let crowded: readonly number[] = [];

  function judge({ startTime }: PerformanceEntry, { what, used, limit }: MemoryUse): void {
    const part = used / limit;
    isTight = part > tightFrom;
    if (isTight && !wasTight) onTight();
    wasTight ||= isTight;
    crowded = part > stuck.part ? [...crowded, startTime].slice(-stuck.collections) : [];
    const isStuck = crowded.length === stuck.collections && startTime - (crowded[0] ?? 0) < stuck.withinMs;
    if (part > mostUsed || isStuck) exhausted.abort(memoryExhausted({ what, used, limit }));
  }

  const observer = new PerformanceObserver((list) => {
    const collections = list.getEntries().filter(isFullCollection);
    if (collections.length === 0) return;
    const [scarcest] = readUse().toSorted((a, b) => b.used / b.limit - a.used / a.limit);
    for (const collection of collections) if (scarcest) judge(collection, scarcest);
  });
  observer.observe({ entryTypes: ['gc'] });
  return { signal: exhausted.signal, isTight: () => isTight, stop: () => observer.disconnect() };
}

function isFullCollection(entry: PerformanceEntry): boolean {
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

/** What has outlived its first collections. */
function readOldGeneration(): number {
  const old = getHeapSpaceStatistics().filter(({ space_name: name }) => !name.startsWith('new_'));
  return old.reduce((sum, { space_used_size: size }) => sum + size, 0);
}

/**
 * What the options say, as V8 holds it against the old generation. The limit that V8 tells has room for the young one in it as
 * well: by some ten MiB to some two hundred, as the machine is. Where no option says anything, it is gigabytes, and that
 * room makes no difference.
 */
function oldGenerationLimit(): number {
  const options = [process.env['NODE_OPTIONS'], ...process.execArgv].join(' ').replaceAll('_', '-');
  const megabytes = lastNumber(options, /--max-old-space-size[= ]"?([0-9]+)/g);
  if (megabytes !== undefined) return megabytes * 1024 ** 2;
  const percent = lastNumber(options, /--max-old-space-size-percentage[= ]"?([0-9.]+)/g);
  const told = getHeapStatistics().heap_size_limit;
  if (percent === undefined) return told;
  return Math.min(told, (Math.min(process.constrainedMemory() || totalmem(), totalmem()) * percent) / 100);
}

function lastNumber(text: string, pattern: RegExp): number | undefined {
  const found = [...text.matchAll(pattern)].at(-1)?.[1];
  return found === undefined || Number(found) <= 0 ? undefined : Number(found);
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
