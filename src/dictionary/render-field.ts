import type { FieldDefinition, ModelName, StreamDefinition } from '../core/stream-definition.ts';
import { type Badge, renderBadge } from './badge.ts';
import { describeType } from './describe-type.ts';
import { escapeHtml } from './escape-html.ts';

/** Where the models of a page are, by each name that a relation may call them. */
export type Anchors = ReadonlyMap<string, string>;

/** The address of a model within the page, as it stands in a quoted attribute. */
export function toHref(anchor: string): string {
  return escapeHtml(`#${encodeURIComponent(anchor.toWellFormed())}`);
}

/**
 * One row of a model's table. The page's script reads the first two cells and the fourth for what is searched, by the tags
 * that begin them; those that end them are left out, as HTML permits, since there are tens of thousands.
 */
export function renderField(field: FieldDefinition, definition: StreamDefinition, anchors: Anchors): string {
  const cells = [
    renderLabel(field),
    describeType(field.type),
    field.relatedModel === undefined ? '' : renderRelation(field.relatedModel, anchors),
    renderNotes(field, definition),
  ];
  return `<tr><th scope="row">${renderName(field)}${cells.map((cell) => `<td>${cell}`).join('')}\n`;
}

function renderName({ name, property }: FieldDefinition): string {
  const own = `<code>${escapeHtml(name)}</code>`;
  return name === property ? own : `${own} <small>emitted as <code>${escapeHtml(property)}</code></small>`;
}

/** Where no label is known, the words of the name, which is what Fluxx itself shows of a field without one. */
function renderLabel({ name, title = '', description = '' }: FieldDefinition): string {
  const label = title.trim() === '' ? `<i>${escapeHtml(toWords(name))}</i>` : escapeHtml(title);
  return description === '' ? label : `${label} <small>${escapeHtml(description)}</small>`;
}

function toWords(name: string): string {
  const words = name.replaceAll('_', ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function renderRelation(model: ModelName, anchors: Anchors): string {
  const anchor = anchors.get(model);
  const name = `<code>${escapeHtml(model)}</code>`;
  return anchor === undefined ? name : `<a href="${toHref(anchor)}">${name}</a>`;
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
