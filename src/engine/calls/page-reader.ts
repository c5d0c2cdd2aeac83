import { ConnectorError, isBurden } from '../../core/connector-error.ts';
import type { Log } from '../../core/logger.ts';
import type { SelectedStream } from '../../core/selected-stream.ts';
import type { Page, Source } from '../ports.ts';
import { type ColumnGroup, type ColumnGroups, createColumnGroups } from './column-groups.ts';
import { isAlike, joinPages } from './join-pages.ts';
import { createPageSizer, type PageSizer } from './page-sizer.ts';
import { keysOf, type Question, toPageRequest } from './question.ts';
import { createRowWatch } from './row-watch.ts';

/** Reads pages of whole rows, as large as the server bears. One a stream. */
export interface PageReader {
  /**
   * Asks for one page. `choose` makes the question for the page size that is in order now; it is called again with a
   * smaller one when the server gave up on the first.
   * @throws ConnectorError when the server fails although little is asked for
   */
  readonly read: (choose: (pageSize: number) => Question) => Promise<Page>;
  /** The page size that is in order now. */
  readonly pageSize: () => number;
  /** Fields that are not read any more, by their names at Fluxx: each of them alone makes a call fail. */
  readonly unread: ReadonlySet<string>;
}

/** What reading the pages of a stream needs. */
export interface PageReading {
  readonly source: Source;
  readonly stream: SelectedStream;
  readonly pageSize: number;
  readonly log: Log;
}

/** So many times the calls of a page, and it is given up that rows change between them. */
const tries = 5;

/** What was asked, and the page size that was in order then. */
interface Asked {
  readonly size: number;
  readonly question: Question;
}

/** What failed, and for which columns. */
interface Failed {
  readonly error: unknown;
  readonly group: ColumnGroup;
}

/** What all calls of one stream share. */
interface Calls {
  readonly name: string;
  readonly cursor: string | undefined;
  readonly plan: ColumnGroups;
  readonly sizer: PageSizer;
  readonly log: Log;
  /** Asks for the keys and some columns; `burdenRetries` as in `PageRequest`. */
  readonly askFor: (question: Question, group: ColumnGroup, burdenRetries?: number) => Promise<Page>;
}

/**
 * Creates the reader of one stream. The time of a call grows with its rows and its columns, so when the server gives up
 * on one, fewer rows are asked for; when a few rows are still too much and the same question about keys alone is
 * answered, the columns are spread over several calls and joined by `id`; a column that alone makes a call fail is left
 * out, and the stream ends as failed.
 */
export function createPageReader({ source, stream, pageSize, log }: PageReading): PageReader {
  const { name, cursor } = stream.definition;
  const keys = keysOf(stream.definition);
  const columns = stream.fields
    .filter((field) => field.madeHere !== true && !keys.includes(field.name))
    .map((field) => field.name);
  const plan = createColumnGroups(columns);
  const sizer = createPageSizer(pageSize, (size) => log('info', `${name}: pages of ${size} rows from here on`));
  const askFor: Calls['askFor'] = (question, group, burdenRetries) =>
    source.fetchPage({
      ...toPageRequest(stream, question, group),
      ...(burdenRetries !== undefined && { burdenRetries }),
    });
  const calls: Calls = { name, cursor, plan, sizer, log, askFor };

  const watch = createRowWatch(name);

  async function read(choose: (pageSize: number) => Question): Promise<Page> {
    for (;;) {
      const size = sizer.size();
      const question = choose(size);
      const outcome = await attempt(calls, question);
      if ('page' in outcome) {
        sizer.noteAnswer(question.pageSize, outcome.page.pageSize);
        watch(outcome.page);
        return outcome.page;
      }
      await askForLess(calls, { size, question }, outcome);
    }
  }

  return { read, pageSize: sizer.size, unread: plan.dropped };
}

/**
 * Makes the calls that a page takes. What a smaller question may cure is not tried again: there is one at hand. A row that
 * is changed between two calls would be torn, so whatever was asked before the change is asked again.
 */
async function attempt(
  { name, cursor, plan, askFor }: Calls,
  question: Question,
): Promise<{ readonly page: Page } | Failed> {
  const groups = plan.groups();
  const pages = new Map<ColumnGroup, Page>();
  let latest: Page | undefined;
  for (let asked = 0; asked <= groups.length * tries; asked++) {
    const group = groups.find((other) => !isAsLate(pages.get(other), latest, cursor));
    const page = group === undefined ? joinPages([...pages.values()], cursor) : undefined;
    if (page) return { page };
    if (group === undefined) break;
    try {
      latest = await askFor(question, group, 0);
      pages.set(group, latest);
    } catch (error) {
      return { error, group };
    }
  }
  throw unstable(name);
}

function isAsLate(page: Page | undefined, latest: Page | undefined, cursor: string | undefined): boolean {
  return page !== undefined && latest !== undefined && isAlike(latest, page, cursor);
}

/** Finds something smaller to ask for, or throws the failure. */
async function askForLess(calls: Calls, { size, question }: Asked, { error, group }: Failed): Promise<void> {
  const { name, plan, sizer, log } = calls;
  if (!mayBeColumns(error)) throw error;
  const isHeavy = isBurden(error.code);
  if (isHeavy && sizer.shrink(size)) return;
  await askForKeys(calls, question, error);
  if (group.length === 0 || (!isHeavy && sizer.shrink(size))) return;
  const again = await askAgain(calls, question, group);
  // The server was down and is back.
  if (again === undefined) return;
  // A column is not given up for a server that went down while it was asked for.
  if (group.length === 1) await askForKeys(calls, question, again);
  // Another call has found it out meanwhile.
  if (!plan.groups().includes(group)) return;
  if (group.length > 1) {
    plan.split(group);
    log('info', `${name}: a page is read in ${plan.groups().length} calls from here on, some columns each`);
    return;
  }
  for (const column of group) plan.drop(column);
  log('warn', `${name}: ${group.join()} is not read any more, for it alone makes a call fail: ${again.message}`);
}

/**
 * Whether it may be the columns that a call failed for: one that is computed can raise an error of the application. A server
 * that asks for a pause is not helped by a smaller question, which would have all of its retries again.
 */
function mayBeColumns(error: unknown): error is ConnectorError {
  if (!(error instanceof ConnectorError) || error.details['pauseSeconds'] !== undefined) return false;
  return isBurden(error.code) || error.code === 'FLUXX_APPLICATION_ERROR';
}

/** The same question about keys alone: when the server fails at that too, the columns are not to blame. */
async function askForKeys({ askFor }: Calls, question: Question, failure: ConnectorError): Promise<void> {
  try {
    await askFor(question, []);
  } catch (error) {
    throw isBurden(failure.code) ? error : failure;
  }
}

/** The failed call, now that the server is known to answer: a single column is worth every retry. */
async function askAgain(
  { askFor }: Calls,
  question: Question,
  group: ColumnGroup,
): Promise<ConnectorError | undefined> {
  try {
    await askFor(question, group, group.length > 1 ? 0 : undefined);
    return undefined;
  } catch (error) {
    if (!mayBeColumns(error)) throw error;
    return error;
  }
}

function unstable(name: string): ConnectorError {
  return new ConnectorError(
    'transient',
    'FLUXX_PAGES_UNSTABLE',
    `Cannot read ${name}: its rows changed each time between two calls for their columns. Run again when fewer people ` +
      'work on it, or select fewer fields.',
    { stream: name },
  );
}
