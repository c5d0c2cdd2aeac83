/** Which protocol the messages speak; `unknown` when no message told. */
export type MessageProtocol = 'airbyte' | 'singer' | 'unknown';

/** One broken rule. */
export interface Fault {
  /** The line of the input, counted from 1; 0 for what belongs to no line (the input or the catalog as a whole). */
  readonly line: number;
  readonly stream?: string;
  /** A short stable id such as `record-before-schema`; never reused for another meaning. */
  readonly rule: string;
  /** Plain English. Holds names of streams and properties, never a record's values. */
  readonly message: string;
}

/** How many messages one stream had. A Singer STATE counts for every stream it has a bookmark of. */
export interface StreamCount {
  readonly stream: string;
  readonly records: number;
  readonly states: number;
}

/** What `validateMessages` found. The input is sound when `faultCount` is 0. */
export interface ValidationReport {
  readonly protocol: MessageProtocol;
  readonly lines: number;
  /** Messages by type; types that neither protocol has count as `other`. */
  readonly messages: Readonly<Record<string, number>>;
  /** In the order of first appearance, at most 10,000. */
  readonly streams: readonly StreamCount[];
  /** The first 50. */
  readonly faults: readonly Fault[];
  /** All of them. */
  readonly faultCount: number;
  readonly faultsByRule: Readonly<Record<string, number>>;
  /** Peculiarities that break nothing, at most 50. */
  readonly notes: readonly string[];
}
