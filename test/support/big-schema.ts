import type { FieldDefinition, FieldType, ModelName, StreamDefinition } from '../../src/core/stream-definition.ts';
import { storedField } from '../../src/core/stream-definition.ts';
import { definitionOf } from './definitions.ts';

const nouns = [
  'grant',
  'request',
  'budget',
  'report',
  'program',
  'organization',
  'payment',
  'review',
  'contact',
  'site',
];
const facts = ['amount', 'name', 'state', 'started_at', 'owner_id', 'is_open', 'topics', 'note', 'rate', 'due_on'];
const types: readonly FieldType[] = [
  'number',
  'text',
  'text',
  'datetime',
  'integer',
  'boolean',
  'values',
  'json',
  'number',
  'date',
];

function titled(name: string): string {
  return name
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
}

function modelName(number: number): string {
  return `${nouns[number % 10]}_${nouns[Math.floor(number / 10) % 10]}_${number}`;
}

function fieldOf(model: number, number: number): FieldDefinition {
  const name = `${nouns[(model + number) % 10]}_${facts[number % 10]}_${number}`;
  const type = types[number % 10] ?? 'text';
  const related = type === 'integer' ? { relatedModel: modelName((model * 7 + number) % 250) as ModelName } : {};
  const custom = number % 4 === 0 ? ({ custom: true, description: `Custom field of type ${type}` } as const) : {};
  return { ...storedField(name, type), title: titled(name), ...custom, ...related };
}

/** A schema as large as those of the largest instances: 250 models of 7 to 65 fields, 9,000 in all, nearly all labelled. */
export function bigSchema(): readonly StreamDefinition[] {
  return Array.from({ length: 250 }, (_, model) => {
    const name = modelName(model);
    const apart = Math.floor(model / 2) % 30;
    const own = Array.from({ length: model % 2 === 0 ? 34 - apart : 34 + apart }, (_, number) =>
      fieldOf(model, number),
    );
    const fields = [storedField('id', 'integer'), storedField('updated_at', 'datetime'), ...own];
    return definitionOf(name, fields, {
      title: titled(name),
      className: titled(name).replaceAll(' ', ''),
      cursor: model % 5 === 0 ? undefined : 'updated_at',
    });
  });
}
