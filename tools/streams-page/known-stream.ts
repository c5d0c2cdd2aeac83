import { staticModel, staticModelNames } from '../../src/catalog/known/static-models.ts';
import type { FieldDefinition, StreamDefinition } from '../../src/core/stream-definition.ts';
import { type FactList, type FieldFacts, factLists, type ModelFacts } from '../schemas/model-facts.ts';
import { modelTable } from '../schemas/model-table.ts';

/** A static stream as the tap offers it, and the facts that its schema was made from. */
export interface KnownStream {
  readonly definition: StreamDefinition;
  readonly facts: ModelFacts;
  /** The lists that name at least one field of the model. */
  readonly lists: readonly FactList[];
}

/** All static streams of the project at `root`, by name. Throws where a schema has no facts in the model table. */
export function knownStreams(root: string): readonly KnownStream[] {
  const table = new Map(modelTable(root).map((facts) => [facts.model, facts]));
  return staticModelNames.toSorted().map((name) => {
    const definition = staticModel(name);
    const facts = table.get(name);
    if (definition === undefined || facts === undefined) throw new Error(`models/${name}.txt is missing`);
    const seenIn = new Set(facts.fields.flatMap((field) => field.seenIn));
    return { definition, facts, lists: factLists.filter((list) => seenIn.has(list)) };
  });
}

/** The fields that lead to other records: those that hold arrays of ids, and those whose model is known. */
export function relations({ fields }: StreamDefinition): readonly FieldDefinition[] {
  return fields.filter(({ type, relatedModel }) => type === 'ids' || relatedModel !== undefined);
}

/** The fields that one list has and another, which knows the model as well, has not. */
export function fieldsOfOneList({ facts, lists }: KnownStream): readonly FieldFacts[] {
  return lists.length < 2 ? [] : facts.fields.filter(({ seenIn }) => seenIn.length === 1);
}

/** The fields that the lists declare with different types. */
export function disputedFields({ facts }: KnownStream): readonly FieldFacts[] {
  return facts.fields.filter(({ declared }) => declared.size > 0);
}

/** Whether the lists disagree only about how a relation is written: as ids of other records, or as a single number. */
export function isRelationOrNumber({ declared }: FieldFacts): boolean {
  return [...declared.values()].every((type) => type === 'relation' || type === 'integer');
}

/** The fields of which no list says whether they are stored, computed or looked up. */
export function fieldsOfUnknownKind({ facts }: KnownStream): readonly FieldFacts[] {
  return facts.fields.filter(({ kind }) => kind === 'unknown');
}
