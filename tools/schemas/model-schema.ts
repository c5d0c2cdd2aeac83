import { modelTitle } from '../../src/catalog/known/model-title.ts';
import type { IndexState, ModelFacts } from './model-facts.ts';
import { type PropertySchema, propertySchema } from './property-schema.ts';

/** The schema of one model: what its records hold, and under `x-` keys what a reader must know to ask for them. */
export interface ModelSchema {
  readonly $schema: 'http://json-schema.org/draft-07/schema#';
  readonly title: string;
  readonly type: 'object';
  readonly 'x-class': string;
  readonly 'x-primary-key': readonly ['id'];
  /** Absent where no list of the model's fields has `updated_at`: then only a full refresh is possible. */
  readonly 'x-cursor'?: 'updated_at';
  readonly 'x-search-indexed': IndexState;
  /** Whether deleted records stay behind, marked by `deleted_at`. */
  readonly 'x-soft-delete': boolean;
  readonly properties: Readonly<Record<string, PropertySchema>>;
}

/** Derives a model's schema from its facts; the properties keep the order of the fields. */
export function modelSchema(facts: ModelFacts): ModelSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: modelTitle(facts.className),
    type: 'object',
    'x-class': facts.className,
    'x-primary-key': ['id'],
    ...(hasInstant(facts, 'updated_at') && { 'x-cursor': 'updated_at' as const }),
    'x-search-indexed': facts.indexed,
    'x-soft-delete': hasInstant(facts, 'deleted_at'),
    properties: Object.fromEntries(facts.fields.map((field) => [field.name, propertySchema(field)])),
  };
}

function hasInstant(facts: ModelFacts, name: string): boolean {
  return facts.fields.some((field) => field.name === name && field.type === 'datetime');
}
