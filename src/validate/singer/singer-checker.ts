import { isObject } from '../../core/json.ts';
import { checkAllRead, checkDeclared, type DeclaredStreams } from '../declared-streams.ts';
import { type Fields, isStreamName } from '../fields.ts';
import { fingerprint } from '../fingerprint.ts';
import type { Arrival, ProtocolChecker } from '../protocol-checker.ts';
import { applyRules, type Desk, fault } from '../rule.ts';
import { createSchemaCompiler } from '../schema-compiler.ts';
import { maxStreams, type Tally } from '../tally.ts';
import { isUtcTimestamp } from '../timestamp-format.ts';
import { checkSchema } from './check-schema.ts';
import { recordEnvelopeRules, recordRules } from './record-rules.ts';
import type { SingerStream } from './singer-stream.ts';

/** What a run remembers. */
interface SingerRun {
  readonly tally: Tally;
  /** What the catalog declares; missing without a catalog, and then every stream is welcome. */
  readonly declared: DeclaredStreams | undefined;
  readonly streams: Map<string, SingerStream>;
  /** The fingerprint of the last STATE. */
  lastState: string | undefined;
  lastType: string | undefined;
  sawRecord: boolean;
}

type Handler = (run: SingerRun, message: Fields, desk: Desk) => void;

/** The rules of Singer (0.3), and of what its targets survive. */
export function createSingerChecker(tally: Tally, declared: DeclaredStreams | undefined): ProtocolChecker {
  const run: SingerRun = {
    tally,
    declared,
    streams: new Map(),
    lastState: undefined,
    lastType: undefined,
    sawRecord: false,
  };
  const handlers: ReadonlyMap<string, Handler> = new Map([
    ['SCHEMA', createSchemaHandler()],
    ['RECORD', onRecord],
    ['STATE', onState],
    ['ACTIVATE_VERSION', onActivateVersion],
    ['BATCH', onBatch],
  ]);
  return {
    check: ({ line, type, message }: Arrival) => {
      run.lastType = type;
      handlers.get(type)?.(run, message, { tally, place: { line } });
    },
    end: (line) => checkEnd(run, line),
  };
}

/** The stream a message names, with a desk that knows it; a message without a stream is a fault. */
function streamOf(message: Fields, desk: Desk): { readonly stream: string; readonly desk: Desk } | undefined {
  const { stream } = message;
  if (isStreamName(stream)) return { stream, desk: { ...desk, place: { ...desk.place, stream } } };
  fault(desk, 'message-without-stream', 'The message does not name its stream (a text of at most 255 characters).');
  return undefined;
}

function createSchemaHandler(): Handler {
  const compile = createSchemaCompiler(isUtcTimestamp);
  return ({ streams, declared }, message, unnamed) => {
    const named = streamOf(message, unnamed);
    if (!named) return;
    const { stream, desk } = named;
    checkDeclared(declared, stream, desk);
    const former = streams.get(stream);
    if (former || streams.size < maxStreams) {
      streams.set(stream, checkSchema({ stream, message, former }, compile, desk));
    } else {
      fault(desk, 'too-many-streams', `Streams beyond ${maxStreams} are not checked.`);
    }
  };
}

const onRecord: Handler = (run, message, unnamed) => {
  run.sawRecord = true;
  const named = streamOf(message, unnamed);
  if (!named) return;
  const { stream, desk } = named;
  const { record } = message;
  run.tally.record(stream);
  applyRules(recordEnvelopeRules, message, desk);
  const known = run.streams.get(stream);
  if (!known) fault(desk, 'record-before-schema', 'A RECORD came before the SCHEMA of its stream.');
  if (!isObject(record)) fault(desk, 'record-without-record', 'The RECORD has no object "record".');
  else if (known?.schema) applyRules(recordRules, { message, record, schema: known.schema }, desk);
};

const onState: Handler = (run, { value }, desk) => {
  if (!isObject(value)) {
    fault(desk, 'state-without-value', 'The STATE has no object "value".');
    return;
  }
  const bookmarks = isObject(value['bookmarks']) ? Object.keys(value['bookmarks']) : [];
  for (const stream of bookmarks.filter(isStreamName)) run.tally.state(stream);
  const state = fingerprint(value);
  if (state === run.lastState) run.tally.note(desk.place, 'The same STATE came twice in a row.');
  run.lastState = state;
};

const onActivateVersion: Handler = ({ streams }, message, unnamed) => {
  const named = streamOf(message, unnamed);
  if (!named) return;
  const { stream, desk } = named;
  if (!streams.has(stream)) {
    fault(desk, 'activate-version-before-schema', 'An ACTIVATE_VERSION came before the SCHEMA of its stream.');
  }
  if (!Number.isInteger(message['version'])) {
    fault(desk, 'activate-version-without-version', 'The ACTIVATE_VERSION has no integer "version".');
  }
};

const onBatch: Handler = (_run, _message, desk) =>
  fault(desk, 'batch-not-supported', 'Most targets stop at a BATCH, and one loses its rows without a word.');

function checkEnd({ declared, streams, sawRecord, lastType, tally }: SingerRun, line: number): void {
  checkAllRead(declared, streams, { tally, place: { line } });
  if (!sawRecord || lastType === 'STATE') return;
  const message = 'The last message is no STATE; some targets then forget the state altogether.';
  tally.fault({ line }, { rule: 'last-message-not-state', message });
}
