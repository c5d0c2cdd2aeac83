import type { Log, LogLevel, Metric } from '../core/logger.ts';
import type { MeasuredCall } from '../core/measured-call.ts';
import type { SyncEvent } from '../core/sync-event.ts';

/** Counts and times what a run does, for whoever watches its log. */
export interface Metrics {
  readonly hear: (event: SyncEvent) => void;
  readonly call: (call: MeasuredCall) => void;
  /** Says what was not said yet. */
  readonly end: (outcome: 'succeeded' | 'failed') => void;
}

/** Counters speak once a minute at the most, as those of the Meltano SDK do. */
const intervalMs = 60_000;

/** Says one measurement. */
type Tell = (metric: Metric, level: LogLevel) => void;

/**
 * Creates the metrics of one run, in the names of the Meltano SDK. They are logged at the given level; what would be a line
 * a request, or for a stream without anything new, is for debugging alone.
 */
export function createMetrics(log: Log, now: () => number, level: LogLevel = 'info'): Metrics {
  const beganAtMs = now();
  const tell: Tell = (metric, at) => {
    const { stream } = metric.tags;
    log(at, `METRIC: ${JSON.stringify(metric)}`, { metric, ...(stream !== undefined && { stream: String(stream) }) });
  };
  const streams = countRecords(tell, now, level);
  const requests = countRequests(tell, level);
  let spokeAtMs = beganAtMs;

  function speakWhenDue(): void {
    if (now() - spokeAtMs < intervalMs) return;
    spokeAtMs = now();
    streams.speak();
    requests.speak();
  }

  return {
    hear(event) {
      streams.hear(event);
      speakWhenDue();
    },
    call(call) {
      requests.add(call);
      speakWhenDue();
    },
    end(status) {
      streams.end();
      requests.speak();
      tell({ type: 'timer', metric: 'job_duration', value: (now() - beganAtMs) / 1000, tags: { status } }, level);
    },
  };
}

/** A stream that is being read. */
interface Reading {
  readonly beganAtMs: number;
  /** Of those that no line of the log has counted yet. */
  records: number;
  hasRecords: boolean;
}

function countRecords(tell: Tell, now: () => number, level: LogLevel) {
  const streams = new Map<string, Reading>();

  function tellRecords(stream: string, reading: Reading): void {
    const metric: Metric = { type: 'counter', metric: 'record_count', value: reading.records, tags: { stream } };
    tell(metric, reading.hasRecords ? level : 'debug');
    reading.records = 0;
  }

  function finish(stream: string, status: 'succeeded' | 'failed'): void {
    const reading = streams.get(stream) ?? { beganAtMs: now(), records: 0, hasRecords: false };
    streams.delete(stream);
    tellRecords(stream, reading);
    const value = (now() - reading.beganAtMs) / 1000;
    const isNews = reading.hasRecords || status === 'failed';
    tell({ type: 'timer', metric: 'sync_duration', value, tags: { stream, status } }, isNews ? level : 'debug');
  }

  function hear(event: SyncEvent): void {
    const { name } = event.stream.definition;
    const reading = streams.get(name);
    if (event.kind === 'stream-started') streams.set(name, { beganAtMs: now(), records: 0, hasRecords: false });
    else if (event.kind === 'stream-finished') finish(name, event.outcome.kind === 'complete' ? 'succeeded' : 'failed');
    else if (event.kind === 'records' && reading) {
      reading.records += event.records.length;
      reading.hasRecords = true;
    }
  }

  function speak(): void {
    for (const [stream, reading] of streams) if (reading.records > 0) tellRecords(stream, reading);
  }

  /** What a run leaves open that ends before its streams do. */
  function end(): void {
    for (const stream of streams.keys()) finish(stream, 'failed');
  }

  return { hear, speak, end };
}

function countRequests(tell: Tell, level: LogLevel) {
  /** By status; 0 is for those that nobody answered. */
  const counts = new Map<number, number>();

  function add({ endpoint, status: code = 0, seconds: value }: MeasuredCall): void {
    counts.set(code, (counts.get(code) ?? 0) + 1);
    const tags = { endpoint, http_status_code: code, status: code >= 200 && code < 400 ? 'succeeded' : 'failed' };
    tell({ type: 'timer', metric: 'http_request_duration', value, tags }, 'debug');
  }

  function speak(): void {
    for (const [code, value] of counts) {
      tell({ type: 'counter', metric: 'http_request_count', value, tags: { http_status_code: code } }, level);
    }
    counts.clear();
  }

  return { add, speak };
}
