import { grouped } from '../../src/core/counted.ts';
import { isDynamicModel } from '../../src/core/stream-definition.ts';
import { factLists } from '../schemas/model-facts.ts';
import { introduction } from './introduction.ts';
import {
  disputedFields,
  fieldsOfOneList,
  fieldsOfUnknownKind,
  isRelationOrNumber,
  type KnownStream,
  relations,
} from './known-stream.ts';
import { sectionLink, table } from './markdown.ts';
import { renderSection } from './render-section.ts';

/** The text of `docs/streams.md`: introduction, summary, one row a stream, and what is known and not known of each. */
export function renderStreamsPage(streams: readonly KnownStream[]): string {
  const offered = new Set<string>(streams.map(({ definition }) => definition.name));
  return [
    introduction,
    '## In numbers',
    renderSummary(streams),
    '## The streams',
    renderOverview(streams),
    '## What is known of each',
    ...streams.map((stream) => renderSection(stream, offered)),
  ]
    .join('\n\n')
    .concat('\n');
}

function renderSummary(streams: readonly KnownStream[]): string {
  const fields = streams.flatMap(({ facts }) => facts.fields);
  const links = streams.flatMap(({ definition }) => relations(definition));
  const offered = new Set<string>(streams.map(({ definition }) => definition.name));
  const leadsNowhere = links.filter((field) => field.relatedModel !== undefined && !offered.has(field.relatedModel));
  const disputed = streams.flatMap(disputedFields);
  const having = (has: (stream: KnownStream) => boolean): number => streams.filter(has).length;
  const indexed = (state: string): number => having(({ definition }) => definition.searchIndexed === state);
  const rows: readonly (readonly [what: string, number: number])[] = [
    ['streams', streams.length],
    ['- with a cursor', having(({ definition }) => definition.cursor !== undefined)],
    ['- without: full refresh alone', having(({ definition }) => definition.cursor === undefined)],
    ['- search-indexed: yes', indexed('yes')],
    ['- search-indexed: likely', indexed('likely')],
    ['- search-indexed: no', indexed('no')],
    ['- search-indexed: unknown', indexed('unknown')],
    ['- deleted softly', having(({ facts }) => facts.fields.some(({ name }) => name === 'deleted_at'))],
    ...factLists.map((name) => [`- in \`${name}\``, having(({ lists }) => lists.includes(name))] as const),
    ['- in one list alone', having(({ lists }) => lists.length === 1)],
    ['fields', fields.length],
    ['- relations', links.length],
    ['- relations to a model that no list names', links.filter((field) => field.relatedModel === undefined).length],
    ['- relations to a class that the API does not offer', leadsNowhere.length],
    ['- secret', fields.filter(({ secret }) => secret).length],
    ['- of unknown kind', streams.flatMap(fieldsOfUnknownKind).length],
    ['- in one list alone, where another has the model too', streams.flatMap(fieldsOfOneList).length],
    ['- whose type the lists disagree about', disputed.length],
    ['- of these: ids of records for one, a single number for another', disputed.filter(isRelationOrNumber).length],
  ];
  return table(
    ['what', 'how many'],
    rows.map(([what, number]) => [what, grouped(number)]),
  );
}

function renderOverview(streams: readonly KnownStream[]): string {
  const head = ['stream', 'title', 'key', 'cursor', 'sync modes', 'fields', 'relations', 'search-indexed', 'lists'];
  return table(
    head,
    streams.map(({ definition, lists }) => [
      sectionLink(definition.name),
      isDynamicModel(definition.name) ? `${definition.title} (dynamic)` : definition.title,
      definition.primaryKey.join(', '),
      definition.cursor ?? 'none',
      definition.cursor ? 'full, incremental' : 'full',
      grouped(definition.fields.length),
      grouped(relations(definition).length),
      definition.searchIndexed,
      lists.join(', '),
    ]),
  );
}
