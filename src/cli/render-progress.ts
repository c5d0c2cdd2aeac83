import { counted, grouped } from '../core/counted.ts';

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

/** A name that is cut below this is no name any more; facts give way to it instead. */
const shortestName = 20;

/**
 * The lines for the streams that are being read, as many as the terminal has room for. How many there will be in all is
 * not known: a stream is heard of when it begins.
 */
export function renderProgress(
  rows: readonly ProgressRow[],
  nowMs: number,
  { columns, rows: height }: { readonly columns: number; readonly rows: number },
): readonly string[] {
  const reading = rows.filter(({ status }) => status === 'reading');
  const shown = reading.slice(0, Math.max(1, height - 2));
  const head = `${counted(rows.length - reading.length, 'stream')} read, ${grouped(reading.length)} being read`;
  // A line that the terminal wraps would be two, and clearing would leave one of them.
  const width = Math.max(1, columns - 1);
  return [head, ...renderRows(shown, nowMs, width)].map((line) => line.slice(0, width));
}

/** Names narrowed, and from the right as many facts left out as it takes to fit: the time left, then the rate. */
function renderRows(rows: readonly ProgressRow[], nowMs: number, width: number): readonly string[] {
  const facts = rows.map((row) => factsOf(row, nowMs));
  const amountWidth = widest(facts.map(([amount = '']) => amount));
  const longestName = widest(rows.map(({ name }) => name));
  const fits = [3, 2, 1].map((parts) => {
    const texts = facts.map(([amount = '', ...others]) =>
      [amount.padStart(amountWidth), ...others].slice(0, parts).join(''),
    );
    return { texts, room: width - 3 - widest(texts) };
  });
  const fit = fits.find(({ room }) => room >= Math.min(longestName, shortestName)) ?? fits.at(-1);
  const room = Math.min(longestName, Math.max(1, fit?.room ?? 1));
  return rows.map((row, index) => `  ${shorten(row.name, room).padEnd(room)} ${fit?.texts[index] ?? ''}`);
}

/** The most important first. */
function factsOf(row: ProgressRow, nowMs: number): readonly string[] {
  const seconds = Math.max((nowMs - row.beganAtMs) / 1000, 0.001);
  const rate = row.records / seconds;
  const { expected } = row;
  const isCounted = expected !== undefined && expected >= row.records;
  const amount = isCounted ? `${grouped(row.records)} of ${counted(expected, 'row')}` : counted(row.records, 'row');
  const left = isCounted && rate > 0 ? `, ${duration((expected - row.records) / rate)} left` : '';
  return [amount, `, ${grouped(Math.round(rate))} a second`, left];
}

/** The table at the end: every stream that has rows or was not read to its end, the others in one line, and the whole. */
export function renderSummary(rows: readonly ProgressRow[], elapsedMs: number, columns: number): readonly string[] {
  const isEmpty = ({ records, status }: ProgressRow): boolean => records === 0 && status === 'complete';
  const empty = rows.filter(isEmpty).length;
  const total = rows.reduce((sum, { records }) => sum + records, 0);
  const seconds = elapsedMs / 1000;
  const body = rows.filter((row) => !isEmpty(row)).map(toCells);
  const [head, ...lines] = renderTable(
    [['stream', 'rows', 'time', ''], ...body, ['all', grouped(total), duration(seconds), '']],
    Math.max(1, columns - 1),
  );
  const rate = `${lines.at(-1) ?? ''}  ${grouped(Math.round(total / Math.max(seconds, 0.001)))} a second`;
  const all = rate.length < columns ? rate : (lines.at(-1) ?? '');
  const rest = empty === 0 ? [] : [`${counted(empty, 'stream')} without rows`];
  return [head ?? '', ...lines.slice(0, -1), ...rest, all].map((line) => line.slice(0, Math.max(1, columns - 1)));
}

type Cells = readonly [name: string, rows: string, time: string, status: string];

function toCells(row: ProgressRow): Cells {
  const seconds = ((row.endedAtMs ?? row.beganAtMs) - row.beganAtMs) / 1000;
  return [row.name, grouped(row.records), duration(seconds), row.status];
}

function renderTable(table: readonly Cells[], width: number): readonly string[] {
  const rowsWidth = widest(table.map(([, rows]) => rows));
  const timeWidth = widest(table.map(([, , time]) => time));
  const room = width - rowsWidth - timeWidth - widest(table.map(([, , , status]) => status)) - 6;
  const nameWidth = Math.max(6, Math.min(room, widest(table.map(([name]) => name))));
  return table.map(([name, rows, time, status]) =>
    `${shorten(name, nameWidth).padEnd(nameWidth)}  ${rows.padStart(rowsWidth)}  ${time.padStart(timeWidth)}  ${status}`.trimEnd(),
  );
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map((text) => text.length));
}

/** Names are ASCII, and so is the mark: a terminal of any language shows it. */
function shorten(name: string, room: number): string {
  return name.length <= room ? name : `${name.slice(0, Math.max(0, room - 2))}..`.slice(0, room);
}

/** `3.2 s`, `2 min 05 s`, `1 h 20 min`. */
function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')} min`;
}
