import { describe, expect, it } from '@jest/globals';
import { openLog } from '../../src/cli/open-log.ts';
import { createRedactor } from '../../src/core/secrets/redact.ts';
import type { Output } from '../../src/platform/output.ts';

/** An output that keeps what is written to it. */
function createPaper(): Output & { readonly text: () => string } {
  let text = '';
  return {
    write: (lines) => {
      text += [lines].flat().join('');
      return Promise.resolve();
    },
    flush: () => Promise.resolve(),
    isClosed: () => false,
    onClose: () => undefined,
    failure: () => undefined,
    text: () => text,
  };
}

/** What stderr gets of one line of a Singer run, with a secret. */
function lineWith(secret: string, environment: Readonly<Record<string, string>>, message: string): string {
  const redactor = createRedactor();
  redactor.add(secret);
  const stderr = createPaper();
  const command = { kind: 'read', protocol: 'singer', config: [], catalog: undefined, state: undefined } as const;
  const places = { stdout: createPaper(), stderr, progress: undefined, redactor, environment };
  const log = openLog({ ...command, extent: 'all' }, 'normal', places);
  const tags = { endpoint: `api/${secret}`, http_status_code: 200 };
  log('info', message, { metric: { type: 'timer', metric: 'http_request_duration', value: 1, tags } });
  return stderr.text();
}

describe('A line of the log as JSON', () => {
  const environment = { TAP_FLUXX_LOG_FORMAT: 'json' };

  it('has no secret in what it measured, and all its keys, even where the secret is called like one', () => {
    const line = JSON.parse(lineWith('logger_name', environment, 'METRIC: {}'));
    expect(line).toMatchObject({ logger_name: 'tap-fluxx', message: 'METRIC' });
    expect(JSON.stringify(line.metric_info)).not.toContain('logger_name');
    expect(line.metric_info.tags.http_status_code).toBe(200);
  });

  it('is one line of JSON, however long its message is', () => {
    const text = lineWith('a-secret', environment, '"'.repeat(99_990));
    expect(text.endsWith('\n')).toBe(true);
    expect(JSON.parse(text)).toMatchObject({ level: 'info' });
  });
});
