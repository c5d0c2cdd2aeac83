import { ConnectorError } from '../core/connector-error.ts';
import { createProjection, type Projection } from '../core/project-record.ts';
import type { StreamRecord } from '../core/record.ts';
import type { Rung, StreamState } from '../core/stream-state.ts';
import type { FieldChange, SyncEvent } from '../core/sync-event.ts';
import { endOnRefusal, type ReadContext, type ReadRung, type Step } from './read-context.ts';
import { readInstant } from './read-instant.ts';
import { readRecentFirst } from './read-recent-first.ts';
import { readSweep } from './read-sweep.ts';

const ladder: Readonly<Record<Rung, ReadRung>> = {
  instant: readInstant,
  'recent-first': readRecentFirst,
  sweep: readSweep,
};

/**
 * Reads one stream from its state to the present: records, then the checkpoints that vouch for them, the last one being
 * complete. A rung that the server does not honour gives way to the next, which goes on from what is vouched for.
 * @throws ConnectorError when the last rung fails too, or the server does
 */
export async function* readStream(context: ReadContext, from: StreamState): AsyncGenerator<SyncEvent, number> {
  const { stream } = context;
  const projection = createProjection(stream.fields);
  warnOfFuture(context, from);
  let state = from;
  let records = 0;
  let refusal = '';
  const refused: Rung[] = [];
  for (const rung of chooseRungs(context, from)) {
    if (refused.length > 0) {
      context.log(records > 0 ? 'warn' : 'info', `${stream.definition.name}: ${refusal}; going on with ${rung}`);
      yield { kind: 'checkpoint', stream, state };
    }
    const reading = endOnRefusal(ladder[rung](context, state));
    for (;;) {
      const step = await reading.next();
      if (step.done) {
        if (step.value.kind === 'complete') {
          context.log('debug', `${stream.definition.name}: read by ${rung}`);
          reportChanges(context, projection);
          const next = state.rung ?? nextTime(context, rung, refused);
          yield { kind: 'checkpoint', stream, state: { ...state, rung: next, syncedAt: context.runBeganAt } };
          return records;
        }
        refusal = step.value.reason;
        refused.push(rung);
        state = { ...state, rung: undefined };
        break;
      }
      records += step.value.rows.length;
      ({ state } = step.value);
      yield* toEvents(context, projection, step.value);
    }
  }
  throw new ConnectorError(
    'unexpected-response',
    'RUNGS_EXHAUSTED',
    `Cannot read ${stream.definition.name}: the server honours none of the ways to read it (${refusal}). ` +
      'The stream keeps its last state. Please report this with the name of the model.',
    { stream: stream.definition.name },
  );
}

/** The rungs to try. What worked last time comes first; a first load of a model without filters is a sweep. */
function chooseRungs(context: ReadContext, state: StreamState): readonly Rung[] {
  const { definition, mode } = context.stream;
  if (mode === 'full' || definition.cursor === undefined || state.sweep !== undefined) return ['sweep'];
  const known = state.rung ?? (definition.searchIndexed === 'no' ? 'recent-first' : 'instant');
  const rungs: readonly Rung[] = ['instant', 'recent-first', 'sweep'];
  const usable = rungs.slice(rungs.indexOf(known));
  return state.bookmark === undefined ? usable.filter((rung) => rung !== 'recent-first') : usable;
}

/** What the next incremental run tries first: the first rung that this one has not found wanting. */
function nextTime(context: ReadContext, rung: Rung, refused: readonly Rung[]): Rung | undefined {
  if (context.stream.mode === 'full' || context.stream.definition.cursor === undefined) return undefined;
  return rung === 'sweep' && !refused.includes('recent-first') ? 'recent-first' : rung;
}

function* toEvents(context: ReadContext, projection: Projection, step: Step): Generator<SyncEvent> {
  const { stream } = context;
  if (step.total !== undefined) yield { kind: 'estimate', stream, rows: step.total };
  if (step.rows.length > 0) {
    const changes = new Map<number, FieldChange[]>();
    const records: StreamRecord[] = step.rows.map((row, index) =>
      projection.toRecord(row, (change) => {
        const list = changes.get(index);
        if (list) list.push(change);
        else changes.set(index, [change]);
      }),
    );
    yield { kind: 'records', stream, records, changes };
  }
  // A full refresh starts over when it is interrupted, so only its end is worth a state.
  if (stream.mode === 'incremental') yield { kind: 'checkpoint', stream, state: step.state };
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
    context.log('warn', `${context.stream.definition.name}.${property}: ${count} value(s) ${what}`);
  }
}
