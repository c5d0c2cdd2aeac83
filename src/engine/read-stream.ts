import { ConnectorError } from '../core/connector-error.ts';
import { createProjection, type Projection } from '../core/project-record.ts';
import type { Rung, StreamState } from '../core/stream-state.ts';
import type { SyncEvent } from '../core/sync-event.ts';
import { readWithDeletions, tellsDeletions } from './deletions/find-deletions.ts';
import { keepMissed } from './deletions/remember-ids.ts';
import type { ReadContext, ReadRung } from './read-context.ts';
import { endOnRefusal } from './refusal.ts';
import { chooseRungs, type Refusal, rememberRung } from './rungs/choose-rungs.ts';
import { readDay } from './rungs/read-day.ts';
import { readInstant } from './rungs/read-instant.ts';
import { readRecentFirst } from './rungs/read-recent-first.ts';
import { isDone, isPassDone } from './state-to-go-on-from.ts';
import { checkpoint, stepEvents } from './step-events.ts';
import { readSweep } from './sweeps/read-sweep.ts';
import { checkUnread, reportChanges } from './what-was-lost.ts';

const ladder: Readonly<Record<Rung, ReadRung>> = {
  instant: readInstant,
  day: readDay,
  'recent-first': readRecentFirst,
  sweep: readSweep,
};

/**
 * Reads one stream from its state to the present: records, then the checkpoints that vouch for them, the last one being
 * complete.
 * @throws ConnectorError when the last rung fails too, or the server does
 */
export function readStream(context: ReadContext): AsyncGenerator<SyncEvent, void> {
  if (tellsDeletions(context)) return readWithDeletions(context, readRows);
  return context.from.knownIds ? keepMissed(context, readRows(context)) : readRows(context);
}

async function* readRows(context: ReadContext): AsyncGenerator<SyncEvent, void> {
  const { stream, from, log } = context;
  const projection = createProjection(stream.fields);
  if (isDone(stream, from)) {
    log('info', `${stream.definition.name}: an earlier attempt of this job has read it in full`);
    yield { kind: 'checkpoint', stream, state: from };
    return;
  }
  warnOfFuture(context, from);
  try {
    const { state, ways } = yield* readToPresent(context, from, projection);
    log('info', `${stream.definition.name}: read by ${ways}`);
    checkUnread(context);
    const fullRefresh = state.fullRefresh && { ...state.fullRefresh, isComplete: true };
    yield { kind: 'checkpoint', stream, state: { ...state, fullRefresh, syncedAt: context.runBeganAt } };
  } finally {
    reportChanges(context, projection);
  }
}

/** The state that a stream was read to, and by which ways. */
interface Read {
  readonly state: StreamState;
  readonly ways: string;
}

/** A pass that an earlier run began vouches for that run's beginning only: what changed since is read behind it. */
async function* readToPresent(
  context: ReadContext,
  from: StreamState,
  projection: Projection,
): AsyncGenerator<SyncEvent, Read> {
  const { stream } = context;
  if (isPassDone(stream, from)) {
    const { state, rung } = yield* climb(behindPass(context), from, projection);
    return { state, ways: `${rung}, behind the pass of an earlier attempt` };
  }
  const first = yield* climb(context, from, projection);
  const isDated = first.state.bookmark !== undefined;
  // Without a bookmark, the next incremental run begins anew; a refresh of this job will not.
  const isWhole = !from.sweep || !stream.definition.cursor || (stream.mode === 'incremental' && !isDated);
  if (isWhole) return { state: first.state, ways: first.rung };
  // Where no row had a timestamp, nobody can say what changed: the whole refresh is done again.
  const second = yield* climb(isDated ? behindPass(context) : context, first.state, projection);
  return { state: second.state, ways: `${first.rung}, then what changed since it was begun by ${second.rung}` };
}

/** The same reading for changes alone; `start_date` is not for those of a full refresh. */
function behindPass(context: ReadContext): ReadContext {
  const { stream, settings } = context;
  if (stream.mode === 'incremental') return context;
  return {
    ...context,
    stream: { ...stream, mode: 'incremental' },
    settings: { ...settings, startDate: undefined },
  };
}

/** The state that a climb ended with, and the rung that it ended on. */
interface Climbed {
  readonly state: StreamState;
  readonly rung: Rung;
}

/** Tries the rungs. One that the server does not honour gives way to the next, which goes on from what is vouched for. */
async function* climb(
  context: ReadContext,
  from: StreamState,
  projection: Projection,
): AsyncGenerator<SyncEvent, Climbed> {
  const { stream } = context;
  const { name } = stream.definition;
  const refusals: Refusal[] = [];
  let state = from;
  for (const rung of chooseRungs(context, from)) {
    const reading = endOnRefusal(ladder[rung](context, state));
    let isRelied = from.rung === rung;
    let step = await reading.next();
    for (; !step.done; step = await reading.next()) {
      isRelied = true;
      ({ state } = step.value);
      yield* stepEvents(context, projection, step.value);
    }
    if (step.value.kind === 'complete') {
      return { state: await rememberRung(context, { from, state, rung, refusals }), rung };
    }
    refusals.push({ rung, wasRelied: isRelied, ...step.value });
    state = { ...(step.value.trusted ?? state), rung: undefined };
    // That a probe finds a rung wanting is nothing to worry about; that one fails which was relied on is.
    context.log(isRelied ? 'warn' : 'info', `${name}: not by ${rung}: ${step.value.reason}`);
    yield* checkpoint(context, state, step.value.trusted !== undefined);
  }
  throw new ConnectorError(
    'unexpected-response',
    'RUNGS_EXHAUSTED',
    `Cannot read ${name}: the server honours none of the ways to read it (${refusals.at(-1)?.reason ?? 'none is left'}). ` +
      'The stream keeps its last state. Please report this with the name of the model.',
    { stream: name },
  );
}

function warnOfFuture(context: ReadContext, { bookmark }: StreamState): void {
  if (bookmark === undefined || bookmark <= context.runBeganAt || context.stream.mode === 'full') return;
  context.log(
    'warn',
    `${context.stream.definition.name}: the bookmark ${bookmark} lies in the future of the server (${context.runBeganAt}); ` +
      'nothing before it is read. Remove the stream from the state to read it from the beginning.',
  );
}
