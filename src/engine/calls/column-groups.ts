/** Columns that are asked for in one call, the keys apart. */
export type ColumnGroup = readonly string[];

/** How the columns of one stream are spread over calls. One call, as long as the server bears it. */
export interface ColumnGroups {
  readonly groups: () => readonly ColumnGroup[];
  /** Spreads a group over two calls. Nothing happens when somebody has done so already. */
  readonly split: (group: ColumnGroup) => void;
  /** Asks for a column no more. Whatever was split to find it is asked for at once again. */
  readonly drop: (column: string) => void;
  /** The columns that were dropped. */
  readonly dropped: ReadonlySet<string>;
}

/** Creates the groups of one stream. */
export function createColumnGroups(columns: readonly string[]): ColumnGroups {
  let groups: readonly ColumnGroup[] = [columns];
  const dropped = new Set<string>();
  return {
    groups: () => groups,
    dropped,
    split(group) {
      const middle = Math.ceil(group.length / 2);
      groups = groups.flatMap((other) => (other === group ? [group.slice(0, middle), group.slice(middle)] : [other]));
    },
    drop(column) {
      dropped.add(column);
      groups = [columns.filter((name) => !dropped.has(name))];
    },
  };
}
