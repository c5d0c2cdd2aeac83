import { type Json, type JsonObject, parseJson } from '../../test/simulator/json.ts';
import type { Answers } from './answers.ts';
import { ownValue, textOf } from './find-lie.ts';
import { deletionMark } from './merge-records.ts';
import type { EmittedRecord } from './read-output.ts';

/**
 * The first record that no answer accounts for: every field must be null, or what some page said of the row. A row that is
 * told as deleted was emitted before, and is in no page.
 */
export function findInvention(
  records: readonly EmittedRecord[],
  answers: Answers,
  knownIds: (stream: string) => ReadonlySet<number>,
): string | undefined {
  for (const { stream, data } of records) {
    const said = answers.rows(stream, data['id']);
    if (ownValue(data, deletionMark) !== null) {
      if (said.length === 0 && !knownIds(stream).has(Number(data['id'])))
        return `${stream}: deleted, but never there: ${textOf(data)}`;
      continue;
    }
    if (said.length === 0) return `${stream}: a record of a row that no page held: ${textOf(data)}`;
    const wrong = Object.keys(data).find(
      (name) => !said.some((row) => isMadeOf(ownValue(data, name), valueOf(row, name))),
    );
    if (wrong !== undefined)
      return `${stream}: ${wrong} of row ${textOf(ownValue(data, 'id'))} was never said to be ${textOf(ownValue(data, wrong))}`;
  }
  return undefined;
}

function valueOf(row: JsonObject, name: string): Json {
  return ownValue(row, name);
}

/** Whether a value may be emitted for one that was sent: null, the same, or the same in another form. */
function isMadeOf(emitted: Json, sent: Json): boolean {
  if (emitted === null) return true;
  if (sent === null) return false;
  if (textOf(emitted) === textOf(sent) || Number(emitted) === Number(sent)) return true;
  if (typeof emitted !== 'string') return false;
  if (typeof sent !== 'string') return textOf(parseJson(emitted) ?? null) === textOf(sent);
  return emitted === sent.toWellFormed().replaceAll('\0', '\uFFFD') || Date.parse(emitted) === Date.parse(sent);
}
