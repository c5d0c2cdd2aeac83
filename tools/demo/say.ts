/** Tells whoever watches the demonstration. */
export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
