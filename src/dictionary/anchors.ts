import type { StreamDefinition } from '../core/stream-definition.ts';
import { escapeHtml } from './escape-html.ts';

/** Where the models of a page are, by each name that a relation may call them. */
export type Anchors = ReadonlyMap<string, string>;

/** Where each model is: the name of its stream. Where one model's name is another's stream, the stream has it. */
export function toAnchors(definitions: readonly StreamDefinition[]): Anchors {
  const byModel = definitions.map(({ model, name }): [string, string] => [model, name]);
  const byName = definitions.map(({ name }): [string, string] => [name, name]);
  return new Map([...byModel, ...byName]);
}

/** The address of a model within the page, as it stands in a quoted attribute. */
export function toHref(anchor: string): string {
  return escapeHtml(`#${encodeURIComponent(anchor.toWellFormed())}`);
}
