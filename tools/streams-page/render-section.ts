import { counted, grouped } from '../../src/core/counted.ts';
import { isDynamicModel } from '../../src/core/stream-definition.ts';
import type { FieldFacts } from '../schemas/model-facts.ts';
import { disputedFields, fieldsOfOneList, fieldsOfUnknownKind, type KnownStream, relations } from './known-stream.ts';
import { codes, groupBy, sectionLink } from './markdown.ts';

/** More names than this are only counted; the model's file has them all. */
const namesShown = 12;

/** More items than this stand one below the other. */
const itemsInLine = 3;

/** What is known and not known of one stream, under a heading that links can lead to. `offered` are all static names. */
export function renderSection(stream: KnownStream, offered: ReadonlySet<string>): string {
  const { name, title, className } = stream.definition;
  const lines = [
    fieldsLine(stream),
    relationsLine(stream, offered),
    targetlessLine(stream),
    secretLine(stream),
    softDeleteLine(stream),
    disputesLine(stream),
    oneListLine(stream),
    unknownLine(stream),
  ];
  return [
    `### ${name}`,
    '',
    `${title}, class \`${className}\` ([facts](../models/${name}.txt), [schema](../schemas/${name}.json)).`,
    ...(isDynamicModel(name) ? ['', "Another customer's [dynamic model](#three-models-of-other-customers)."] : []),
    '',
    ...lines.filter((line) => line !== undefined).map((line) => `- ${line}`),
  ].join('\n');
}

function fieldsLine({ definition, facts }: KnownStream): string {
  const tally = (words: readonly string[]): string =>
    [...groupBy(words, (word) => word)]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([word, uses]) => `${grouped(uses.length)} ${word}`)
      .join(', ');
  const types = tally(definition.fields.map(({ type }) => type));
  return `${counted(definition.fields.length, 'field')}: ${types}. By kind: ${tally(facts.fields.map(({ kind }) => kind))}.`;
}

function relationsLine({ definition, facts }: KnownStream, offered: ReadonlySet<string>): string | undefined {
  const many = new Set(facts.fields.filter(({ leadsTo }) => leadsTo === 'many').map(({ name }) => name));
  const known = relations(definition).filter(({ relatedModel }) => relatedModel !== undefined);
  if (known.length === 0) return undefined;
  const groups = [...groupBy(known, ({ relatedModel }) => String(relatedModel))]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([target, fields]) => {
      const names = fields.map(({ name }) => `\`${name}\`${many.has(name) ? ' (many)' : ''}`).join(', ');
      return `to ${offered.has(target) ? sectionLink(target) : `${target} (no stream)`}: ${names}`;
    });
  return listed('Relations', groups);
}

function targetlessLine({ definition }: KnownStream): string | undefined {
  const names = relations(definition).flatMap(({ name, relatedModel }) => (relatedModel === undefined ? [name] : []));
  return names.length === 0 ? undefined : `Relations to a model that no list names: ${few(names)}.`;
}

function secretLine({ definition }: KnownStream): string | undefined {
  const names = definition.fields.filter(({ secret }) => secret).map(({ name }) => name);
  return names.length === 0 ? undefined : `Secret: ${codes(names)}.`;
}

function softDeleteLine({ definition }: KnownStream): string | undefined {
  return definition.fields.some(({ name }) => name === 'deleted_at') ? 'Deleted softly: has `deleted_at`.' : undefined;
}

function disputesLine(stream: KnownStream): string | undefined {
  const disputed = disputedFields(stream);
  if (disputed.length === 0) return undefined;
  const groups = [...groupBy(disputed, dispute)].map(([words, fields]) => `${few(namesOf(fields))} (${words})`);
  return listed(`The lists disagree about the type of ${counted(disputed.length, 'field')}`, groups);
}

/** What each list declares, lists of one opinion together: `page and table: string, list: integer`. */
function dispute({ declared }: FieldFacts): string {
  return [...groupBy([...declared], ([, type]) => type)]
    .map(([type, lists]) => `${lists.map(([list]) => list).join(' and ')}: ${type}`)
    .join(', ');
}

function oneListLine(stream: KnownStream): string | undefined {
  const alone = groupBy(fieldsOfOneList(stream), ({ seenIn }) => String(seenIn[0]));
  if (alone.size === 0) return undefined;
  const groups = stream.lists.flatMap((list) => {
    const fields = alone.get(list);
    return fields === undefined ? [] : [`in \`${list}\` ${few(namesOf(fields))}`];
  });
  return `In one list alone: ${groups.join('; ')}.`;
}

function unknownLine(stream: KnownStream): string | undefined {
  const kinds = fieldsOfUnknownKind(stream).length;
  const unknown = [
    ...(stream.lists.length === 1
      ? [`whether another list would agree, for only \`${stream.lists.join()}\` has it`]
      : []),
    ...(stream.definition.searchIndexed === 'unknown' ? ['whether the search index serves it'] : []),
    ...(stream.definition.searchIndexed === 'likely' ? ['whether the search index serves it, which is likely'] : []),
    ...(kinds > 0 ? [`the kind of ${counted(kinds, 'field')}`] : []),
  ];
  return unknown.length === 0 ? undefined : `Not known: ${unknown.join('; ')}.`;
}

function listed(title: string, items: readonly string[]): string {
  return items.length > itemsInLine
    ? `${title}:\n${items.map((item) => `  - ${item}`).join('\n')}`
    : `${title}: ${items.join('; ')}.`;
}

function namesOf(fields: readonly FieldFacts[]): readonly string[] {
  return fields.map(({ name }) => name);
}

function few(names: readonly string[]): string {
  return names.length > namesShown ? counted(names.length, 'field') : codes(names);
}
