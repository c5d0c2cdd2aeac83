import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { logFormatFrom, problemOfLogFormat } from '../../src/cli/log-format.ts';
import { structuredLine } from '../../src/cli/structured-log.ts';
import { withWorkspace } from '../support/with-workspace.ts';

describe('Lines of the log', () => {
  it('are for people, unless JSON is asked for', () => {
    expect(logFormatFrom({})).toBe('console');
    expect(logFormatFrom({ TAP_FLUXX_LOG_FORMAT: 'JSON' })).toBe('json');
    expect(logFormatFrom({ TAP_FLUXX_LOG_FORMAT: 'purple' })).toBe('console');
  });

  it('cannot have a form that does not exist, which the log says', () => {
    expect(problemOfLogFormat({ TAP_FLUXX_LOG_FORMAT: 'purple' })).toContain('there are console and json');
    for (const TAP_FLUXX_LOG_FORMAT of ['Console', 'json', '']) {
      expect(problemOfLogFormat({ TAP_FLUXX_LOG_FORMAT })).toBeUndefined();
    }
  });

  it.each([
    ['the structured formatter', { sdk: { '()': 'singer_sdk.logging.StructuredFormatter' } }, 'json'],
    ['another formatter', { sdk: { format: '%(message)s' } }, 'console'],
    ['formatters of no form', { sdk: 'x' }, 'console'],
    ['no formatter', undefined, 'console'],
  ])(
    "are as the configuration that Meltano writes for the SDK's taps asks, which names %s",
    (_what, formatters, expected) =>
      withWorkspace(async ({ write }) => {
        const path = await write('logging.json', { version: 1, formatters });
        expect(logFormatFrom({ SINGER_SDK_LOG_CONFIG: path })).toBe(expected);
        expect(logFormatFrom({ SINGER_SDK_LOG_CONFIG: path, TAP_FLUXX_LOG_FORMAT: 'console' })).toBe('console');
      }),
  );

  it('are for people where that configuration is not there, or no JSON', () =>
    withWorkspace(async ({ write, folder }) => {
      expect(logFormatFrom({ SINGER_SDK_LOG_CONFIG: `${folder}/none` })).toBe('console');
      expect(logFormatFrom({ SINGER_SDK_LOG_CONFIG: await write('l.yaml', 'version: 1') })).toBe('console');
    }));

  it('are for people where that configuration is a pipe, which nobody may ever write to', () =>
    withWorkspace(async ({ folder }) => {
      await promisify(execFile)('mkfifo', [`${folder}/pipe`]);
      expect(logFormatFrom({ SINGER_SDK_LOG_CONFIG: `${folder}/pipe` })).toBe('console');
    }));

  it('have, as JSON, every key that Meltano insists on, whatever they are about', () => {
    const at = { nowMs: 1_500, pid: 7 };
    const keys = {
      level: 'warning',
      pid: 7,
      logger_name: 'tap-fluxx',
      ts: 1.5,
      thread_name: 'main',
      app_name: 'tap-fluxx',
      stream_name: null,
      message: 'slow',
      extra: {},
    };
    expect(JSON.parse(structuredLine('warn', 'slow', {}, at))).toEqual(keys);
    expect(JSON.parse(structuredLine('warn', 'slow', { stream: 'user' }, at))).toEqual({
      ...keys,
      stream_name: 'user',
    });
  });

  it('have, as JSON, a measurement as an object', () => {
    const metric = { type: 'counter', metric: 'record_count', value: 3, tags: { stream: 'user' } } as const;
    const line = structuredLine('info', 'METRIC: {...}', { stream: 'user', metric }, { nowMs: 0, pid: 1 });
    expect(JSON.parse(line)).toMatchObject({ message: 'METRIC', stream_name: 'user', metric_info: metric });
  });
});
