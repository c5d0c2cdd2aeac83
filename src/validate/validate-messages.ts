import { createAirbyteChecker } from './airbyte/airbyte-checker.ts';
import { type DeclaredStreams, readDeclaredStreams } from './declared-streams.ts';
import { type Fields, isText } from './fields.ts';
import { parseLine } from './parse-line.ts';
import type { ProtocolChecker } from './protocol-checker.ts';
import { quote } from './quote.ts';
import { type Line, readLines } from './read-lines.ts';
import { isKnownType, type KnownProtocol, recogniseProtocol } from './recognise-protocol.ts';
import { createSingerChecker } from './singer/singer-checker.ts';
import { createTally, type Tally } from './tally.ts';
import type { ValidationReport } from './validation-report.ts';

/** What may be known beforehand. */
export interface ValidationOptions {
  /**
   * A parsed catalog of either protocol. Streams are then checked against it, and records of Airbyte, whose messages
   * do not tell their schemas.
   */
  readonly catalog?: unknown;
  /** The longest line that is taken, in bytes; 20,000,000 unless told. */
  readonly maxLineBytes?: number;
  /** Ends the input when it is aborted. */
  readonly signal?: AbortSignal;
}

/** The platforms' own limits on a record lie about here. */
const defaultMaxLineBytes = 20_000_000;

interface Run {
  readonly tally: Tally;
  readonly declared: DeclaredStreams | undefined;
  /** Known from the first message that tells. */
  speaking: { readonly protocol: KnownProtocol; readonly checker: ProtocolChecker } | undefined;
}

/**
 * Reads messages of either protocol, one a line, and reports every rule they break. Never rejects: input that cannot be
 * read is a fault like any other. Memory grows with the number of streams, not with that of lines.
 */
export async function validateMessages(
  input: NodeJS.ReadableStream,
  options: ValidationOptions = {},
): Promise<ValidationReport> {
  const tally = createTally();
  const declared = options.catalog === undefined ? undefined : readDeclaredStreams(options.catalog, tally);
  const run: Run = { tally, declared, speaking: undefined };
  let last = 0;
  try {
    for await (const line of readLines(input, options.maxLineBytes ?? defaultMaxLineBytes, options.signal)) {
      last = line.number;
      tally.line();
      checkLine(run, line);
    }
    if (last === 0) tally.fault({ line: 0 }, { rule: 'no-messages', message: 'The input is empty.' });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    tally.fault({ line: last }, { rule: 'input-unreadable', message: `The input broke off: ${quote(reason)}` });
  }
  run.speaking?.checker.end(last);
  return tally.report(run.speaking?.protocol ?? 'unknown');
}

function checkLine(run: Run, line: Line): void {
  const parsed = parseLine(line);
  if (parsed.kind === 'fault') run.tally.fault({ line: line.number }, parsed.fault);
  else checkMessage(run, parsed.message, line);
  if (line.text.length > comfortableLine) {
    run.tally.note({ line: line.number }, 'The line is longer than a million characters; some targets stop at two.');
  }
}

/** In characters. */
const comfortableLine = 1_000_000;

function checkMessage(run: Run, message: Fields, { number: line, text }: Line): void {
  const type = readType(message, { tally: run.tally, line });
  if (type === undefined) return;
  const protocol = recogniseProtocol(type, message) ?? run.speaking?.protocol;
  if (protocol === undefined) {
    const unclear = `Whether this ${type} is Airbyte's or Singer's cannot be told.`;
    run.tally.fault({ line }, { rule: 'protocol-unclear', message: unclear });
    return;
  }
  run.speaking ??= { protocol, checker: createChecker(protocol, run) };
  if (protocol === run.speaking.protocol) {
    run.speaking.checker.check({ line, type, message, text });
  } else {
    const mixed = `The ${type} is of another protocol than the messages before it (${run.speaking.protocol}).`;
    run.tally.fault({ line }, { rule: 'protocols-mixed', message: mixed });
  }
}

/** Counts the message by its type. A type in lower case is a fault but understood, so that the rest is still checked. */
function readType(
  { type }: Fields,
  { tally, line }: { readonly tally: Tally; readonly line: number },
): string | undefined {
  const known = isText(type) ? type.toUpperCase() : '';
  tally.message(isKnownType(known) ? known : 'other');
  if (!isText(type)) {
    tally.fault({ line }, { rule: 'message-without-type', message: 'The message has no text "type".' });
    return undefined;
  }
  if (!isKnownType(known)) {
    tally.fault({ line }, { rule: 'type-unknown', message: `No source writes messages of the type ${quote(type)}.` });
    return undefined;
  }
  if (known !== type)
    tally.fault({ line }, { rule: 'type-not-upper-case', message: `The type ${quote(type)} must be upper case.` });
  return known;
}

function createChecker(protocol: KnownProtocol, { tally, declared }: Run): ProtocolChecker {
  return protocol === 'singer' ? createSingerChecker(tally, declared) : createAirbyteChecker(tally, declared);
}
