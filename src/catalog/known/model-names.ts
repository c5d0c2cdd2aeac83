import type { ModelName } from '../../core/stream-definition.ts';

/** Bounded, since finding the words of a name takes the square of its length. */
export function isClassName(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Z]\w{0,199}$/.test(value);
}

/**
 * The path segment of a class name, as the vendor's framework derives it: `GrantRequest` is `grant_request`,
 * `MacModelTypeDynPDC` is `mac_model_type_dyn_pdc`, digits stay with the word before them.
 */
export function toModelName(className: string): ModelName {
  return className
    .replace(/([A-Z\d]+)([A-Z][a-z])/g, '$1_$2')
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase() as ModelName;
}

/**
 * The segments of a URL that may name a class, the likeliest first. The framework's own name for `PDC` is `pdc`, which it
 * cannot turn back into the class unless it was told that this is an acronym; `p_d_c`, which one client sends in
 * production, it can. No source says which of them a server takes, so both are tried where they differ.
 */
export function spellingsOf(className: string): readonly ModelName[] {
  const [usual, letterByLetter] = [toModelName(className), className.replace(/(?!^)([A-Z])/g, '_$1').toLowerCase()];
  return usual === letterByLetter ? [usual] : [usual, letterByLetter as ModelName];
}
