import { deletionMark, type ModelName } from '../../core/stream-definition.ts';

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

/** The longest name that every target can make a column of, with room for a suffix of its own. */
const longestName = 59;

/**
 * Properties that no field of an instance may take: `updated_at` is emitted as the cursor once the instance turns out to
 * return it, and the mark of deleted rows is the tap's own.
 */
export const reservedProperties: readonly string[] = ['updated_at', deletionMark.property];

/**
 * The property that a field is emitted as: lower case, `[a-z0-9_]`, not longer than targets bear, different from the
 * names taken, without the prefix `_sdc_` of the columns that targets add. Names that are safe already stay as they are.
 */
export function toProperty(name: string, taken: ReadonlySet<string>): string {
  const safe =
    name
      .toLowerCase()
      .replace(/[^a-z0-9_]+/g, '_')
      .replace(/^(?=[0-9])/, '_')
      .replace(/^(?=_sdc_)/, 'fluxx')
      .slice(0, longestName) || '_';
  if (!taken.has(safe)) return safe;
  for (let number = 2; ; number++) {
    const candidate = `${safe.slice(0, longestName - 4)}_${number}`;
    if (!taken.has(candidate)) return candidate;
  }
}
