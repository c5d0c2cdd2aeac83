const longest = 80;

/**
 * A name out of the input, fit to be printed: in quotes, control characters escaped, cut to 80 characters. Without this
 * a hostile stream name could move the terminal's cursor or fill the report.
 */
export function quote(name: string): string {
  return JSON.stringify(name.length > longest ? `${name.slice(0, longest)}...` : name);
}

/** A few names as one text; what is beyond five is only counted. */
export function quoteAll(names: readonly string[]): string {
  const shown = names.slice(0, 5).map(quote).join(', ');
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}

/** A place inside of a value, for people: what a name out of the input adds to it is bounded. */
export function placeBelow(path: string, name: string): string {
  const own = name.length > longest ? `${name.slice(0, longest)}...` : name;
  return path === '' ? own : `${path}.${own}`;
}
