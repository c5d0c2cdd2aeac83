import { checkDeclared, type DeclaredStreams } from '../declared-streams.ts';
import type { Fields } from '../fields.ts';
import { type Desk, fault } from '../rule.ts';
import { maxStreams, type Tally } from '../tally.ts';
import { newLife, type StreamLife } from './stream-life.ts';

/** What a run remembers. */
export interface AirbyteRun {
  readonly tally: Tally;
  readonly lives: Map<string, StreamLife>;
  /** What the catalog declares; missing without a catalog, and then every stream is welcome. */
  readonly declared: DeclaredStreams | undefined;
  /** The answers (`SPEC`, `CATALOG`, `CONNECTION_STATUS`) that came; a run gives one. */
  readonly answers: Set<string>;
  /** Whether an error was told that is of no single stream: then the run may have ended before others began. */
  hasFailed: boolean;
}

/** Checks the payload of one type of message. */
export type PayloadHandler = (run: AirbyteRun, payload: Fields, desk: Desk) => void;

/** A message's stream: what is remembered of it, and a desk that knows its name. */
export interface LivingStream {
  readonly life: StreamLife;
  readonly desk: Desk;
}

/** The stream of a message, remembered from now on. Nothing, and a fault, when it has no name or comes one too many. */
export function enterStream(run: AirbyteRun, name: string | undefined, unnamed: Desk): LivingStream | undefined {
  if (name === undefined) {
    fault(
      unnamed,
      'message-without-stream',
      'The message does not name its stream (a text of at most 255 characters).',
    );
    return undefined;
  }
  const desk = { ...unnamed, place: { ...unnamed.place, stream: name } };
  checkDeclared(run.declared, name, desk);
  const life = run.lives.get(name);
  if (life) return { life, desk };
  if (run.lives.size >= maxStreams) {
    fault(desk, 'too-many-streams', `Streams beyond ${maxStreams} are not checked.`);
    return undefined;
  }
  const born = newLife(name);
  run.lives.set(name, born);
  return { life: born, desk };
}
