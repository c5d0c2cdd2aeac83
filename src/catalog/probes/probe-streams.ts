import { type Breaker, createBreaker } from '../../core/breaker.ts';
import { ConnectorError, isAboutOneModel } from '../../core/connector-error.ts';
import { counted, grouped } from '../../core/counted.ts';
import type { Log } from '../../core/logger.ts';
import type { StreamDefinition } from '../../core/stream-definition.ts';
import type { Source } from '../../engine/ports.ts';
import { withCursor } from '../with-cursor.ts';
import { probeModel, type Shown } from './probe-model.ts';

/** A stream with what the instance said of it. A failure that says nothing of the model leaves it as it is. */
interface Asked {
  readonly definition: StreamDefinition;
  readonly outcome: 'served' | 'absent' | 'failed';
}

/** What asking needs. */
interface Asking {
  readonly source: Source;
  readonly breaker: Breaker;
  readonly log: Log;
}

/** Calls wait for a place at the source; a few more models than it has places keep it busy. */
const modelsAtATime = 16;

/** People who wait half a minute want to see that something happens. */
const reportEvery = 50;

/**
 * Asks the instance for each of the streams: those that are not there leave, the others get the cursor and the engine that
 * the instance showed. A model that fails for another reason stays as it is, with a warning.
 * @throws ConnectorError when the instance cannot be reached, refuses the credentials, or serves none of the models
 */
export async function probeStreams(
  source: Source,
  definitions: readonly StreamDefinition[],
  { concurrency, log }: { readonly concurrency: number; readonly log: Log },
): Promise<readonly StreamDefinition[]> {
  log('info', `Asking the instance for ${counted(definitions.length, 'model')}, one or two calls each`);
  const asked = new Map<string, Asked>();
  const queue = takeInTurn(definitions);
  const breaker = createBreaker(concurrency);
  async function work(): Promise<void> {
    for (const definition of queue) {
      const answer = await askFor({ source, breaker, log }, definition);
      asked.set(definition.name, answer);
      if (asked.size % reportEvery === 0) log('info', `${asked.size} of ${definitions.length} asked`);
    }
  }
  await Promise.all(Array.from({ length: modelsAtATime }, work));
  const answers = definitions.flatMap(({ name }) => asked.get(name) ?? []);
  report(answers, log);
  return answers.flatMap(({ definition, outcome }) => (outcome === 'absent' ? [] : [definition]));
}

/** One queue for all that work on it. When one of them fails, it is closed, and the others stop at their next turn. */
function* takeInTurn(definitions: readonly StreamDefinition[]): Generator<StreamDefinition, void> {
  yield* definitions;
}

async function askFor({ source, breaker, log }: Asking, definition: StreamDefinition): Promise<Asked> {
  try {
    const probe = await probeModel(source, definition);
    breaker.answered();
    if (probe.kind === 'served') return { definition: adopt(definition, probe.shown, log), outcome: 'served' };
    log('debug', `${definition.name} leaves the catalog. ${probe.error.message}`);
    return { definition, outcome: 'absent' };
  } catch (error) {
    if (!isAboutOneModel(error)) throw error;
    log('warn', `${definition.name} stays in the catalog as it is known: asking failed. ${error.message}`);
    const down = breaker.gaveUp(error);
    if (down) throw down;
    return { definition, outcome: 'failed' };
  }
}

/** `updated_at` stays a field where no row has it: a catalog that names it does no harm, one that lacks it may. */
function adopt(definition: StreamDefinition, { searchIndexed, returnsUpdatedAt }: Shown, log: Log): StreamDefinition {
  const { name, cursor } = definition;
  const placed = searchIndexed === undefined ? definition : { ...definition, searchIndexed };
  if (returnsUpdatedAt === true && cursor === undefined) return withCursor(placed);
  if (returnsUpdatedAt !== false || cursor === undefined) return placed;
  log('info', `${name}: neither its first rows nor its last have updated_at: the catalog offers a full refresh alone`);
  return { ...placed, cursor: undefined };
}

function report(answers: readonly Asked[], log: Log): void {
  const named = (outcome: Asked['outcome']): readonly string[] =>
    answers.flatMap((answer) => (answer.outcome === outcome ? [answer.definition.name] : []));
  const [served, absent] = [named('served'), named('absent')];
  if (absent.length > 0 && absent.length === answers.length) throw noneServed(absent.length);
  log('info', `${grouped(served.length)} of ${counted(answers.length, 'model')} answer`);
  if (absent.length > 0) log('info', `Not in the catalog, for this instance does not serve them: ${absent.join(', ')}`);
}

function noneServed(models: number): ConnectorError {
  return new ConnectorError(
    'unavailable',
    'FLUXX_FORBIDDEN',
    `Cannot read any of ${counted(models, 'model')}: this instance does not serve them to these credentials. Ask the ` +
      'administrator of the site what the OAuth application may read, or discover without --probe.',
  );
}
