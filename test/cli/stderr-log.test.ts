import { describe, expect, it } from '@jest/globals';
import { problemsOfLevels, stderrLine, thresholdFrom } from '../../src/cli/stderr-log.ts';

describe('The lowest level that is printed', () => {
  it('is the one that the first variable names, whatever its case, in our words or those of Python', () => {
    expect(thresholdFrom({ TAP_FLUXX_LOGLEVEL: 'ERROR', LOGLEVEL: 'debug' }, 'normal')).toBe('error');
    expect(thresholdFrom({ LOGLEVEL: 'Warning', LOG_LEVEL: 'debug' }, 'normal')).toBe('warn');
    expect(thresholdFrom({ LOGLEVEL: 'warn' }, 'normal')).toBe('warn');
    expect(thresholdFrom({ LOG_LEVEL: 'critical' }, 'normal')).toBe('fatal');
  });

  it.each(['', 'loud'])('is not hidden by a variable that holds %j', (text) => {
    expect(thresholdFrom({ TAP_FLUXX_LOGLEVEL: text, LOGLEVEL: text, LOG_LEVEL: 'debug' }, 'normal')).toBe('debug');
  });

  it('is info where none is named, and debug where it is asked for', () => {
    expect(thresholdFrom({ LOGLEVEL: 'loud' }, 'normal')).toBe('info');
    expect(thresholdFrom({ LOGLEVEL: 'error' }, 'debug')).toBe('debug');
  });
});

describe('A level that does not exist', () => {
  it('is told of where a variable of ours names it, and nowhere else', () => {
    expect(problemsOfLevels({ TAP_FLUXX_LOGLEVEL: 'loud', TAP_FLUXX_METRICS_LOGLEVEL: 'x', LOGLEVEL: 'y' })).toEqual([
      expect.stringMatching(/^TAP_FLUXX_LOGLEVEL names a level that does not exist; there are debug, info/),
      expect.stringMatching(/^TAP_FLUXX_METRICS_LOGLEVEL /),
    ]);
    expect(problemsOfLevels({ TAP_FLUXX_LOGLEVEL: 'WARNING', TAP_FLUXX_METRICS_LOGLEVEL: '' })).toEqual([]);
  });
});

describe('A line of the log', () => {
  it('has the time in UTC, the level in the words of Python, and the message', () => {
    expect(stderrLine('warn', 'slow', 0)).toBe('1970-01-01 00:00:00.000 | WARNING  | tap-fluxx | slow\n');
  });
});
