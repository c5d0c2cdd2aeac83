import { isObject } from '../../core/json.ts';
import { checkAllRead, type DeclaredStreams } from '../declared-streams.ts';
import type { Arrival, ProtocolChecker } from '../protocol-checker.ts';
import { type Desk, fault } from '../rule.ts';
import type { Tally } from '../tally.ts';
import type { AirbyteRun, PayloadHandler } from './airbyte-run.ts';
import { onConnectionStatus, onSpec } from './answer-rules.ts';
import { onCatalog } from './catalog-rules.ts';
import { onControl } from './control-rules.ts';
import { onLog } from './log-rules.ts';
import { onRecord } from './record-rules.ts';
import { onState } from './state-rules.ts';
import type { StreamLife } from './stream-life.ts';
import { onTrace } from './trace-rules.ts';

interface MessageKind {
  /** The key of the payload. */
  readonly key: string;
  readonly handle: PayloadHandler;
  /** Whether a run gives the message once, as the answer to its verb. */
  readonly answer?: true;
}

const kinds: ReadonlyMap<string, MessageKind> = new Map([
  ['RECORD', { key: 'record', handle: onRecord }],
  ['STATE', { key: 'state', handle: onState }],
  ['TRACE', { key: 'trace', handle: onTrace }],
  ['LOG', { key: 'log', handle: onLog }],
  ['CONTROL', { key: 'control', handle: onControl }],
  ['SPEC', { key: 'spec', handle: onSpec, answer: true }],
  ['CATALOG', { key: 'catalog', handle: onCatalog, answer: true }],
  // The one payload key of the protocol in camel case.
  ['CONNECTION_STATUS', { key: 'connectionStatus', handle: onConnectionStatus, answer: true }],
]);

/** The rules of the Airbyte protocol (0.18) for what a source writes. */
export function createAirbyteChecker(tally: Tally, declared: DeclaredStreams | undefined): ProtocolChecker {
  const run: AirbyteRun = { tally, declared, lives: new Map(), answers: new Set(), hasFailed: false };
  return {
    check: (arrival) => check(run, arrival, { tally, place: { line: arrival.line } }),
    end: (line) => checkEnd(run, line),
  };
}

function check(run: AirbyteRun, { type, message }: Arrival, desk: Desk): void {
  const kind = kinds.get(type);
  if (!kind) return;
  const payload = message[kind.key];
  if (kind.answer && run.answers.size === run.answers.add(type).size) {
    fault(desk, 'answer-repeated', `A run gives one ${type}.`);
  }
  if (isObject(payload)) kind.handle(run, payload, desk);
  else fault(desk, 'payload-missing', `A ${type} has its content in an object "${kind.key}".`);
}

function checkEnd({ lives, declared, tally, hasFailed }: AirbyteRun, line: number): void {
  for (const { name, status } of lives.values()) {
    if (!isOpen(status)) continue;
    const message = `The stream was ${status} when the messages ended; COMPLETE or INCOMPLETE is missing.`;
    tally.fault({ line, stream: name }, { rule: 'stream-not-ended', message });
  }
  if (!hasFailed) checkAllRead(declared, lives, { tally, place: { line } });
}

function isOpen(status: StreamLife['status']): boolean {
  return status === 'STARTED' || status === 'RUNNING';
}
