import { ConnectorError } from '../core/connector-error.ts';
import { toPropertySchema } from '../core/field-schema.ts';
import type { Log } from '../core/logger.ts';
import type { SelectedProperty, SelectedStream, StreamSelection } from '../core/selected-stream.ts';
import {
  deletionMark,
  type FieldDefinition,
  isAutomatic,
  type ModelName,
  type StreamDefinition,
  storedField,
} from '../core/stream-definition.ts';
import { withDeletionMark } from './deletion-mark.ts';
import { toFieldType } from './known/static-models.ts';
import { withCursor } from './probes/adopt-cursors.ts';

/** A stream that a catalog asks for and this instance does not have. */
export interface MissingStream {
  readonly stream: SelectedStream;
  readonly error: ConnectorError;
}

/** What a run will read, and what it cannot. */
export interface StreamPlan {
  readonly streams: readonly SelectedStream[];
  readonly missing: readonly MissingStream[];
}

/** What the selection is made from. */
export interface SelectionSources {
  /** What the instance has of the streams that are asked for, also of those that are left out. */
  readonly definitions: ReadonlyMap<string, StreamDefinition>;
  /** The fields of a definition that the user's settings leave. */
  readonly readable: (definition: StreamDefinition) => readonly FieldDefinition[];
  /** Streams that the user's settings leave out, whether the instance has them or not. */
  readonly leftOut: ReadonlySet<string>;
  readonly detectDeletions: boolean;
  readonly log: Log;
}

/** Joins what is asked for with what there is. A stream that is not there is planned as missing: it fails alone. */
export function selectStreams(selections: readonly StreamSelection[], sources: SelectionSources): StreamPlan {
  const streams: SelectedStream[] = [];
  const missing: MissingStream[] = [];
  for (const selection of selections) {
    const definition = sources.definitions.get(selection.name);
    if (!definition) missing.push(toMissing(selection, notThere));
    else if (sources.leftOut.has(selection.name)) missing.push(toMissing(selection, leftOut));
    else streams.push(selectStream(selection, definition, sources));
  }
  return { streams, missing };
}

function selectStream(selection: StreamSelection, known: StreamDefinition, sources: SelectionSources): SelectedStream {
  const { properties } = selection;
  const hasCursor = properties !== 'all' && properties.some(isCursor);
  const dated = known.cursor === undefined && hasCursor ? withCursor(known) : known;
  const definition = sources.detectDeletions ? withDeletionMark(dated) : dated;
  const isDegraded = selection.mode === 'incremental' && definition.cursor === undefined;
  if (isDegraded) sources.log('warn', `${selection.name} has no updated_at: it is read in full each time`);
  const readable = sources.readable(definition);
  const chosen = properties === 'all' ? readable : chooseFields(properties, definition, { readable, log: sources.log });
  const given = definition.fields.filter((field) => isAutomatic(field, definition));
  const fields = [...new Map([...given, ...chosen].map((field) => [field.property, field])).values()];
  return { definition, mode: isDegraded ? 'full' : selection.mode, fields };
}

function isCursor({ name, schema }: SelectedProperty): boolean {
  return name === 'updated_at' && toFieldType(schema) === 'datetime';
}

function chooseFields(
  properties: readonly SelectedProperty[],
  definition: StreamDefinition,
  { readable, log }: { readonly readable: readonly FieldDefinition[]; readonly log: Log },
): readonly FieldDefinition[] {
  const byProperty = new Map(definition.fields.map((field) => [field.property, field]));
  const allowed = new Set(readable.map(({ property }) => property));
  const unknown: string[] = [];
  const fields = properties.flatMap((property): readonly FieldDefinition[] => {
    const field = byProperty.get(property.name);
    if (field && !allowed.has(property.name)) return [];
    // A catalog may still name the mark when deletions are not looked for: it is null, and Fluxx knows nothing of it.
    if (!field && property.name === deletionMark.property) return [asCatalogued(deletionMark, property)];
    if (!field) unknown.push(property.name);
    return [field ? asCatalogued(field, property) : toUnknownField(property)];
  });
  if (unknown.length > 0) {
    log(
      'warn',
      `${definition.name}: fields that nothing is known of: ${unknown.join(', ')}; they are null unless the server has them`,
    );
  }
  return fields;
}

/** The type in the catalog is the one that the target was told, even where the user has changed it. */
function asCatalogued(field: FieldDefinition, { schema }: SelectedProperty): FieldDefinition {
  if (schema['type'] === undefined || field.name === 'id') return field;
  const type = toFieldType(schema);
  return type === toFieldType(toPropertySchema(field)) ? field : { ...field, type };
}

/** A field of an older catalog, or of a newer instance than our lists: the catalog's schema is all that is known. */
export function toUnknownField({ name, schema }: SelectedProperty): FieldDefinition {
  const ownName = schema['x-fluxx-name'];
  const apiName = typeof ownName === 'string' ? ownName : name;
  return storedField(apiName, toFieldType(schema), name);
}

const notThere = 'which this instance does not have. Discover the streams again, or leave it out.';
const leftOut = 'which the setting `streams` leaves out. Add it there, or take it out of the catalog.';

function toMissing(selection: StreamSelection, reason: string): MissingStream {
  const id = storedField('id', 'integer');
  const definition: StreamDefinition = {
    name: selection.name,
    model: selection.name as string as ModelName,
    className: selection.name,
    title: selection.name,
    searchIndexed: 'unknown',
    primaryKey: ['id'],
    cursor: undefined,
    fields: [id],
  };
  const message = `The catalog asks for stream ${selection.name}, ${reason}`;
  return {
    stream: { definition, mode: selection.mode, fields: [id] },
    error: new ConnectorError('unavailable', 'STREAM_UNKNOWN', message, { stream: selection.name }),
  };
}
