import { isDeepStrictEqual } from 'node:util';
import { type Fields, isAbsent, isTextList, own } from '../fields.ts';
import { quote, quoteAll } from '../quote.ts';
import type { Rule } from '../rule.ts';
import type { SingerStream } from './singer-stream.ts';

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
      const again = Object.keys(properties).filter((name) => seen.size === seen.add(name.toLowerCase()).size);
      return again.length === 0 ? undefined : `${quoteAll(again)} differ from others in case only.`;
    },
  },
  {
    id: 'schema-changed',
    breach: ({ former, properties }) => {
      const before = Object.entries(former?.schema?.properties ?? {});
      const changed = before.filter(([name, schema]) => !isDeepStrictEqual(own(properties, name), schema));
      if (changed.length === 0) return undefined;
      return `A later SCHEMA changed or dropped ${quoteAll(changed.map(([name]) => name))}; it may only add.`;
    },
  },
];

function undeclared(what: string, names: unknown, properties: Fields): string | undefined {
  const missing = isTextList(names) ? names.filter((name) => !Object.hasOwn(properties, name)) : [];
  return missing.length === 0 ? undefined : `${what} ${quoteAll(missing)} are not among the properties.`;
}
