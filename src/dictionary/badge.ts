import { escapeHtml } from './escape-html.ts';

/** What a badge says, and what is meant by it: the page explains them all. */
export const badges = {
  'custom model': 'made by the people of this instance; other instances do not have it',
  incremental: 'each run reads only what has changed since the one before',
  'full refresh': 'each run reads everything: rows of this model do not say when they were changed',
  key: 'tells the rows of the model apart',
  cursor: 'the time of the last change, by which changes are found',
  custom: 'added by the people of this instance',
  computed: 'worked out by Fluxx for each row: may change although the row does not say so',
  secret: 'a credential or an account number, read only with the setting include_secrets',
  'filled in': 'made by tap-fluxx; Fluxx has no such field',
} as const satisfies Readonly<Record<string, string>>;

/** The words on a badge. */
export type Badge = keyof typeof badges;

/** A badge. Its class is its name: the stylesheet colours it by that, and the search finds it by that (`is:full-refresh`). */
export function renderBadge(badge: Badge): string {
  return `<b class="${badge.replaceAll(' ', '-')}">${badge}</b>`;
}

/** What all the badges mean, folded away. */
export function renderLegend(): string {
  const entries = Object.entries(badges).map(
    ([badge, meaning]) => `<div><dt>${renderBadge(badge as Badge)}</dt><dd>${escapeHtml(meaning)}</dd></div>`,
  );
  return `<details class="legend"><summary>What the badges mean, and how to search for them</summary><p>The search finds a badge by <code>is:</code> and its words: <code>is:custom</code>, <code>is:full-refresh</code>.</p><dl>${entries.join('')}</dl></details>`;
}
