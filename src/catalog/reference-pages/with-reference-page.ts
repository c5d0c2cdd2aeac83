import {
  type FieldDefinition,
  type FieldType,
  type StreamDefinition,
  type StreamName,
  storedField,
} from '../../core/stream-definition.ts';
import { toModelName } from '../known/model-names.ts';
import { modelTitle } from '../known/model-title.ts';
import { toEmittedType } from '../known/vendor-types.ts';
import type { ReferencePage } from './reference-page.ts';

/**
 * The definition as the instance's own reference has it: its fields and no others, its spelling of the model. Of what was
 * known before stay the names of stream and properties, what is secret, and what the page is silent about.
 */
export function withReferencePage(
  definition: StreamDefinition,
  page: ReferencePage,
  multiSelect: 'values' | 'paths',
): StreamDefinition {
  const known = new Map(definition.fields.map((field) => [field.name, field]));
  const listed = page.fields.map((field) => {
    const before = known.get(field.name);
    const joined = joinField(field, before, multiSelect);
    // A catalog does not tell what a field costs the server.
    return page.lists === 'some' && before ? { ...joined, cost: before.cost } : joined;
  });
  const taken = new Set(listed.flatMap(({ name, property }) => [name, property]));
  const others = definition.fields.filter(({ name, property }) => !taken.has(name) && !taken.has(property));
  const fields = page.lists === 'all' ? listed : [...listed, ...others];
  const isDated = page.cursor === undefined || fields.some(({ name }) => name === page.cursor);
  return {
    ...definition,
    model: page.model ?? definition.model,
    className: page.className,
    searchIndexed: page.searchIndexed === 'unknown' ? definition.searchIndexed : page.searchIndexed,
    cursor: page.cursor,
    fields: isDated ? fields : [...fields, storedField('updated_at', 'datetime')],
    fromPage: true,
    ...(page.model !== undefined && { isSpellingTold: true }),
  };
}

/** The definition of a model that nothing but its page is known of. */
export function toPageDefinition(page: ReferencePage, multiSelect: 'values' | 'paths'): StreamDefinition {
  const { className, searchIndexed, cursor, fields } = page;
  const usual = toModelName(className);
  const [name, model] = [usual as string as StreamName, page.model ?? usual];
  const title = modelTitle(className);
  const plain = { name, model, className, title, searchIndexed, primaryKey: ['id'], cursor, fields } as const;
  return withReferencePage(plain, page, multiSelect);
}

function joinField(
  field: FieldDefinition,
  known: FieldDefinition | undefined,
  multiSelect: 'values' | 'paths',
): FieldDefinition {
  const declared = toEmittedType(field.type, multiSelect);
  if (known === undefined) return { ...field, type: declared };
  const { title = known.title, description = known.description } = field;
  return {
    ...field,
    type: widen(declared, known.type),
    secret: known.secret,
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
  };
}

/**
 * Pages declare what rows do not keep to: a rate of exchange as a boolean, say. The static schemas are made from several
 * lists; their type stays where it holds all that the page's type does. Times that a list calls text are the exception:
 * there the page knows better.
 */
function widen(declared: FieldType, known: FieldType): FieldType {
  const wider: Partial<Readonly<Record<FieldType, readonly FieldType[]>>> = {
    text: ['integer', 'number', 'boolean'],
    number: ['integer', 'boolean'],
    datetime: ['date'],
  };
  return wider[known]?.includes(declared) === true ? known : declared;
}
