/**
 * The entries of a list that is written as text: a JSON list, or words between blanks or on lines. Commas divide as well
 * unless a colon is in the text: `model:field,field` holds commas of its own.
 */
export function splitList(text: string): unknown {
  if (text.trimStart().startsWith('[')) {
    try {
      return JSON.parse(text);
    } catch {
      // Whoever validates the entries finds the bracket in the first.
    }
  }
  return text.split(text.includes(':') ? /\s+/ : /[\s,]+/).filter((entry) => entry !== '');
}
