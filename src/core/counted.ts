/** `1 stream`, `1,200 streams`. */
export function counted(value: number, noun: string): string {
  return `${grouped(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** A number with its digits in groups of three: `1,200`. */
export function grouped(value: number): string {
  return value.toLocaleString('en-US');
}
