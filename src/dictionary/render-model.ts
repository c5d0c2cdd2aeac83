import { counted } from '../core/counted.ts';
import { isDynamicModel, type StreamDefinition } from '../core/stream-definition.ts';
import { type Anchors, toHref } from './anchors.ts';
import { type Badge, renderBadge } from './badge.ts';
import { escapeHtml } from './escape-html.ts';
import { renderField } from './render-field.ts';

const columns = ['Field', 'Label', 'Type and relation', 'Notes'];
const head = `<thead><tr>${columns.map((column) => `<th scope="col">${column}`).join('')}</thead>`;

/** A model with the table of its fields. The name of the stream is the anchor that others link to. */
export function renderModel(definition: StreamDefinition, anchors: Anchors): string {
  const { name, className, cursor, fields } = definition;
  const title = escapeHtml(titleOf(definition));
  const rows = fields.map((field) => renderField(field, definition, anchors)).join('');
  const way: Badge = cursor === undefined ? 'full refresh' : 'incremental';
  const badges = [...ownBadges(definition), renderBadge(way)].join(' ');
  return `<section id="${escapeHtml(name)}" data-fields="${fields.length}">
<h2><a href="${toHref(name)}"><bdi>${title}</bdi></a></h2>
<p class="facts"><code>${escapeHtml(name)}</code> <span class="class">${escapeHtml(className)}</span> <span>${counted(fields.length, 'field')}</span> <span>${badges}</span></p>
<table><caption>Fields of ${title}</caption>${head}<tbody>
${rows}</tbody></table>
</section>
`;
}

/** The entry of a model in the list at the side. It shows the way of reading only where it is the costly one. */
export function renderEntry(definition: StreamDefinition): string {
  const { name, cursor, fields } = definition;
  const badges = [...ownBadges(definition), ...(cursor === undefined ? [renderBadge('full refresh')] : [])];
  return `<li><a href="${toHref(name)}"><bdi>${escapeHtml(titleOf(definition))}</bdi> <span class="count">${counted(fields.length, 'field')}</span> <code>${escapeHtml(name)}</code> ${badges.join(' ')}</a>\n`;
}

/** Some models of an instance have no title. A heading without text is none, and a link without text cannot be followed. */
function titleOf({ title, name }: StreamDefinition): string {
  return title.trim() === '' ? name : title;
}

function ownBadges({ name }: StreamDefinition): readonly string[] {
  return isDynamicModel(name) ? [renderBadge('custom model')] : [];
}
