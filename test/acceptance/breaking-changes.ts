import { isObject } from '../../src/core/json.ts';
import type { Message } from '../support/messages.ts';

/** Named schemas: the settings of a specification, or the properties of a stream. */
type Schemas = Readonly<Record<string, unknown>>;

/** What may not become another: the type, and what narrows it for whoever stored a value. */
const shape = ['format', 'airbyte_type'] as const;

/** What would make a configuration invalid that was valid before, each as a line. */
export function breakingSpecChanges(before: Message, after: Message): readonly string[] {
  const required = listOf(after['required']).filter((name) => !listOf(before['required']).includes(name));
  const [old, now] = [schemasOf(before), schemasOf(after)];
  return [
    ...required.map((name) => `${String(name)} is required now`),
    ...compare(old, now, (was, is) => [
      ...(typesOf(was).every((type) => typesOf(is).includes(type)) ? [] : ['has another type']),
      ...(lost(was, is).length > 0 || (is['enum'] !== undefined && was['enum'] === undefined)
        ? ['has fewer choices']
        : []),
    ]),
  ];
}

/** What would break a connection that reads the stream, each as a line. */
export function breakingStreamChanges(before: Message, after: Message): readonly string[] {
  const cursor = before['x-cursor'] === after['x-cursor'] ? [] : ['the cursor is another'];
  return [
    ...cursor,
    ...compare(schemasOf(before), schemasOf(after), (was, is) => [
      ...(String(typesOf(was)) === String(typesOf(is)) ? [] : ['has another type']),
      ...shape.filter((key) => was[key] !== is[key]).map((key) => `has another ${key}`),
    ]),
  ];
}

function compare(
  before: Schemas,
  after: Schemas,
  changes: (was: Message, is: Message) => readonly string[],
): readonly string[] {
  return Object.entries(before).flatMap(([name, was]) => {
    const is = after[name];
    if (!isObject(is)) return [`${name} is gone`];
    return changes(Object(was), is).map((change) => `${name} ${change}`);
  });
}

function schemasOf(schema: Message): Schemas {
  return Object(schema['properties']);
}

/** Sorted. */
function typesOf({ type }: Message): readonly unknown[] {
  return [type].flat().toSorted();
}

/** The choices that are not offered any more. */
function lost(was: Message, is: Message): readonly unknown[] {
  return is['enum'] === undefined ? [] : listOf(was['enum']).filter((choice) => !listOf(is['enum']).includes(choice));
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
