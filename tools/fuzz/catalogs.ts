import type { Scenario } from './scenario.ts';

const timestamp = { type: ['null', 'string'], format: 'date-time' };

function propertiesOf(stream: string, { detectDeletions }: Scenario): object {
  return {
    id: { type: ['null', 'integer'] },
    name: { type: ['null', 'string'] },
    created_at: timestamp,
    updated_at: timestamp,
    // A field that only the instance knows, so that it is asked for its own.
    ...(stream === 'organization' && { score: { type: ['null', 'number'] } }),
    ...(detectDeletions && { _fluxx_deleted_at: timestamp }),
  };
}

/** The catalog that a read is called with, in the form of its protocol. */
export function catalogOf(scenario: Scenario): object {
  const { kind, streams } = scenario;
  return {
    streams: streams.map((name) => {
      const schema = { type: 'object', properties: propertiesOf(name, scenario) };
      if (kind === 'singer') {
        const metadata = [{ breadcrumb: [], metadata: { inclusion: 'available', selected: true } }];
        return { tap_stream_id: name, stream: name, schema, metadata };
      }
      const stream = { name, json_schema: schema, supported_sync_modes: ['full_refresh', 'incremental'] };
      return { stream, sync_mode: 'incremental', destination_sync_mode: 'append_dedup' };
    }),
  };
}
