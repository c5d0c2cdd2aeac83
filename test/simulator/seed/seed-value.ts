import type { Entry, ValueGenerator } from '../entry.ts';
import type { Field } from '../field.ts';
import { hashText, mix } from '../hash.ts';
import type { Json } from '../json.ts';
import { toTimestamp } from '../timestamp.ts';
import { seededId } from './seeded-id.ts';
import { words } from './words.ts';

/** What values are computed from besides the row's own numbers. */
export type SeedBasis = {
  readonly seed: number;
  readonly model: string;
  readonly className: string;
  /** How many rows a related model has, so that ids point at rows that are there. */
  readonly related: Readonly<Record<string, number>>;
};

/** Draws numbers below a bound; the same field of the same row draws the same ones. */
type Draw = (bound: number) => number;

const blankPercent: Readonly<Record<Field['type'], number>> = {
  integer: 30,
  number: 25,
  string: 30,
  boolean: 15,
  date: 40,
  'date-time': 40,
  ids: 55,
  multi_value: 40,
  json: 60,
};

function pick(list: readonly string[], draw: Draw): string {
  return list[draw(list.length)] ?? '';
}

function sentences(draw: Draw): string {
  return Array.from({ length: 1 + draw(4) }, () => pick(words.sentence, draw)).join(' ');
}

function html(draw: Draw): string {
  return `<p>${sentences(draw).replaceAll('&', '&amp;')}</p><ul><li>${pick(words.subject, draw)}</li></ul>`;
}

function personName(draw: Draw): string {
  return `${pick(words.first, draw)} ${pick(words.last, draw)}`;
}

type TextRule = { readonly name: RegExp; readonly make: (draw: Draw, entry: Entry) => string };

const textRules: readonly TextRule[] = [
  { name: /email/, make: (draw, { id }) => `person${id}.${draw(100)}@example.org` },
  { name: /^(?:.*_)?first_name$/, make: (draw) => pick(words.first, draw) },
  { name: /^(?:.*_)?last_name$/, make: (draw) => pick(words.last, draw) },
  { name: /full_name|user_name|owner_name/, make: personName },
  { name: /(?:^|_)state$/, make: (draw) => pick(words.state, draw) },
  { name: /phone|fax/, make: (draw) => `+64 4 ${100 + draw(900)} ${1000 + draw(9000)}` },
  { name: /city|country|county|region|address/, make: (draw) => `${1 + draw(99)} ${pick(words.place, draw)}` },
  { name: /url|uri|website/, make: (draw, { id }) => `https://example.org/${id}?p=${draw(100)}&q=1` },
  { name: /file_name/, make: (draw, { id }) => `Budget ${id} (${draw(9)}).xlsx` },
  { name: /^(?:base_)?request_id$|^grant_id$/, make: (draw, { id }) => `R-20${10 + draw(16)}-${String(id).slice(-5)}` },
  { name: /migrate_id|contig_id/, make: (draw) => String(10_000 + draw(90_000)) },
  { name: /name|title/, make: (draw) => `${pick(words.subject, draw)} ${pick(words.body, draw)}` },
  { name: /description|notes?$|comment|summary|text$/, make: sentences },
];

type TextMaker = TextRule['make'];

/** Empty texts are values of their own and do occur. */
function anyText(draw: Draw): string {
  return draw(12) === 0 ? '' : `${pick(words.subject, draw)} ${draw(1000)}`;
}

function textMaker(field: Field): TextMaker {
  if (field.long === true) return html;
  return textRules.find(({ name }) => name.test(field.name))?.make ?? anyText;
}

function relatedId(basis: SeedBasis, field: Field, draw: Draw): number {
  const to = field.to ?? field.name;
  return seededId(to, draw(Math.max(1, basis.related[to] ?? 50)));
}

function time(draw: Draw): number {
  const start = Date.UTC(2012, 0) / 1000;
  return start + draw((Date.UTC(2026, 10) / 1000 - start) / 60) * 60 + draw(60);
}

function choice(draw: Draw): Json {
  const one = pick(words.choice, draw);
  const segment = (name: string): Json => ({ id: 9_000_000 + (hashText(name) % 10_000), desc: name, val: name });
  return draw(3) === 0 ? [segment(pick(words.choice, draw)), segment(one)] : [segment(one)];
}

function filled(basis: SeedBasis, field: Field, draw: Draw): Json {
  switch (field.type) {
    case 'integer':
      return field.to !== undefined || field.name.endsWith('_id') ? relatedId(basis, field, draw) : draw(500);
    case 'number':
      return /rate|latitude|longitude/.test(field.name) ? draw(18_000_000) / 100_000 : draw(100_000_000) / 100;
    case 'boolean':
      return draw(2) === 1;
    case 'date':
      return toTimestamp(time(draw)).slice(0, 10);
    case 'date-time':
      // Many of them are dates at heart, and stand at midnight UTC.
      return draw(2) === 0 ? toTimestamp(time(draw)) : `${toTimestamp(time(draw)).slice(0, 10)}T00:00:00Z`;
    case 'ids':
      return Array.from({ length: 1 + draw(4) }, () => relatedId(basis, field, draw));
    case 'multi_value':
      return Array.from({ length: field.single === true ? 1 : 1 + draw(3) }, () => choice(draw));
    case 'json':
      return JSON.stringify({ question: pick(words.subject, draw), answer: draw(10) });
    case 'string':
      return anyText(draw);
  }
}

/** What is the same for every row of one field, found out once. */
type FieldPlan = { readonly hash: number; readonly makeText: TextMaker | undefined; readonly blankPercent: number };

function planField(model: number, field: Field): FieldPlan {
  const always = field.name === 'name' || field.name === 'state';
  return {
    hash: mix(model, hashText(field.name)),
    makeText: field.type === 'string' ? textMaker(field) : undefined,
    blankPercent: always ? 0 : blankPercent[field.type],
  };
}

/** A generator of believable values that depend on nothing but the basis, the field, and the row's id and version. */
export function createGenerator(basis: SeedBasis): ValueGenerator {
  const model = mix(basis.seed, hashText(basis.model));
  const plans = new Map<Field, FieldPlan>();
  return (field, entry) => {
    if (field.name === 'type' && field.type === 'string') return basis.className;
    const plan = plans.get(field) ?? planField(model, field);
    plans.set(field, plan);
    let state = mix(mix(plan.hash, entry.id), entry.version);
    const draw: Draw = (bound) => {
      state = mix(state, 0x2545f491);
      return state % bound;
    };
    if (draw(100) < plan.blankPercent) return undefined;
    return plan.makeText?.(draw, entry) ?? filled(basis, field, draw);
  };
}
