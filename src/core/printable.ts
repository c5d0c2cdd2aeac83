/** Controls of a terminal, and signs that turn the direction of a text. Line feeds and tabs are left: stacks have them. */
const unprintable = /[^\P{Cc}\n\t]|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** A text that a terminal shows as it is: servers say anything, and what they say is quoted. */
export function toPrintable(text: string): string {
  return text.replace(unprintable, '\uFFFD');
}
