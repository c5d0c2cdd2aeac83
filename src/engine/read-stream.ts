import { ConnectorError } from '../core/connector-error.ts';
import { counted } from '../core/counted.ts';
import { createProjection, type Projection } from '../core/project-record.ts';
import type { RawRow } from '../core/record.ts';
import type { SelectedStream } from '../core/selected-stream.ts';
import type { Rung, StreamState } from '../core/stream-state.ts';
import type { FieldChange, SyncEvent } from '../core/sync-event.ts';
import { chooseRungs, type Refusal, rememberRung } from './choose-rungs.ts';
import { endOnRefusal, type ReadContext, type ReadRung, type Step } from './read-context.ts';
import { readInstant } from './read-instant.ts';
import { readRecentFirst } from './read-recent-first.ts';
import { readSweep } from './read-sweep.ts';

const ladder: Readonly<Record<Rung, ReadRung>> = {
  instant: readInstant,
  'recent-first': readRecentFirst,
  sweep: readSweep,
};

/** So many values go into one batch: a page of a wide model as records and as text at once would be tens of megabytes. */
const valuesPerBatch = 10_000;

/**
 * Reads one stream from its state to the present: records, then the checkpoints that vouch for them, the last one being
 * complete.
 * @throws ConnectorError when the last rung fails too, or the server does
 */
export async function* readStream(context: ReadContext, from: StreamState): AsyncGenerator<SyncEvent, void> {
  const { stream } = context;
  const projection = createProjection(stream.fields);
  warnOfFuture(context, from);
  try {
    let state = yield* climb(context, from, projection);
    // A pass that an earlier run began vouches for that run's beginning only: what changed since is read behind it.
    if (from.sweep && stream.mode === 'incremental' && state.bookmark) state = yield* climb(context, state, projection);
    yield { kind: 'checkpoint', stream, state: { ...state, syncedAt: context.runBeganAt } };
  } finally {
    reportChanges(context, projection);
  }
}

/** Tries the rungs. One that the server does not honour gives way to the next, which goes on from what is vouched for. */
async function* climb(
  context: ReadContext,
  from: StreamState,
  projection: Projection,
): AsyncGenerator<SyncEvent, StreamState> {
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
      yield* toEvents(context, projection, step.value);
    }
    if (step.value.kind === 'complete') {
      context.log('debug', `${name}: read by ${rung}`);
      return await rememberRung(context, { from, state, rung, refusals });
    }
    refusals.push({ rung, ...step.value });
    state = { ...(step.value.trusted ?? state), rung: undefined };
    // That a probe finds a rung wanting is nothing to worry about; that one fails which was relied on is.
    context.log(isRelied ? 'warn' : 'info', `${name}: not by ${rung}: ${step.value.reason}`);
    yield { kind: 'checkpoint', stream, state, takesBack: step.value.trusted !== undefined };
  }
  throw new ConnectorError(
    'unexpected-response',
    'RUNGS_EXHAUSTED',
    `Cannot read ${name}: the server honours none of the ways to read it (${refusals.at(-1)?.reason ?? 'none is left'}). ` +
      'The stream keeps its last state. Please report this with the name of the model.',
    { stream: name },
  );
}

function* toEvents(context: ReadContext, projection: Projection, step: Step): Generator<SyncEvent> {
  const { stream } = context;
  if (step.total !== undefined) yield { kind: 'estimate', stream, rows: step.total };
  const batchSize = Math.max(1, Math.floor(valuesPerBatch / stream.fields.length));
  for (let start = 0; start < step.rows.length; start += batchSize) {
    yield toRecords(stream, projection, step.rows.slice(start, start + batchSize));
  }
  // A full refresh starts over when it is interrupted, so only its end is worth a state.
  if (stream.mode === 'incremental') {
    yield { kind: 'checkpoint', stream, state: step.state, takesBack: step.takesBack === true };
  }
}

function toRecords(stream: SelectedStream, projection: Projection, rows: readonly RawRow[]): SyncEvent {
  const changes = new Map<number, FieldChange[]>();
  const records = rows.map((row, index) =>
    projection.toRecord(row, (change) => {
      const list = changes.get(index);
      if (list) list.push(change);
      else changes.set(index, [change]);
    }),
  );
  return { kind: 'records', stream, records, changes };
}

function warnOfFuture(context: ReadContext, { bookmark }: StreamState): void {
  if (bookmark === undefined || bookmark <= context.runBeganAt || context.stream.mode === 'full') return;
  context.log(
    'warn',
    `${context.stream.definition.name}: the bookmark ${bookmark} lies in the future of the server (${context.runBeganAt}); ` +
      'nothing before it is read. Remove the stream from the state to read it from the beginning.',
  );
}

function reportChanges(context: ReadContext, projection: Projection): void {
  for (const { property, change, count } of projection.changes.values()) {
    const what =
      change === 'nulled' ? 'did not fit its type and became null' : 'had NUL or broken characters, replaced';
    context.log('warn', `${context.stream.definition.name}.${property}: ${counted(count, 'value')} ${what}`);
  }
}
