/** The properties of the stream that the Singer tests speak of. */
export const properties = {
  id: { type: ['integer'] },
  name: { type: ['string', 'null'] },
  updated_at: { type: ['string', 'null'], format: 'date-time' },
};

/** A sound record of it. */
export const row = { id: 1, name: 'a', updated_at: '2026-01-01T00:00:00Z' };

/** A sound SCHEMA, with some fields of the message replaced. */
export function schema(replaced: object = {}): object {
  return {
    type: 'SCHEMA',
    stream: 'grants',
    schema: { type: 'object', properties },
    key_properties: ['id'],
    bookmark_properties: ['updated_at'],
    ...replaced,
  };
}

/** A SCHEMA with one more property. */
export function schemaWith(property: object): object {
  return schema({ schema: { type: 'object', properties: { ...properties, ...property } } });
}

/** A sound RECORD, with some properties of the record replaced. */
export function record(replaced: object = {}, envelope: object = {}): object {
  return { type: 'RECORD', stream: 'grants', record: { ...row, ...replaced }, ...envelope };
}

/** A sound STATE; a different one for each `value`. */
export function state(value = '2026-01-01T00:00:00Z'): object {
  const bookmark = { replication_key: 'updated_at', replication_key_value: value };
  return { type: 'STATE', value: { bookmarks: { grants: bookmark } } };
}

/** A RECORD that leaves one of the properties out. */
export function recordWithout(name: string): object {
  const rest = Object.fromEntries(Object.entries(row).filter(([key]) => key !== name));
  return { type: 'RECORD', stream: 'grants', record: rest };
}

/** A RECORD whose record is written as it is given. */
export function recordLine(members: string): string {
  return `{"type":"RECORD","stream":"grants","record":{${members}}}`;
}
