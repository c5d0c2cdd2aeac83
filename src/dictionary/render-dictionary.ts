import { createHash } from 'node:crypto';
import { counted } from '../core/counted.ts';
import type { StreamDefinition } from '../core/stream-definition.ts';
import { toAnchors } from './anchors.ts';
import { renderBadge, renderLegend } from './badge.ts';
import { escapeHtml } from './escape-html.ts';
import { renderEntry, renderModel } from './render-model.ts';

/** What the page says of itself. */
export interface DictionaryHeading {
  /** The host of the instance. */
  readonly host: string;
  /** When the schema was discovered, in ISO 8601 and UTC. */
  readonly madeAt: string;
  /** The release of tap-fluxx. */
  readonly version: string;
  /** Whether the instance was asked for each model (`--probe`). */
  readonly probed: boolean;
  /** Whether there were reference pages that somebody had saved. */
  readonly usedPages: boolean;
}

/** What the page looks like and what it does: texts of ours, put into the page as they are. */
export interface PageAssets {
  readonly style: string;
  readonly script: string;
}

/** How every page begins: by this a file is known for one that may be replaced. */
export const pageBeginning = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="generator" content="tap-fluxx">
`;

/**
 * The dictionary as one HTML page that needs nothing besides itself. All of it is in the markup: where its script does not
 * run, because a server forbids it, say, the page lacks the search and nothing else. The script stands before the models:
 * a large page is seen, and its search can be typed into, while the browser still reads the rest (9,000 rows, on two busy
 * cores: seen after 84 ms, complete after 233; rows that the script made from a text were complete after 121, but missing
 * wherever a server's header forbids inline scripts). Ids of the page's own have a hyphen, which no model has in its name.
 */
export function renderDictionary(
  definitions: readonly StreamDefinition[],
  heading: DictionaryHeading,
  assets: PageAssets,
): string {
  const anchors = toAnchors(definitions);
  return `${renderHead(heading, assets)}<body>
<a class="skip" href="#page-models">Skip to the models</a>
${renderHeader(heading, definitions)}
<script>${normalise(assets.script)}</script>
<nav aria-label="Models"><ul>
${definitions.map(renderEntry).join('')}</ul></nav>
<main id="page-models" tabindex="-1">
<p class="worth">${describeSources(heading)}</p>
${renderLegend()}
${definitions.map((definition) => renderModel(definition, anchors)).join('')}</main>
</body>
</html>
`;
}

function renderHead({ host }: DictionaryHeading, { style, script }: PageAssets): string {
  const policy = [
    "default-src 'none'",
    `style-src '${digest(style)}'`,
    `script-src '${digest(script)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `${pageBeginning}<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>Data dictionary of ${escapeHtml(host)}</title>
<style>${normalise(style)}</style>
</head>
`;
}

function renderHeader({ host, madeAt, version }: DictionaryHeading, definitions: readonly StreamDefinition[]): string {
  const fieldCount = definitions.reduce((sum, { fields }) => sum + fields.length, 0);
  const day = `${madeAt.slice(0, 10)} ${madeAt.slice(11, 16)} UTC`;
  return `<header>
<div><h1>Data dictionary <span>of <bdi>${escapeHtml(host)}</bdi></span></h1>
<p>${counted(definitions.length, 'model')}, ${counted(fieldCount, 'field')}. Discovered <time datetime="${escapeHtml(madeAt)}">${escapeHtml(day)}</time> by tap-fluxx ${escapeHtml(version)}</p></div>
<search id="page-find" hidden><label for="page-search">Search models and fields</label>
<input id="page-search" type="search" placeholder="Search: press /, words or is:custom" aria-keyshortcuts="/" autocomplete="off" autocapitalize="off" spellcheck="false"></search>
<p id="page-status" role="status"></p>
</header>`;
}

/** What the page is worth: most fields are known from lists, and a list may be wrong about this instance. */
function describeSources({ probed, usedPages }: DictionaryHeading): string {
  const lists = usedPages
    ? 'published lists of fields of several instances, or from saved reference pages'
    : 'published lists of fields of several instances';
  const asked = probed
    ? 'The instance was asked which of the models it has (<code>--probe</code>), but not for their fields.'
    : 'Nor was it asked which of the models it has (<code>--probe</code> does that).';
  return `Fields with the badge ${renderBadge('custom')} were read from the instance. All others come from ${lists}: they were not verified against this instance. ${asked}`;
}

/** Browsers hash what their parser made of the text, and that turns every kind of line end into one. */
function normalise(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

function digest(text: string): string {
  return `sha256-${createHash('sha256').update(normalise(text)).digest('base64')}`;
}
