import { ConnectorError } from '../core/connector-error.ts';
import { ownNameIn, toFieldType, toPropertySchema } from '../core/field-schema.ts';
import type { Log } from '../core/logger.ts';
import type { SelectedProperty, SelectedStream, StreamSelection } from '../core/selected-stream.ts';
import { shapeOf } from '../core/shape.ts';
import {
  deletionMark,
  type FieldDefinition,
  isAutomatic,
  type ModelName,
  type StreamDefinition,
  storedField,
} from '../core/stream-definition.ts';
import { withDeletionMark } from './deletion-mark.ts';
import { toUnknownField } from './unknown-field.ts';
import { withCursor } from './with-cursor.ts';

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
  /** The secrets that are not read only because they are secrets. */
  readonly withheld: (definition: StreamDefinition) => readonly FieldDefinition[];
  /** Why the instance could not be asked for the streams and fields that `definitions` lack, where that is so. */
  readonly unknownFor?: ConnectorError | undefined;
  /** Streams that the user's settings leave out, whether the instance has them or not. */
  readonly leftOut: ReadonlySet<string>;
  readonly detectDeletions: boolean;
  /** The job that the run belongs to, where its platform names one. */
  readonly job?: string | undefined;
  readonly log: Log;
}

/** Joins what is asked for with what there is. A stream that is not there is planned as missing: it fails alone. */
export function selectStreams(selections: readonly StreamSelection[], sources: SelectionSources): StreamPlan {
  const streams: SelectedStream[] = [];
  const missing: MissingStream[] = [];
  for (const selection of selections) {
    const definition = sources.definitions.get(selection.name);
    if (!definition) missing.push(toMissing(selection, absence(selection, sources)));
    else if (sources.leftOut.has(selection.name)) missing.push(toMissing(selection, unknown(selection, leftOut)));
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
  const chosen = properties === 'all' ? sources.readable(definition) : chooseFields(properties, definition, sources);
  const given = definition.fields.filter((field) => isAutomatic(field, definition));
  // A catalog cannot make another field of the key or the cursor.
  const taken = new Map(given.map(({ property, name }) => [property, name]));
  const others = chosen.filter(({ property, name }) => (taken.get(property) ?? name) === name);
  const fields = [...new Map([...given, ...others].map((field) => [field.property, field])).values()];
  // Where changes were asked for, what a job has read is no reason to leave anything out.
  const job = selection.mode === 'full' ? sources.job : undefined;
  return { definition, namespace: selection.namespace, mode: isDegraded ? 'full' : selection.mode, job, fields };
}

function isCursor({ name, schema }: SelectedProperty): boolean {
  return name === 'updated_at' && toFieldType(schema) === 'datetime';
}

function chooseFields(
  properties: readonly SelectedProperty[],
  definition: StreamDefinition,
  { readable, withheld, log }: SelectionSources,
): readonly FieldDefinition[] {
  const allowed = new Set(readable(definition).map(({ name }) => name));
  const secrets = new Set(withheld(definition).map(({ name }) => name));
  const [unknown, secret]: [string[], string[]] = [[], []];
  const fields = properties.flatMap((property): readonly FieldDefinition[] => {
    const field = findField(property, definition);
    if (field && !allowed.has(field.name)) {
      if (secrets.has(field.name)) secret.push(property.name);
      return [];
    }
    // A catalog may still name the mark when deletions are not looked for: it is null, and Fluxx knows nothing of it.
    if (!field && property.name === deletionMark.property) return [asCatalogued(deletionMark, property)];
    if (!field) unknown.push(property.name);
    return [field ? asCatalogued(field, property) : toUnknownField(property)];
  });
  if (secret.length > 0) {
    log('warn', `${definition.name}: not read, for \`include_secrets\` is false: ${secret.join(', ')}`);
  }
  if (unknown.length > 0) {
    log(
      'warn',
      `${definition.name}: fields that nothing is known of: ${unknown.join(', ')}; they are null unless the server has them`,
    );
  }
  return fields;
}

/**
 * The field that the catalog means: by its own name, which a catalog of another day may emit as another property than we
 * would now. A catalog that lost the name on the way has the property alone.
 */
function findField(property: SelectedProperty, { fields }: StreamDefinition): FieldDefinition | undefined {
  const ownName = ownNameIn(property.schema);
  if (ownName === undefined && property.name === deletionMark.property) return fields.find(({ madeHere }) => madeHere);
  const byName = fields.find(({ name, madeHere }) => !madeHere && name === (ownName ?? property.name));
  return byName ?? (ownName === undefined ? fields.find((field) => field.property === property.name) : undefined);
}

/** Property and type are those of the catalog, which the target was told, even where the user has changed them. */
function asCatalogued(field: FieldDefinition, { name: property, schema }: SelectedProperty): FieldDefinition {
  if (schema['type'] === undefined || field.name === 'id') return { ...field, property };
  const type = toFieldType(schema);
  const isKept = type === toFieldType(toPropertySchema(field));
  return { ...field, property, type: isKept ? field.type : type, shape: shapeOf(schema) };
}

const notThere = 'which this instance does not have. Discover the streams again, or leave it out.';
const leftOut = 'which the setting `streams` leaves out. Add it there, or take it out of the catalog.';

function absence(selection: StreamSelection, { unknownFor: reason }: SelectionSources): ConnectorError {
  if (!reason) return unknown(selection, notThere);
  const message = `Cannot read stream ${selection.name}, of which only the instance knows the schema. ${reason.message}`;
  return new ConnectorError(reason.kind, reason.code, message, { stream: selection.name });
}

function unknown({ name }: StreamSelection, reason: string): ConnectorError {
  return new ConnectorError('unavailable', 'STREAM_UNKNOWN', `Cannot read stream ${name}, ${reason}`, { stream: name });
}

function toMissing(selection: StreamSelection, error: ConnectorError): MissingStream {
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
  return { stream: { definition, namespace: selection.namespace, mode: selection.mode, fields: [id] }, error };
}
