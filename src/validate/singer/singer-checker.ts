import { isObject } from '../../core/json.ts';
import { checkAllRead, checkDeclared, type DeclaredStreams } from '../declared-streams.ts';
import { type Fields, isStreamName } from '../fields.ts';
import { fingerprint } from '../fingerprint.ts';
import type { Arrival, ProtocolChecker } from '../protocol-checker.ts';
import { quoteAll } from '../quote.ts';
import { applyRules, type Desk, fault } from '../rule.ts';
import { createSchemaCompiler } from '../schema-compiler.ts';
import { maxStreams, type Tally } from '../tally.ts';
import { isUtcTimestamp } from '../timestamp-format.ts';
import { checkSchema } from './check-schema.ts';
import { recordEnvelopeRules, recordRules } from './record-rules.ts';
import type { SeenRecords, SingerStream } from './singer-stream.ts';
import { writtenIntegers } from './written-integers.ts';

/** What a run remembers. */
interface SingerRun {
  readonly tally: Tally;
  /** What the catalog declares; missing without a catalog, and then every stream is welcome. */
  readonly declared: DeclaredStreams | undefined;
  readonly streams: Map<string, SingerStream>;
  /** The fingerprints of the first STATE and of the last. */
  firstState: string | undefined;
  lastState: string | undefined;
  /** The streams that the last STATE speaks of, and those that any has spoken of. */
  bookmarked: ReadonlySet<string>;
  readonly everBookmarked: Set<string>;
  lastType: string | undefined;
  sawRecord: boolean;
}

type Handler = (run: SingerRun, message: Fields, desk: Desk, text: string) => void;

/** The rules of Singer (0.3), and of what its targets survive. */
export function createSingerChecker(tally: Tally, declared: DeclaredStreams | undefined): ProtocolChecker {
  const run: SingerRun = {
    tally,
    declared,
    streams: new Map(),
    firstState: undefined,
    lastState: undefined,
    bookmarked: new Set(),
    everBookmarked: new Set(),
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
    check: ({ line, type, message, text }: Arrival) => {
      run.lastType = type;
      handlers.get(type)?.(run, message, { tally, place: { line } }, text);
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

const onRecord: Handler = (run, message, unnamed, text) => {
  run.sawRecord = true;
  const named = streamOf(message, unnamed);
  if (!named) return;
  const { stream, desk } = named;
  const { record } = message;
  run.tally.record(stream);
  applyRules(recordEnvelopeRules, { message, text }, desk);
  const known = run.streams.get(stream);
  if (known) note(known.seen, message['version']);
  if (!known) fault(desk, 'record-before-schema', 'A RECORD came before the SCHEMA of its stream.');
  if (!isObject(record)) fault(desk, 'record-without-record', 'The RECORD has no object "record".');
  else if (known?.schema) {
    const integers = writtenIntegers(text, record, known.schema.schema);
    applyRules(recordRules, { record, schema: known.schema, integers }, desk);
  }
};

/** Hostile input must not make us keep one for each record, nor whatever it calls a version. */
const versionsKept = 10;

function note(seen: SeenRecords, version: unknown): void {
  seen.hasRecords = true;
  if (seen.versions.size < versionsKept) seen.versions.add(Number.isInteger(version) ? Number(version) : 'none');
}

const onState: Handler = (run, { value }, desk) => {
  if (!isObject(value)) {
    fault(desk, 'state-without-value', 'The STATE has no object "value".');
    return;
  }
  const bookmarks = isObject(value['bookmarks']) ? Object.keys(value['bookmarks']) : [];
  for (const stream of bookmarks.filter(isStreamName)) run.tally.state(stream);
  const state = fingerprint(value);
  if (state === run.lastState) run.tally.note(desk.place, 'The same STATE came twice in a row.');
  run.firstState ??= state;
  run.lastState = state;
  run.bookmarked = new Set(bookmarks);
  const room = maxStreams - run.everBookmarked.size;
  for (const stream of bookmarks.filter(isStreamName).slice(0, room)) run.everBookmarked.add(stream);
};

const onActivateVersion: Handler = ({ streams }, message, unnamed) => {
  const named = streamOf(message, unnamed);
  if (!named) return;
  const { stream, desk } = named;
  if (!streams.has(stream)) {
    fault(desk, 'activate-version-before-schema', 'An ACTIVATE_VERSION came before the SCHEMA of its stream.');
  }
  const { version } = message;
  const versions = streams.get(stream)?.seen.versions ?? new Set();
  if (!Number.isInteger(version)) {
    fault(desk, 'activate-version-without-version', 'The ACTIVATE_VERSION has no integer "version".');
  } else if ([...versions].some((other) => other !== version)) {
    const damage = 'Records before this ACTIVATE_VERSION have another version, or none; targets delete them.';
    fault(desk, 'activate-version-of-others', damage);
  }
  versions.clear();
};

const onBatch: Handler = (_run, _message, desk) =>
  fault(desk, 'batch-not-supported', 'Most targets stop at a BATCH, and one loses its rows without a word.');

function checkEnd(run: SingerRun, line: number): void {
  const { declared, streams, tally } = run;
  const desk: Desk = { tally, place: { line } };
  checkAllRead(declared, streams, desk);
  const dropped = [...run.everBookmarked].filter((stream) => !run.bookmarked.has(stream));
  if (dropped.length > 0) {
    fault(desk, 'state-forgets', `The last STATE has lost ${quoteAll(dropped)}, which states before it had.`);
  }
  if (run.sawRecord) checkEndOfRecords(run, desk);
  else if (run.firstState !== run.lastState) {
    const damage = 'A run without records has several states; some targets then hand back the first, not the last.';
    fault(desk, 'state-stale', damage);
  }
}

function checkEndOfRecords({ streams, bookmarked, lastState, lastType }: SingerRun, desk: Desk): void {
  const missing = [...streams].filter(([name, { schema }]) => schema?.isBookmarked && !bookmarked.has(name));
  if (missing.length > 0 && lastState !== undefined) {
    const names = quoteAll(missing.map(([name]) => name));
    desk.tally.note(desk.place, `The last STATE says nothing of ${names}; a run that succeeded would.`);
  }
  if (lastType === 'STATE') return;
  const damage = 'The last message is no STATE; some targets then forget the state altogether.';
  fault(desk, 'last-message-not-state', damage);
}
