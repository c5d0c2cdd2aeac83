import { Readable } from 'node:stream';
import { type ValidationOptions, validateMessages } from '../../src/validate/validate-messages.ts';
import type { ValidationReport } from '../../src/validate/validation-report.ts';

/** A line of the input: text as it is, anything else as JSON. */
export type InputLine = string | object;

/** Validates lines that all end with a newline. */
export function validateLines(lines: readonly InputLine[], options: ValidationOptions = {}): Promise<ValidationReport> {
  const text = lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('');
  return validateBytes([Buffer.from(text)], options);
}

/** Validates bytes that come in these chunks. */
export function validateBytes(
  chunks: Iterable<Uint8Array>,
  options: ValidationOptions = {},
): Promise<ValidationReport> {
  return validateMessages(Readable.from(chunks, { objectMode: false }), options);
}

/** The ids of the rules that lines break, in order. */
export async function brokenRules(lines: readonly InputLine[], options: ValidationOptions = {}): Promise<string[]> {
  const { faults } = await validateLines(lines, options);
  return faults.map(({ rule }) => rule);
}
