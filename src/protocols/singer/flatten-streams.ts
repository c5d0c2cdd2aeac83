import { toStreamSchema } from '../../core/field-schema.ts';
import type { JsonObject } from '../../core/json.ts';
import type { Log } from '../../core/logger.ts';
import type { StreamRecord } from '../../core/record.ts';
import type { SelectedStream } from '../../core/selected-stream.ts';
import { type Flattened, type Flattening, flattenStream } from './flatten.ts';

/** Schemas and records of streams as the user wants them: whole, or flattened. */
export interface StreamFlattener {
  /** The schema of a stream that is about to be read. */
  readonly schemaOf: (stream: SelectedStream) => JsonObject;
  /** Records of a stream whose schema was asked for. */
  readonly recordsOf: (stream: SelectedStream, records: readonly StreamRecord[]) => readonly StreamRecord[];
}

const staysWhole =
  'cannot be flattened and is written as JSON text: names of columns would be the same, or longer than `flattening_max_key_length`';

/** Flattens the streams of a run; `undefined` leaves them whole. */
export function createStreamFlattener(flattening: Flattening | undefined, log: Log): StreamFlattener {
  const flattened = new Map<string, Flattened>();

  function schemaOf({ definition, fields }: SelectedStream): JsonObject {
    const schema = toStreamSchema(definition, fields);
    if (flattening === undefined) return schema;
    const flat = flattenStream(schema, flattening);
    flattened.set(definition.name, flat);
    if (flat.whole.length > 0) log('warn', `${definition.name}: ${flat.whole.join(', ')} ${staysWhole}`);
    return flat.schema;
  }

  function recordsOf({ definition }: SelectedStream, records: readonly StreamRecord[]): readonly StreamRecord[] {
    const flat = flattened.get(definition.name);
    return flat ? records.map(flat.toRecord) : records;
  }

  return { schemaOf, recordsOf };
}
