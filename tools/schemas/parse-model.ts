import {
  type FactList,
  type FieldFacts,
  type FieldType,
  factLists,
  fieldKinds,
  fieldTypes,
  indexStates,
  type ModelFacts,
} from './model-facts.ts';

interface Details {
  readonly leadsTo?: 'one' | 'many';
  readonly target?: string;
  readonly secret: boolean;
  readonly declared: ReadonlyMap<FactList, FieldType>;
}

/** Reads one file of the model table, whose form `models/README.md` describes. Throws, naming the model and the word,
 * at anything it does not know: a typing mistake must not become a schema. */
export function parseModel(model: string, text: string): ModelFacts {
  try {
    const [head = '', body = '', ...others] = text.split('\n\n');
    if (others.length > 0) throw new Error('A blank line stands among the fields.');
    return {
      model,
      className: headerValue(head, 'class'),
      indexed: oneOf(indexStates, headerValue(head, 'indexed')),
      fields: parseFields(body),
    };
  } catch (error) {
    throw new Error(`models/${model}.txt cannot be read`, { cause: error });
  }
}

function parseFields(body: string): readonly FieldFacts[] {
  const fields = body.trimEnd().split('\n').map(parseField);
  const names = fields.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`"${twice}" stands there twice.`);
  return fields;
}

function headerValue(head: string, key: string): string {
  const value = head
    .split('\n')
    .map((line) => line.split(/ +/))
    .find(([name]) => name === key)?.[1];
  if (value === undefined) throw new Error(`The header does not say "${key}".`);
  return value;
}

function parseField(line: string): FieldFacts {
  const [name = '', type = '', kind = '', lists = '', ...rest] = line.split(/ +/);
  if (!/^[a-z0-9_]+$/.test(name)) throw new Error(`"${name}" is no name of a field.`);
  return {
    name,
    type: oneOf(fieldTypes, type),
    kind: oneOf(fieldKinds, kind),
    seenIn: lists.split(',').map((list) => oneOf(factLists, list)),
    ...rest.reduce<Details>(addDetail, { secret: false, declared: new Map() }),
  };
}

function addDetail(details: Details, word: string): Details {
  if (word === 'one' || word === 'many') return { ...details, leadsTo: word };
  if (word === 'secret') return { ...details, secret: true };
  if (word.startsWith('to:')) return { ...details, target: word.slice('to:'.length) };
  const [list = '', type = ''] = word.split('=');
  return { ...details, declared: new Map([...details.declared, [oneOf(factLists, list), oneOf(fieldTypes, type)]]) };
}

function oneOf<T extends string>(known: readonly T[], word: string): T {
  const found = known.find((candidate) => candidate === word);
  if (found === undefined) throw new Error(`"${word}" is none of ${known.join(', ')}.`);
  return found;
}
