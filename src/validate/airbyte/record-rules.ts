import { isObject } from '../../core/json.ts';
import type { DeclaredStream } from '../declared-streams.ts';
import { type Fields, isAbsent, isText } from '../fields.ts';
import { quoteAll } from '../quote.ts';
import { applyRules, type Rule } from '../rule.ts';
import { enterStream, type PayloadHandler } from './airbyte-run.ts';
import { lifeRules } from './life-rules.ts';
import { streamNameOf } from './stream-life.ts';

const changes: ReadonlySet<unknown> = new Set(['NULLED', 'TRUNCATED']);
/** The platform's and the destination's reasons are not a source's to give. */
const reasons: ReadonlySet<unknown> = new Set([
  'SOURCE_RECORD_SIZE_LIMITATION',
  'SOURCE_FIELD_SIZE_LIMITATION',
  'SOURCE_SERIALIZATION_ERROR',
  'SOURCE_RETRIEVAL_ERROR',
]);

/** What the payload of a RECORD must be. */
const recordRules: readonly Rule<Fields>[] = [
  {
    id: 'record-without-data',
    breach: ({ data }) =>
      isObject(data) && Object.keys(data).length > 0 ? undefined : 'data must be an object that is not empty.',
  },
  {
    id: 'record-emitted-at',
    breach: ({ emitted_at: time }) =>
      Number.isInteger(time) ? undefined : 'emitted_at must be an integer (epoch ms).',
  },
  {
    id: 'record-meta',
    breach: ({ meta }) =>
      isAbsent(meta) || isMeta(meta) ? undefined : 'meta.changes must list field, change and a reason of a source.',
  },
];

/** A record and what its catalog declares. */
interface DeclaredRecord {
  readonly data: Fields;
  readonly declared: DeclaredStream;
}

/** What a record must be, given its stream's schema. */
const declaredRecordRules: readonly Rule<DeclaredRecord>[] = [
  { id: 'record-invalid', breach: ({ data, declared }) => declared.check?.(data) },
  {
    id: 'record-property-undeclared',
    breach: ({ data, declared: { properties } }) => {
      const extra = properties ? Object.keys(data).filter((name) => !Object.hasOwn(properties, name)) : [];
      return extra.length === 0 ? undefined : `Properties are not in the schema: ${quoteAll(extra)}.`;
    },
  },
];

/** Checks a RECORD and counts it. */
export const onRecord: PayloadHandler = (run, payload, unnamed) => {
  applyRules(recordRules, payload, unnamed);
  const entered = enterStream(run, streamNameOf(payload['stream'], payload['namespace']), unnamed);
  if (!entered) return;
  const { life, desk } = entered;
  run.tally.record(life.name);
  applyRules(lifeRules, life, desk);
  life.recordsSinceState += 1;
  const declared = run.declared?.get(life.name);
  const { data } = payload;
  if (declared && isObject(data)) applyRules(declaredRecordRules, { data, declared }, desk);
};

function isMeta(meta: unknown): boolean {
  if (!isObject(meta)) return false;
  const list = meta['changes'];
  return isAbsent(list) || (Array.isArray(list) && list.every(isChange));
}

function isChange(entry: unknown): boolean {
  return isObject(entry) && isText(entry['field']) && changes.has(entry['change']) && reasons.has(entry['reason']);
}
