import { hashText, mix } from '../../test/simulator/hash.ts';
import type { Json, JsonObject } from '../../test/simulator/json.ts';
import type { LoggedRequest } from '../../test/simulator/logged-request.ts';
import type { Reply } from '../../test/simulator/reply.ts';
import { createRandom } from '../random.ts';
import { jsonText } from './exact-json.ts';
import { findLie, type Lie } from './find-lie.ts';
import { createLies, type Lies } from './lies.ts';
import { isRefusal, toListAnswer } from './list-answer.ts';
import { mutateReply } from './mutate-reply.ts';
import { ownValue } from './own-value.ts';
import { tokenIn, withToken } from './secret-texts.ts';

/** The answers of one run. */
export interface Answers {
  /** Hears of each finished answer and says what is sent. */
  readonly answer: (reply: Reply, request: LoggedRequest) => Reply;
  /** What was mutated, a line each. */
  readonly mutations: () => readonly string[];
  /** The lies that were told, by stream. */
  readonly lies: () => Lies;
  /** The models that a mutated answer refused: whoever asks whether they are served must believe it. */
  readonly refused: () => ReadonlySet<string>;
  /** How many pages were sent that may be believed. */
  readonly pages: () => number;
  /** What was said of a row, in every page that may be believed. */
  readonly rows: (model: string, id: Json) => readonly JsonObject[];
}

interface Sent {
  readonly request: LoggedRequest;
  readonly truth: Reply;
  readonly reply: Reply;
  readonly how: string | undefined;
}

interface Judged {
  readonly lies: Lies;
  readonly refused: ReadonlySet<string>;
  readonly pages: number;
}

/**
 * Mutates answers with some probability. Whether and how hangs on the seed and the question alone, not on the order in
 * which calls that are made at the same time arrive.
 */
export function createAnswers(seed: number, probability: number): Answers {
  const sent: Sent[] = [];
  const asked = new Map<string, number>();
  const rows = new Map<string, JsonObject[]>();
  let judged: Judged | undefined;
  let token = '';
  const judge = (): Judged => {
    judged ??= judgeSent(sent, rows);
    return judged;
  };
  return {
    answer: (truth, request) => {
      const question = `${request.method} ${request.path} ${JSON.stringify(request.parameters)}`;
      const times = (asked.get(question) ?? 0) + 1;
      asked.set(question, times);
      const random = createRandom(mix(mix(seed, hashText(question)), times));
      // Without a token there is nothing more to mutate in the run.
      const mutated = random.chance(request.kind === 'token' ? probability / 3 : probability)
        ? mutateReply(truth, random)
        : undefined;
      // What an answer repeats is the token that was in use: the one that it takes away is known to nobody.
      const reply = mutated ? repeatToken(mutated.reply, token) : truth;
      if (request.kind === 'token' && reply.status >= 200 && reply.status < 300) token = tokenIn(truth.body) ?? token;
      sent.push({ request, truth, reply, how: mutated?.how });
      return reply;
    },
    mutations: () => sent.flatMap(({ request, how }) => (how === undefined ? [] : [`${describe(request)}: ${how}`])),
    lies: () => judge().lies,
    refused: () => judge().refused,
    pages: () => judge().pages,
    rows: (model, id) => {
      judge();
      return rows.get(`${model} ${jsonText(id)}`) ?? [];
    },
  };
}

/** Packed or broken bytes are left alone. */
function repeatToken(reply: Reply, token: string): Reply {
  const headers = Object.entries(reply.headers ?? {}).map(([name, value]) => [name, withToken(value, token)] as const);
  const { body } = reply;
  return {
    ...reply,
    headers: Object.fromEntries(headers),
    body: typeof body === 'string' ? withToken(body, token) : body,
  };
}

function judgeSent(sent: readonly Sent[], rows: Map<string, JsonObject[]>): Judged {
  const told: (readonly [model: string, lie: Lie])[] = [];
  const refused = new Set<string>();
  let pages = 0;
  for (const { request, truth, reply, how } of sent) {
    if (request.kind !== 'list') continue;
    const said = toListAnswer(reply, request);
    if (how !== undefined) told.push([request.model, findLie(request.model, toListAnswer(truth, request), said)]);
    if (how !== undefined && isRefusal(reply)) refused.add(request.model);
    if (said === undefined) continue;
    pages += 1;
    for (const row of said.rows) {
      const key = `${request.model} ${jsonText(ownValue(row, 'id'))}`;
      rows.set(key, [...(rows.get(key) ?? []), row]);
    }
  }
  return { lies: createLies(told), refused, pages };
}

/** Without the token call's parameters, which hold the credentials. */
function describe({ kind, method, model, parameters }: LoggedRequest): string {
  if (kind !== 'list') return kind;
  const { filter, sort, page, per_page: size, cols } = parameters;
  return `${method} ${model} page ${page} of ${size}, sort ${sort}, filter ${filter}, cols ${cols}`;
}
