import { createNotebook } from './notebook.ts';
import { quote } from './quote.ts';
import type { Fault, MessageProtocol, StreamCount, ValidationReport } from './validation-report.ts';

/** Where in the input something was found. */
export interface Place {
  readonly line: number;
  readonly stream?: string;
}

/** Counts and faults of one run. Its size depends on the number of streams and rules, never on that of lines. */
export interface Tally {
  readonly line: () => void;
  readonly message: (type: string) => void;
  readonly record: (stream: string) => void;
  readonly state: (stream: string) => void;
  readonly fault: (place: Place, found: Pick<Fault, 'rule' | 'message'>) => void;
  readonly note: (place: Place, text: string) => void;
  readonly report: (protocol: MessageProtocol) => ValidationReport;
}

/** How many streams are remembered. Input that names ever new ones must not fill the memory. */
export const maxStreams = 10_000;
const maxFaults = 50;

/** A tally with nothing in it. */
export function createTally(): Tally {
  let lines = 0;
  const messages = createCounter();
  const streams = createStreamCounter();
  const faults: Fault[] = [];
  const rules = createCounter();
  const notes = createNotebook();
  return {
    line: () => {
      lines += 1;
    },
    message: messages.add,
    record: (stream) => streams.add(stream, 'records'),
    state: (stream) => streams.add(stream, 'states'),
    fault: (place, found) => {
      rules.add(found.rule);
      if (faults.length < maxFaults) faults.push({ ...place, ...found });
    },
    note: ({ line, stream }, text) => notes.add(line, stream === undefined ? text : `${quote(stream)}: ${text}`),
    report: (protocol) => ({
      protocol,
      lines,
      messages: messages.counts(),
      streams: streams.counts(),
      faults,
      faultCount: Object.values(rules.counts()).reduce((sum, count) => sum + count, 0),
      faultsByRule: rules.counts(),
      notes: notes.texts(),
    }),
  };
}

function createCounter() {
  const counts = new Map<string, number>();
  return {
    add: (key: string) => {
      counts.set(key, (counts.get(key) ?? 0) + 1);
    },
    counts: (): Readonly<Record<string, number>> => Object.fromEntries(counts),
  };
}

function createStreamCounter() {
  const counts = new Map<string, { records: number; states: number }>();
  return {
    add: (stream: string, kind: 'records' | 'states') => {
      const count = counts.get(stream) ?? { records: 0, states: 0 };
      count[kind] += 1;
      if (counts.size < maxStreams) counts.set(stream, count);
    },
    counts: (): readonly StreamCount[] => [...counts].map(([stream, count]) => ({ stream, ...count })),
  };
}
