import { needsNoRepair } from '../../core/repair-text.ts';
import type { ModelName } from '../../core/stream-definition.ts';
import { isClassName, toModelName } from '../known/model-names.ts';
import type { HtmlCell } from './read-html.ts';

/** One row of the table of a reference page, in the page's own words. */
export interface TableRow {
  readonly name: string;
  /** Whether the name has the star of fields that the people of the instance added. */
  readonly custom: boolean;
  readonly description: string;
  /** A primitive, a class, `method`, `CDT`, or nothing. */
  readonly dataType: string;
  /** `column`, `relation`, or what a method gives. */
  readonly type: string;
  readonly relatedModel: ModelName | undefined;
}

type Table = readonly (readonly HtmlCell[])[];

/** No field has a longer one. In characters. */
const longestName = 300;

/** The rows of the first table with the columns of the reference, wherever they stand in it; `undefined` without one. */
export function findFieldTable(tables: readonly Table[]): readonly TableRow[] | undefined {
  for (const table of tables) {
    const start = table.findIndex((cells) => isHead(cells.map(toColumn)));
    if (start === -1) continue;
    const columns = (table[start] ?? []).map(toColumn);
    const rows = table.slice(start + 1).flatMap((cells) => toRow(cells, columns));
    // One field more than once is a page that was pasted together: what comes first counts.
    const byName = new Map(rows.toReversed().map((row) => [row.name, row]));
    if (byName.size > 0) return [...byName.values()].toReversed();
  }
  return undefined;
}

function toColumn({ text }: HtmlCell): string {
  return text.toLowerCase().replace(/[^a-z]/g, '');
}

function isHead(columns: readonly string[]): boolean {
  return ['name', 'datatype', 'type'].every((column) => columns.includes(column));
}

function toRow(cells: readonly HtmlCell[], columns: readonly string[]): readonly TableRow[] {
  const cellOf = (column: string): HtmlCell | undefined => cells[columns.indexOf(column)];
  const textOf = (column: string): string => cellOf(column)?.text ?? '';
  // Where a browser wraps a line of the file, it stands inside a name.
  const starred = textOf('name').replace(/\s+/g, '');
  const name = starred.slice(0, longestName).replace(/\*+$/, '');
  // Two underscores in front are questions to the server itself, which no row answers.
  if (starred.length > longestName || name === '' || name.startsWith('__') || cells.length < 2) return [];
  // It goes into the catalog as it is.
  if (!needsNoRepair(name)) return [];
  const isRelation = textOf('type').toLowerCase() === 'relation';
  return [
    {
      name,
      custom: starred.endsWith('*'),
      description: textOf('description'),
      dataType: textOf('datatype'),
      type: textOf('type'),
      relatedModel: toRelatedModel(cellOf('relatedclass'), { dataType: textOf('datatype'), isRelation }),
    },
  ];
}

interface RowType {
  readonly dataType: string;
  readonly isRelation: boolean;
}

/** The link says how the instance spells the model; its text, or the type of a relation, names the class. */
function toRelatedModel(cell: HtmlCell | undefined, { dataType, isRelation }: RowType): ModelName | undefined {
  const linked = /\/api\/rest\/v\d+\/(\w{1,200})\/doc/.exec(cell?.href ?? '')?.[1];
  const words = [linked ?? '', cell?.text ?? '', isRelation ? dataType : ''];
  const named = words.find((word) => word === linked || (isClassName(word) && /[a-z]/.test(word)));
  return named === undefined ? undefined : toModelName(named);
}
