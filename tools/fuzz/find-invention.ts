import type { Answers } from './answers.ts';
import { jsonText, toDouble } from './exact-json.ts';
import { isMadeOf } from './is-made-of.ts';
import { deletionMark } from './merge-records.ts';
import { ownValue } from './own-value.ts';
import type { EmittedRecord } from './read-output.ts';

/**
 * The first record that no answer accounts for: every field must be made of what some page said of the row. A row that is
 * told as deleted was emitted before, and is in no page.
 */
export function findInvention(
  records: readonly EmittedRecord[],
  answers: Answers,
  knownIds: (stream: string) => ReadonlySet<number>,
): string | undefined {
  for (const { stream, data } of records) {
    const said = answers.rows(stream, ownValue(data, 'id'));
    if (ownValue(data, deletionMark) !== null) {
      if (said.length === 0 && !knownIds(stream).has(toDouble(data['id']) ?? Number.NaN))
        return `${stream}: deleted, but never there: ${jsonText(data)}`;
      continue;
    }
    if (said.length === 0) return `${stream}: a record of a row that no page held: ${jsonText(data)}`;
    const wrong = Object.keys(data).find(
      (name) => !said.some((row) => isMadeOf(name, ownValue(data, name), ownValue(row, name))),
    );
    if (wrong !== undefined)
      return `${stream}: ${wrong} of row ${jsonText(ownValue(data, 'id'))} was never said to be ${jsonText(ownValue(data, wrong))}`;
  }
  return undefined;
}
