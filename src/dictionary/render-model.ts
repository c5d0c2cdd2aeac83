import { counted } from '../core/counted.ts';
import { isDynamicModel, type StreamDefinition } from '../core/stream-definition.ts';
import { type Badge, renderBadge } from './badge.ts';
import { escapeHtml } from './escape-html.ts';
import { type Anchors, renderField, toHref } from './render-field.ts';

const columns = ['Field', 'Label', 'Type', 'Relation', 'Notes'];
const head = `<thead><tr>${columns.map((column) => `<th scope="col">${column}</th>`).join('')}</tr></thead>`;

/**
 * A model with the table of its fields. The name of the stream is the anchor that others link to. The table stands in
 * `noscript`: where scripts run, that is text, and the page's own puts the table in its place when it is wanted.
 */
export function renderModel(definition: StreamDefinition, anchors: Anchors): string {
  const { name, className, fields } = definition;
  const title = escapeHtml(titleOf(definition));
  const rows = fields.map((field) => renderField(field, definition, anchors)).join('');
  return `<section id="${escapeHtml(name)}" data-fields="${fields.length}">
<h2><a href="${toHref(name)}"><bdi>${title}</bdi></a></h2>
<p class="facts"><code>${escapeHtml(name)}</code> <span class="class">${escapeHtml(className)}</span> <span>${counted(fields.length, 'field')}</span> ${badgesOf(definition)}</p>
<noscript><table><caption>Fields of ${title}</caption>${head}<tbody>
${rows}</tbody></table></noscript>
</section>
`;
}

/** The entry of a model in the list at the side. */
export function renderEntry(definition: StreamDefinition): string {
  const { name, fields } = definition;
  return `<li><a href="${toHref(name)}"><span class="title"><bdi>${escapeHtml(titleOf(definition))}</bdi></span> <span class="count">${fields.length}<span class="unseen"> fields</span></span> <code>${escapeHtml(name)}</code> <span class="badges">${badgesOf(definition)}</span></a></li>\n`;
}

/** Some models of an instance have no title. A heading without text is none, and a link without text cannot be followed. */
function titleOf({ title, name }: StreamDefinition): string {
  return title.trim() === '' ? name : title;
}

function badgesOf({ name, cursor }: StreamDefinition): string {
  const badges: readonly Badge[] = [
    ...(isDynamicModel(name) ? (['custom model'] as const) : []),
    cursor === undefined ? 'full refresh' : 'incremental',
  ];
  return badges.map(renderBadge).join(' ');
}
