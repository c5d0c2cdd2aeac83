import type { Random } from '../random.ts';
import { models } from './world.ts';

/** The ways to call the program. */
export type CallKind = 'read' | 'singer' | 'check' | 'discover' | '--discover';

/** One call of the program, and how often its answers are mutated. */
export interface Scenario {
  readonly kind: CallKind;
  readonly streams: readonly string[];
  /** Goes on from a state of the day before. */
  readonly fromState: boolean;
  readonly detectDeletions: boolean;
  readonly pageSize: number;
  readonly concurrency: number;
  readonly isProbing: boolean;
  /** Whether the messages of an Airbyte read are compared with its catalog as well. */
  readonly isHeldToCatalog: boolean;
  /** Whether a next run goes on from what a complete one left behind. */
  readonly goesOn: boolean;
  /** Where a read is cut off, as a crash would: behind the state that lies so far from its beginning, 0 to 1. */
  readonly cutAt: number | undefined;
  /** How often a call is tried again that failed. */
  readonly retries: number;
  /** The share of the answers that are mutated. */
  readonly mutationRate: number;
}

const reads = ['read', 'singer'] as const;
/** A stream is read in some ten calls, and mostly ends with the first that is mutated. */
const readRates = [0.04, 0.1, 0.1, 0.25, 0.25, 0.5, 1] as const;
const others = ['check', 'discover', '--discover'] as const;

/**
 * Of reads, those that try again: the program waits half a second to a second before that, in real time. At a low rate, the
 * second answer is right and the read goes on, so that it may come to a wrong success.
 */
const patientRate = 0.1;
const patientMutations = 0.05;

/** Draws a call. */
export function drawScenario(random: Random): Scenario {
  const kind = random.chance(0.85) ? random.pick(reads) : random.pick(others);
  // A call has its own costs: several streams at once make more answers of it.
  const drawn = models.filter(() => random.chance(0.6));
  const streams = drawn.length === 0 ? [random.pick(models)] : drawn;
  const isPatient = isRead({ kind }) && random.chance(patientRate);
  return {
    kind,
    streams,
    fromState: random.chance(0.4),
    detectDeletions: random.chance(0.3),
    pageSize: 5 + random.below(6),
    concurrency: 1 + random.below(4),
    isProbing: kind.includes('discover') && random.chance(0.3),
    isHeldToCatalog: random.chance(0.4),
    goesOn: random.chance(0.3),
    cutAt: random.chance(0.25) ? random.below(1000) / 1000 : undefined,
    retries: isPatient ? 1 : 0,
    mutationRate: isPatient ? patientMutations : isRead({ kind }) ? random.pick(readRates) : random.pick([0.3, 1]),
  };
}

/** Whether a call reads rows. */
export function isRead({ kind }: Pick<Scenario, 'kind'>): boolean {
  return kind === 'read' || kind === 'singer';
}
