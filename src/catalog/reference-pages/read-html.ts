import { Parser } from 'htmlparser2';

/** One cell of a table. */
export interface HtmlCell {
  readonly text: string;
  /** The target of its first link. */
  readonly href: string | undefined;
}

/** The parts of a page that a reader of tables wants, in the order of the page. Text has single spaces, no markup. */
export interface HtmlParts {
  readonly headings: readonly string[];
  /** The texts of the elements of class `curl`. */
  readonly samples: readonly string[];
  /** All the text that stands in neither of them. */
  readonly prose: string;
  readonly tables: readonly (readonly (readonly HtmlCell[])[])[];
}

/** The parser's work grows with the square of the depth, and no page that is read here is a hundredth as deep. */
const mostDepth = 1000;
/** Between two pieces the depth is looked at. */
const pieceLength = 16_384;

/**
 * Reads HTML as browsers take it: with tags that are left open, entities, any case. Never fails; what is nested beyond all
 * reason is read no further.
 */
export function readHtml(html: string): HtmlParts {
  const reader = createReader();
  const parser = new Parser(reader.handler);
  for (let start = 0; start < html.length && reader.depth() < mostDepth; start += pieceLength) {
    parser.write(html.slice(start, start + pieceLength));
  }
  if (reader.depth() < mostDepth) parser.end();
  return reader.parts();
}

/** A text that is being read, with the depth at which it ends. */
interface OpenText {
  text: string;
  readonly depth: number;
}

interface OpenCell extends OpenText {
  href: string | undefined;
}

type OpenTable = OpenCell[][];

interface Reader {
  readonly handler: ConstructorParameters<typeof Parser>[0];
  readonly depth: () => number;
  readonly parts: () => HtmlParts;
}

function createReader(): Reader {
  const [headings, samples]: [OpenText[], OpenText[]] = [[], []];
  const prose: OpenText = { text: '', depth: 0 };
  const tables: OpenTable[] = [];
  const openTables: OpenTable[] = [];
  let target: OpenText = prose;
  let depth = 0;
  let hidden = 0;
  const beginText = (list: OpenText[]): void => {
    target = { text: '', depth };
    list.push(target);
  };
  const handler = {
    onopentag(name: string, attributes: Readonly<Record<string, string>>): void {
      depth += 1;
      const table = openTables.at(-1);
      if (isHidden(name)) hidden += 1;
      // `<wbr>` alone is a place to break a word at, and no end of it.
      if (isBreak(name)) target.text += ' ';
      if (name === 'table') openTables.push(begin(tables, []));
      else if (name === 'tr') table?.push([]);
      else if (name === 'td' || name === 'th') target = begin(lastRow(table), { text: '', href: undefined, depth });
      else if (name === 'a' && 'href' in target) (target as OpenCell).href ??= attributes['href'];
      else if (target === prose && /^h[1-6]$/.test(name)) beginText(headings);
      else if (target === prose && /(?:^|\s)curl(?:\s|$)/.test(attributes['class'] ?? '')) beginText(samples);
    },
    ontext(text: string): void {
      if (hidden === 0) target.text += text;
    },
    onclosetag(name: string): void {
      if (isHidden(name)) hidden -= 1;
      if (name === 'table') openTables.pop();
      if (target !== prose && depth <= target.depth) {
        target = prose;
        prose.text += ' ';
      }
      depth -= 1;
    },
  };
  return {
    handler,
    depth: () => depth,
    parts: () => ({
      headings: headings.map(toText),
      samples: samples.map(toText),
      prose: toText(prose),
      tables: tables.map((rows) => rows.map((cells) => cells.map((cell) => ({ text: toText(cell), href: cell.href })))),
    }),
  };
}

function begin<T>(list: T[], item: T): T {
  list.push(item);
  return item;
}

/** The row that cells go to. One that stands in no row, or in no table, begins one that nobody sees. */
function lastRow(table: OpenTable | undefined): OpenCell[] {
  return table?.at(-1) ?? [];
}

function isHidden(name: string): boolean {
  return name === 'script' || name === 'style';
}

function isBreak(name: string): boolean {
  return name === 'br' || name === 'p' || name === 'div' || name === 'li';
}

/** Without the characters that only say where a word may break. A no-break space counts as a space. */
function toText({ text }: OpenText): string {
  return text
    .replace(/[\u00AD\u200B\uFEFF]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}
