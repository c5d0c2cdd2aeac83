/** What is known of one stream's reading. */
export interface ProgressRow {
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly beganAtMs: number;
  readonly endedAtMs: number | undefined;
  readonly records: number;
  /** The server's count of the rows to be read. */
  readonly expected: number | undefined;
  readonly status: 'reading' | 'complete' | 'interrupted' | 'failed';
}

/** The lines for the streams that are being read, as many as the terminal has room for. */
export function renderProgress(
  rows: readonly ProgressRow[],
  nowMs: number,
  { columns, rows: height }: { readonly columns: number; readonly rows: number },
): readonly string[] {
  const reading = rows.filter(({ status }) => status === 'reading');
  const shown = reading.slice(0, Math.max(1, height - 2));
  const done = rows.length - reading.length;
  const head = `${done} of ${rows.length} stream(s) read`;
  return [head, ...shown.map((row) => renderRow(row, nowMs))].map((line) => line.slice(0, Math.max(20, columns - 1)));
}

function renderRow(row: ProgressRow, nowMs: number): string {
  const seconds = Math.max((nowMs - row.beganAtMs) / 1000, 0.001);
  const rate = row.records / seconds;
  const { expected } = row;
  const isCounted = expected !== undefined && expected >= row.records;
  const amount = isCounted ? `${count(row.records)} of ${count(expected)}` : count(row.records);
  const left = isCounted && rate > 0 ? `, ${duration((expected - row.records) / rate)} left` : '';
  return `  ${row.name.padEnd(32)} ${amount.padStart(24)} rows, ${count(Math.round(rate))} a second${left}`;
}

/** The table at the end: every stream, and the whole. */
export function renderSummary(rows: readonly ProgressRow[], elapsedMs: number): readonly string[] {
  const width = Math.max(6, ...rows.map(({ name }) => name.length));
  const line = (name: string, records: string, seconds: string, status: string): string =>
    `${name.padEnd(width)}  ${records.padStart(12)}  ${seconds.padStart(9)}  ${status}`.trimEnd();
  const body = rows.map((row) => {
    const seconds = ((row.endedAtMs ?? row.beganAtMs) - row.beganAtMs) / 1000;
    return line(row.name, count(row.records), duration(seconds), row.status);
  });
  const total = rows.reduce((sum, { records }) => sum + records, 0);
  const seconds = elapsedMs / 1000;
  const rate = `${count(Math.round(total / Math.max(seconds, 0.001)))} a second`;
  return [line('stream', 'rows', 'time', ''), ...body, line('all', count(total), duration(seconds), rate)];
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** `3.2 s`, `2 min 05 s`, `1 h 20 min`. */
function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')} min`;
}
