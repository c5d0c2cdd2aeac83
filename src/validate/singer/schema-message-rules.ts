import { isDeepStrictEqual } from 'node:util';
import { type Fields, isAbsent, isTextList, own } from '../fields.ts';
import { quote, quoteAll } from '../quote.ts';
import type { Rule } from '../rule.ts';
import { flatNames } from './flat-names.ts';
import type { SingerSchema, SingerStream } from './singer-stream.ts';

/** A SCHEMA whose schema has properties. */
export interface SchemaMessage {
  readonly stream: string;
  readonly message: Fields;
  readonly properties: Fields;
  /** What was remembered of the stream's former SCHEMA. */
  readonly former: SingerStream | undefined;
}

const safeStreamName = /^[a-z][a-z0-9_]*$/;

/** What a SCHEMA must be beside its properties. */
export const schemaMessageRules: readonly Rule<SchemaMessage>[] = [
  {
    id: 'schema-stream-name',
    breach: ({ stream }) =>
      safeStreamName.test(stream)
        ? undefined
        : `${quote(stream)} is no safe name of a table: use a-z, 0-9 and _, a letter first.`,
  },
  {
    id: 'schema-without-keys',
    breach: ({ message }) =>
      isTextList(message['key_properties']) && message['key_properties'].length > 0
        ? undefined
        : 'key_properties must be a list of at least one name.',
  },
  {
    id: 'schema-key-undeclared',
    breach: ({ message, properties }) => undeclared('The keys', message['key_properties'], properties),
  },
  {
    id: 'schema-bookmarks-not-a-list',
    breach: ({ message: { bookmark_properties: bookmarks } }) =>
      isAbsent(bookmarks) || isTextList(bookmarks) ? undefined : 'bookmark_properties must be a list of names.',
  },
  {
    id: 'schema-bookmark-undeclared',
    breach: ({ message, properties }) => undeclared('The bookmarks', message['bookmark_properties'], properties),
  },
  {
    id: 'schema-name-collision',
    breach: ({ properties }) => {
      const seen = new Set<string>();
      const again = flatNames(properties).filter((name) => seen.size === seen.add(name).size);
      return again.length === 0
        ? undefined
        : `Several columns are called ${quoteAll(again)} where case does not count, objects are flattened or names are cut.`;
    },
  },
  {
    id: 'schema-changed',
    breach: ({ former, message, properties }) =>
      former?.schema && describeChange({ ...former.schema, hasRecords: former.seen.hasRecords }, message, properties),
  },
];

function describeChange(
  { properties: before, keys, hasRecords }: SingerSchema & { readonly hasRecords: boolean },
  { key_properties: keysNow }: Fields,
  properties: Fields,
): string | undefined {
  const names = Object.keys(before);
  const changed = names.filter((name) => !isDeepStrictEqual(own(properties, name), before[name]));
  if (changed.length > 0) return `A later SCHEMA changed or dropped ${quoteAll(changed)}; it may only add.`;
  if (isTextList(keysNow) && !isDeepStrictEqual(keysNow, keys)) return 'A later SCHEMA has other key_properties.';
  if (!hasRecords || isDeepStrictEqual(Object.keys(properties), names)) return undefined;
  return 'A later SCHEMA has more properties, or another order of them, behind records; targets of files mix the columns up.';
}

function undeclared(what: string, names: unknown, properties: Fields): string | undefined {
  const missing = isTextList(names) ? names.filter((name) => !Object.hasOwn(properties, name)) : [];
  return missing.length === 0 ? undefined : `${what} ${quoteAll(missing)} are not among the properties.`;
}
