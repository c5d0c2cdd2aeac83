import type { Memory } from './bench-memory.ts';
import type { Speed } from './bench-speed.ts';
import { formatTable } from './format-table.ts';
import { ratio } from './judge-targets.ts';
import type { Load } from './run-load.ts';

/** One line a load. `least` names the time that it is held against. */
export function loadTable(loads: readonly Load[], least: 'ideal' | 'floor'): string {
  const heading = [
    'rows',
    'a page',
    'at a time',
    'calls needed',
    'made',
    'in flight',
    '429s',
    's',
    least,
    'ratio',
    'peak',
  ];
  const lines = loads.map((load) => [
    whole(load.rows),
    whole(load.pageSize),
    whole(load.concurrency),
    whole(Math.ceil(load.rows / load.pageSize)),
    whole(load.traffic.calls),
    whole(load.traffic.mostInFlight),
    whole(load.traffic.refused),
    load.seconds.toFixed(1),
    load.leastSeconds.toFixed(1),
    ratio(load).toFixed(3),
    megabytes(load.peakBytes),
  ]);
  return formatTable([heading, ...lines]);
}

/** One line a model and program. */
export function speedTable(speeds: readonly Speed[]): string {
  const heading = ['model', 'columns', 'rows', 'program', 'rows/s', 'of bare', 'CPU s', 'of bare'];
  return formatTable([heading, ...speeds.flatMap(speedLines)]);
}

function speedLines({ dataSet, rows, paces }: Speed): readonly (readonly string[])[] {
  return (['singer', 'airbyte', 'bare'] as const).map((program) => {
    const { rowsPerSecond, cpuSeconds, ofBare, cpuOfBare } = paces[program];
    return [
      dataSet.name,
      whole(dataSet.columns.length),
      whole(rows),
      program === 'bare' ? 'bare loop' : program,
      whole(rowsPerSecond),
      ofBare.toFixed(2),
      cpuSeconds.toFixed(1),
      cpuOfBare.toFixed(2),
    ];
  });
}

/** One line a read. */
export function memoryTable(memories: readonly Memory[]): string {
  const lines = memories.map(({ dataSet, rows, megabytes: printed, peakBytes, liveBytes }) => [
    dataSet.name,
    whole(rows),
    `${whole(printed)} MB`,
    megabytes(peakBytes),
    mebibytes(peakBytes),
    mebibytes(liveBytes),
  ]);
  return formatTable([['model', 'rows', 'printed', 'peak', 'the same', 'in use'], ...lines]);
}

function megabytes(bytes: number): string {
  return `${whole(bytes / 1e6)} MB`;
}

function mebibytes(bytes: number): string {
  return `${whole(bytes / 1024 ** 2)} MiB`;
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
