import { describe, expect, it } from '@jest/globals';
import { ConnectorError } from '../../../src/core/connector-error.ts';
import { summarize } from '../../../src/protocols/airbyte/failed-streams.ts';

describe('the summary of failed streams', () => {
  const forbidden = new ConnectorError('unavailable', 'FLUXX_FORBIDDEN', 'Fluxx does not permit it.');
  const busy = new ConnectorError('transient', 'FLUXX_BUSY', 'Fluxx took too long.');

  it('names them, and says nothing of the others: those may have been interrupted', () => {
    expect(summarize([{ stream: { name: 'user' }, error: busy }])).toMatchObject({
      code: 'STREAMS_FAILED',
      message: '1 stream could not be read to the end: user.',
      details: { streams: 'user' },
    });
  });

  it('is of a kind that is tried again as soon as one of them passes by itself', () => {
    const failed = [
      { stream: { name: 'user' }, error: forbidden },
      { stream: { name: 'program' }, error: busy },
    ];
    expect(summarize(failed)).toMatchObject({
      kind: 'transient',
      message: '2 streams could not be read to the end: user, program.',
    });
    expect(summarize(failed.slice(0, 1)).kind).toBe('unavailable');
  });
});
