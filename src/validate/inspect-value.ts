import type { Fault } from './validation-report.ts';

type Finding = Pick<Fault, 'rule' | 'message'>;

/** Python's JSON reader, which most targets use, gives up at its recursion limit of about a thousand. */
const maxDepth = 100;

const findings = {
  deep: { rule: 'nested-too-deep', message: `Values are nested more than ${maxDepth} deep.` },
  infinite: { rule: 'number-out-of-range', message: 'A number is beyond what a 64-bit float can hold.' },
  nul: { rule: 'nul-character', message: 'A text holds U+0000, which PostgreSQL cannot store.' },
  unicode: { rule: 'malformed-unicode', message: 'A text holds half of a surrogate pair.' },
} as const satisfies Record<string, Finding>;

/**
 * What is wrong with a parsed value whatever its place: the first finding. Walks with a list of its own instead of
 * recursion, because JSON can nest deeper than the call stack; once this found nothing, recursion is safe.
 */
export function inspectValue(value: unknown): Finding | undefined {
  const open: { readonly value: unknown; readonly depth: number }[] = [{ value, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.depth > maxDepth) return findings.deep;
    if (typeof next.value === 'object' && next.value !== null) {
      for (const [key, child] of Object.entries(next.value)) {
        const finding = inspectText(key) ?? inspectScalar(child);
        if (finding) return finding;
        if (typeof child === 'object' && child !== null) open.push({ value: child, depth: next.depth + 1 });
      }
    }
  }
  return undefined;
}

function inspectScalar(value: unknown): Finding | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : findings.infinite;
  return typeof value === 'string' ? inspectText(value) : undefined;
}

function inspectText(text: string): Finding | undefined {
  if (text.includes('\u0000')) return findings.nul;
  return text.isWellFormed() ? undefined : findings.unicode;
}
