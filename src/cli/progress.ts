import type { SyncEvent } from '../core/sync-event.ts';
import { type ProgressRow, renderProgress, renderSummary } from './render-progress.ts';

/** Where progress is drawn: a terminal, and nothing else. */
export interface Terminal {
  write(text: string): void;
  readonly columns: number;
  readonly rows: number;
}

/** What people look at while a run goes on. */
export interface Progress {
  /** Hears everything that the run says. */
  hear(event: SyncEvent): void;
  /** Takes the drawing away, so that a line of the log can be printed; the next event draws it again. */
  clear(): void;
  /** Replaces the drawing by a table of what was read. */
  end(): void;
}

/** A screen that changes more often is only a flicker. */
const redrawMs = 100;

/** Draws, below the log, a line a stream that is being read. */
export function createProgress(terminal: Terminal, now: () => number): Progress {
  const streams = new Map<string, ProgressRow>();
  const beganAtMs = now();
  let drawnLines = 0;
  let drawnAtMs = 0;

  function clear(): void {
    if (drawnLines > 0) terminal.write(`\u001B[${drawnLines}A\u001B[J`);
    drawnLines = 0;
  }

  function draw(): void {
    const lines = renderProgress([...streams.values()], now(), terminal);
    clear();
    if (lines.length > 0) terminal.write(`${lines.join('\n')}\n`);
    drawnLines = lines.length;
    drawnAtMs = now();
  }

  function hear(event: SyncEvent): void {
    const { name } = event.stream.definition;
    const row = streams.get(name) ?? {
      name,
      beganAtMs: now(),
      endedAtMs: undefined,
      records: 0,
      expected: undefined,
      status: 'reading',
    };
    streams.set(name, applyEvent(row, event, now()));
    if (now() - drawnAtMs >= redrawMs) draw();
  }

  const summary = (): string => renderSummary([...streams.values()], now() - beganAtMs, terminal.columns).join('\n');

  function end(): void {
    clear();
    if (streams.size > 0) terminal.write(`${summary()}\n`);
  }

  return { hear, clear, end };
}

function applyEvent(row: ProgressRow, event: SyncEvent, nowMs: number): ProgressRow {
  switch (event.kind) {
    case 'estimate':
      return { ...row, expected: event.rows };
    case 'records':
      return { ...row, records: row.records + event.records.length };
    case 'stream-finished':
      return { ...row, status: event.outcome.kind, endedAtMs: nowMs };
    case 'stream-started':
    case 'checkpoint':
    case 'held':
      return row;
  }
}
