import type { FieldDefinition, ModelName, StreamDefinition } from '../core/stream-definition.ts';
import { type Anchors, toHref } from './anchors.ts';
import { type Badge, renderBadge } from './badge.ts';
import { describeType } from './describe-type.ts';
import { escapeHtml } from './escape-html.ts';

/**
 * One row of a model's table. There are tens of thousands, and each element costs the browser time: cells have few of
 * their own, an empty last one is left out, and so are the tags that end them, as HTML permits.
 */
export function renderField(field: FieldDefinition, definition: StreamDefinition, anchors: Anchors): string {
  const notes = renderNotes(field, definition);
  const last = notes === '' ? '' : `<td>${notes}`;
  return `<tr><th scope="row">${renderName(field)}${renderLabel(field)}<td>${renderType(field, anchors)}${last}\n`;
}

function renderName({ name, property }: FieldDefinition): string {
  const own = escapeHtml(name);
  return name === property ? own : `${own} <small>emitted as <code>${escapeHtml(property)}</code></small>`;
}

/** Where no label is known, the words of the name, which is what Fluxx itself shows of a field without one. */
function renderLabel({ name, title = '', description = '' }: FieldDefinition): string {
  const label = title.trim() === '' ? `<td class="words">${escapeHtml(toWords(name))}` : `<td>${escapeHtml(title)}`;
  return description === '' ? label : `${label} <small>${escapeHtml(description)}</small>`;
}

function toWords(name: string): string {
  const words = name.replaceAll('_', ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The type, and the model that the field leads to. */
function renderType({ type, relatedModel }: FieldDefinition, anchors: Anchors): string {
  return relatedModel === undefined
    ? describeType(type)
    : `${describeType(type)} ${renderRelation(relatedModel, anchors)}`;
}

function renderRelation(model: ModelName, anchors: Anchors): string {
  const anchor = anchors.get(model);
  return anchor === undefined
    ? `<code>${escapeHtml(model)}</code>`
    : `<a href="${toHref(anchor)}">${escapeHtml(model)}</a>`;
}

function renderNotes(field: FieldDefinition, definition: StreamDefinition): string {
  const shown = badgesOf(field, definition).map(renderBadge).join(' ');
  return field.secret ? `${shown} <small>read only with include_secrets</small>` : shown;
}

function badgesOf(field: FieldDefinition, { primaryKey, cursor }: StreamDefinition): readonly Badge[] {
  const { name, cost, custom, secret, madeHere } = field;
  const marks: readonly (readonly [badge: Badge, isSo: boolean])[] = [
    ['key', primaryKey.some((key) => key === name)],
    ['cursor', name === cursor],
    ['custom', custom === true],
    ['computed', cost === 'computed'],
    ['secret', secret],
    ['filled in', madeHere === true],
  ];
  return marks.filter(([, isSo]) => isSo).map(([badge]) => badge);
}
