import { type Breaker, createBreaker } from '../core/breaker.ts';
import { ConnectorError, isHopeless, toConnectorError } from '../core/connector-error.ts';
import type { Instant } from '../core/instant.ts';
import type { Log } from '../core/logger.ts';
import type { SelectedStream } from '../core/selected-stream.ts';
import { emptyState, type StreamState } from '../core/stream-state.ts';
import type { SyncEvent } from '../core/sync-event.ts';
import { mergeGenerators } from './flow/merge-generators.ts';
import { createSlots, type Slots } from './flow/slots.ts';
import { createUntilAborted } from './flow/until-aborted.ts';
import { interleaveHolds } from './interleave-holds.ts';
import { type Pace, paceCheckpoints } from './pace-checkpoints.ts';
import type { Source } from './ports.ts';
import { createReadContext, type ReadSettings } from './read-context.ts';
import { readSample } from './read-sample.ts';
import { readStream } from './read-stream.ts';
import { stateToGoOnFrom } from './state-to-go-on-from.ts';

/** What a run needs. */
export interface SyncPlan {
  readonly source: Source;
  readonly streams: readonly SelectedStream[];
  /** Streams that were asked for and cannot be read: each ends as failed, alone. */
  readonly missing: readonly { readonly stream: SelectedStream; readonly error: ConnectorError }[];
  /** State by stream name, as the last run left it. */
  readonly states: ReadonlyMap<string, StreamState>;
  readonly settings: ReadSettings;
  /** How much of each stream is read. Default: all that its state does not vouch for. */
  readonly extent?: 'all' | 'one record';
  readonly log: Log;
  readonly pace: Pace;
  /** Milliseconds since 1970, for the pace only: no decision about data rests on the local clock. */
  readonly now: () => number;
  /** Ends every stream at its next page when it is aborted; with a ConnectorError, the run ends by throwing it. */
  readonly signal: AbortSignal;
}

/**
 * Reads every stream, several at a time. A stream that fails ends as failed and keeps its last state; the others go on,
 * except when nothing can go on, for the credentials were refused or the server is down: then the streams that were begun
 * end as interrupted with what was vouched for, and the error is thrown.
 * @throws ConnectorError that is hopeless, see `isHopeless`; FLUXX_DOWN; the one that `signal` was aborted with
 */
export async function* runSync(plan: SyncPlan): AsyncGenerator<SyncEvent> {
  for (const { stream, error } of plan.missing) {
    yield { kind: 'stream-finished', stream, outcome: { kind: 'failed', records: 0, error } };
  }
  if (plan.streams.length === 0) return;
  const runBeganAt = await plan.source.serverTime();
  const hopeless = new AbortController();
  const { concurrency } = plan.settings;
  const breaker = createBreaker(concurrency);
  const signal = AbortSignal.any([plan.signal, hopeless.signal]);
  const whole: WholePlan = {
    ...plan,
    source: endingWith(signal, tellingOfAnswers(plan.source, breaker)),
    breaker,
    hopeless,
    signal,
    slots: createSlots(Math.max(0, concurrency - plan.streams.length)),
    unfinished: plan.streams.length,
  };
  const streams = plan.streams.map((stream) =>
    paceCheckpoints(isolate(whole, stream, runBeganAt), plan.pace, plan.now),
  );
  yield* interleaveHolds(mergeGenerators(streams, concurrency), plan.source);
  if (signal.reason instanceof ConnectorError) throw signal.reason;
}

/** The plan, and what the streams of one run share. */
type WholePlan = SyncPlan & {
  readonly breaker: Breaker;
  /** The way for one stream to end all of them. */
  readonly hopeless: AbortController;
  readonly slots: Slots;
  unfinished: number;
};

async function* isolate(plan: WholePlan, stream: SelectedStream, runBeganAt: Instant): AsyncGenerator<SyncEvent> {
  if (plan.signal.aborted) return;
  const { source, settings, log } = plan;
  const given = plan.states.get(stream.definition.name) ?? emptyState;
  const state = stateToGoOnFrom(stream, given, runBeganAt);
  const goesOn = given.syncedAt === undefined;
  let records = 0;
  yield { kind: 'stream-started', stream };
  try {
    const context = createReadContext({
      source,
      stream,
      settings,
      runBeganAt,
      from: state,
      goesOn,
      log,
      slots: plan.slots,
    });
    for await (const event of plan.extent === 'one record' ? readSample(context) : readStream(context)) {
      if (event.kind === 'records') records += event.records.length;
      yield event;
      // Not between records and the checkpoint that vouches for them.
      if (plan.signal.aborted && event.kind !== 'records') {
        yield { kind: 'stream-finished', stream, outcome: { kind: 'interrupted', records } };
        return;
      }
    }
    yield { kind: 'stream-finished', stream, outcome: { kind: 'complete', records } };
  } catch (thrown) {
    if (!plan.signal.aborted) {
      const error = toConnectorError(thrown); // a mistake of ours may be about one stream's rows alone
      const reason = isHopeless(error) ? error : plan.breaker.gaveUp(error);
      if (reason) plan.hopeless.abort(reason);
      if (!isHopeless(error)) {
        yield { kind: 'stream-finished', stream, outcome: { kind: 'failed', records, error } };
        return;
      }
    }
    yield { kind: 'stream-finished', stream, outcome: { kind: 'interrupted', records } };
  } finally {
    plan.unfinished -= 1;
    // No stream is waiting for the slot of this one.
    if (plan.unfinished < settings.concurrency) plan.slots.giveBack();
  }
}

/** What is on its way, or waits for the server, when a run is ended by one of its streams holds the others up no longer. */
function endingWith(signal: AbortSignal, source: Source): Source {
  const untilAborted = createUntilAborted(signal);
  return { ...source, fetchPage: (request) => untilAborted(source.fetchPage(request)) };
}

function tellingOfAnswers(source: Source, breaker: Breaker): Source {
  return {
    ...source,
    async fetchPage(request) {
      const page = await source.fetchPage(request);
      breaker.answered();
      return page;
    },
  };
}
