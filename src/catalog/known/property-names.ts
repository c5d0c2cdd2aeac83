import { createHash } from 'node:crypto';
import { deletionMark } from '../../core/stream-definition.ts';

/** Lower case, as long as every target bears with room for a suffix of its own, without two underscores in front. */
const safeForm = /^(?!__)[a-z_][a-z0-9_]{0,58}$/;

/** Targets add columns with that prefix themselves. */
const targetsPrefix = '_sdc_';

/** What is left for the words of a name beside its mark. */
const longestWords = 50;

/**
 * The property that a field is emitted as: `[a-z0-9_]`, at most 59 characters. A name that every target can store stays as
 * it is; any other is made safe and ends in a mark of eight digits that depends on that name alone. Were two names told
 * apart by a number instead, a column would change its meaning when a field with a similar name came or went.
 */
export function toProperty(name: string): string {
  if (safeForm.test(name) && !name.startsWith(targetsPrefix) && name !== deletionMark.property) return name;
  const words = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^(?=[0-9])/, '_')
    .replace(/^(?=_sdc_)/, 'fluxx')
    .slice(0, longestWords)
    .replace(/_+$/, '');
  const mark = createHash('sha256').update(name).digest('hex').slice(0, 8);
  return `${words}_${mark}`;
}
