import { describe, expect, it } from '@jest/globals';
import { ConnectorError } from '../../src/core/connector-error.ts';

describe('An error', () => {
  it('that quotes the server holds nothing that a platform cannot store', () => {
    const { message } = new ConnectorError('transient', 'FLUXX_BUSY', 'Fluxx says \0 and \ud83c.');
    expect(message).toBe('Fluxx says \uFFFD and \uFFFD.');
  });
});
