import { ConnectorError, isBurden, isHopeless } from '../core/connector-error.ts';
import type { Log } from '../core/logger.ts';
import type { SelectedStream } from '../core/selected-stream.ts';
import { type ColumnGroup, createColumnGroups } from './column-groups.ts';
import { joinPages } from './join-pages.ts';
import { createPageSizer } from './page-sizer.ts';
import type { Page, PageRequest, Source } from './ports.ts';

/** A question about one stream; the columns and the rest of the list call follow from it. */
export type Question = Pick<PageRequest, 'engine' | 'pageSize'> &
  Partial<Pick<PageRequest, 'conditions' | 'order' | 'page'>>;

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

/** How often calls for several groups of columns are made again when a row changed between them. */
const tries = 3;

/** An answer, or what failed and for which columns. */
type Outcome = { readonly page: Page } | Failed;
/** What was asked, and the page size that was in order then. */
type Asked = { readonly size: number; readonly question: Question };
type Failed = { readonly error: unknown; readonly group: ColumnGroup };

/**
 * Creates the reader of one stream. The time of a call grows with its rows and its columns, so when the server gives up
 * on one, fewer rows are asked for; when a few rows are still too much and the same question about keys alone is
 * answered, the columns are spread over several calls and joined by `id`; a column that alone makes a call fail is left
 * out, and the stream ends as failed.
 */
export function createPageReader({ source, stream, pageSize, log }: PageReading): PageReader {
  const { name, model, cursor } = stream.definition;
  const keys = cursor ? ['id', cursor] : ['id'];
  const columns = stream.fields
    .filter((field) => field.madeHere !== true && !keys.includes(field.name))
    .map((field) => field.name);
  const plan = createColumnGroups(columns);
  const sizer = createPageSizer(pageSize, (size) => log('info', `${name}: pages of ${size} rows from here on`));

  const askFor = (question: Question, group: ColumnGroup, burdenRetries?: number): Promise<Page> =>
    source.fetchPage({
      model,
      columns: [...keys, ...group],
      conditions: [],
      order: [],
      page: 1,
      ...question,
      ...(burdenRetries !== undefined && { burdenRetries }),
    });

  async function attempt(question: Question): Promise<Outcome> {
    for (let tried = 1; tried <= tries; tried++) {
      const pages: Page[] = [];
      for (const group of plan.groups()) {
        try {
          // A smaller page is tried at once; a page of a few rows is worth a second try.
          pages.push(await askFor(question, group, sizer.isSmallest() ? 1 : 0));
        } catch (error) {
          return { error, group };
        }
      }
      const page = joinPages(pages, cursor);
      if (page) return { page };
    }
    throw unstable(name);
  }

  /** Finds something smaller to ask for, or throws the failure. */
  async function ease({ size, question }: Asked, { error, group }: Failed): Promise<void> {
    if (!(error instanceof ConnectorError)) throw error;
    const isHeavy = isBurden(error.code);
    // A column that is computed can raise an error of the application, which a bad question does as well.
    if (!isHeavy && error.code !== 'FLUXX_APPLICATION_ERROR') throw error;
    if (isHeavy && sizer.shrink(size)) return;
    await askForKeys(question, error);
    if (group.length === 0) return;
    if (!isHeavy && sizer.shrink(size)) return;
    if (group.length > 1) {
      plan.split(group);
      log('info', `${name}: a page is read in ${plan.groups().length} calls from here on, some columns each`);
      return;
    }
    await leaveOut(question, group);
  }

  /** The same question about keys alone: when the server fails at that too, the columns are not to blame. */
  async function askForKeys(question: Question, failure: ConnectorError): Promise<void> {
    try {
      await askFor(question, []);
    } catch (error) {
      throw isBurden(failure.code) ? error : failure;
    }
  }

  async function leaveOut(question: Question, column: ColumnGroup): Promise<void> {
    try {
      await askFor(question, column);
    } catch (error) {
      const reason = error instanceof ConnectorError ? error.message : undefined;
      if (reason === undefined || isHopeless(error)) throw error;
      for (const field of column) plan.drop(field);
      log('warn', `${name}: ${column.join()} is not read any more, for it alone makes a call fail: ${reason}`);
    }
  }

  async function read(choose: (pageSize: number) => Question): Promise<Page> {
    for (;;) {
      const size = sizer.size();
      const question = choose(size);
      const outcome = await attempt(question);
      if ('page' in outcome) {
        sizer.noteAnswer(question.pageSize, outcome.page.pageSize);
        return outcome.page;
      }
      await ease({ size, question }, outcome);
    }
  }

  return { read, pageSize: sizer.size, unread: plan.dropped };
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
