import { tryParseJson } from '../core/json.ts';

/**
 * The entries of a list that is written as text: a JSON list, or words between blanks or on lines. Commas divide as well
 * unless a colon is in the text: `model:field,field` holds commas of its own.
 */
export function splitList(text: string): unknown {
  const list = text.trimStart().startsWith('[') ? tryParseJson(text) : undefined;
  if (list !== undefined) return list;
  // Of a broken list, whoever validates the entries finds the bracket in the first.
  return text.split(text.includes(':') ? /\s+/ : /[\s,]+/).filter((entry) => entry !== '');
}
