import type { Fault } from '../../test/simulator/fault.ts';
import type { Simulator } from '../../test/simulator/simulator.ts';
import type { Random } from '../random.ts';

/*
 * The clock of the simulator is quick: its tokens, limits, index and weather. The tap's own pauses are shortened to match.
 * Real are the time that a call may take, and the clock by which the tap renews its token: so for the tap each token is young
 * until it is refused, and what a soak proves is the way out of a 401. That it is renewed before its end is proven by
 * `test/fluxx/access-token.test.ts`.
 */

/** What goes wrong between the tap and the instance. */
export interface Weather {
  /** The calls that other programs leave of this simulated minute's. */
  readonly callsLeft: () => number;
  readonly letLoose: (simulator: Simulator) => void;
  readonly calm: () => void;
}

/** The vendor's, of list calls a minute. */
const limit = 1500;

/** Of every so many minutes, one in which others make nearly all the calls, and one in which nothing is served. */
const crowded = { every: 6, left: 40 };
const outage = { every: 15 };

/** Of list calls, over all kinds. */
const faultRate = 0.015;

/**
 * Every misbehaviour that passes, and how often it comes beside the others. Revoked tokens are not among them: so every
 * 401 is a token that ran out. Waits for the server are real time, of which a second is most of a simulated minute: those are rare.
 */
const passing: readonly (readonly [fault: Fault, weight: number])[] = [
  ...[408, 500, 502, 503, 504, 429].map((status) => [{ kind: 'status', status }, 1] as const),
  [{ kind: 'status', status: 429, retryAfter: '1' }, 0.2],
  [{ kind: 'hang' }, 0.1],
  [{ kind: 'slow', milliseconds: 50 }, 1],
  [{ kind: 'reset' }, 2],
  [{ kind: 'truncated-json' }, 1],
  [{ kind: 'html' }, 1],
  [{ kind: 'empty-body' }, 1],
  [{ kind: 'garbage-gzip' }, 1],
  [{ kind: 'login-redirect' }, 0.5],
  [{ kind: 'wrong-model' }, 1],
  [{ kind: 'no-records' }, 1],
  [{ kind: 'row-without-id' }, 1],
  [{ kind: 'short-page' }, 3],
  [{ kind: 'duplicated-page' }, 1],
  [{ kind: 'error-100', message: '#<Net::ReadTimeout: Net::ReadTimeout>' }, 1],
  // A text that nobody knows: the question is taken for refused, and the stream for one to be read in another way.
  [{ kind: 'error-100' }, 0.1],
];

/** The weather of one soak, by the minutes of its clock and by chance. */
export function createWeather(now: () => number, random: Random): Weather {
  const beganAt = now();
  const crowdedAt = random.between(1, crowded.every - 1);
  const outageAt = random.between(4, 8); // early enough for the shortest soak
  let isCalm = false;
  const minute = (): number => Math.floor((now() - beganAt) / 60_000);
  const isCrowded = (): boolean => !isCalm && minute() % crowded.every === crowdedAt;
  const isDown = (): boolean => !isCalm && minute() % outage.every === outageAt;
  const total = passing.reduce((sum, [, weight]) => sum + weight, 0);
  return {
    callsLeft: () => (isCrowded() ? crowded.left : limit),
    letLoose: ({ faults }) => {
      const always = { times: Number.POSITIVE_INFINITY };
      for (const on of ['list', 'token'] as const) {
        faults.add({ kind: 'status', status: 503, ...always, on, when: isDown });
      }
      for (const [fault, weight] of passing) {
        const probability = (faultRate * weight) / total;
        faults.add({ ...fault, ...always, when: () => !isCalm && random.chance(probability) });
      }
    },
    calm: () => {
      isCalm = true;
    },
  };
}
