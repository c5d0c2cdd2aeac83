import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { toInstant } from '../../src/core/instant.ts';
import { parseState, serializeState } from '../../src/core/state-form.ts';
import { emptyState } from '../../src/core/stream-state.ts';
import { decodeStateText } from '../../src/protocols/decode-state.ts';

const at = (day: number) => ({ replication_key: 'updated_at', replication_key_value: `2026-01-0${day}T00:00:00Z` });

/** An Airbyte state of one stream. */
function streamState(name: string, day: number) {
  return { type: 'STREAM', stream: { stream_descriptor: { name }, stream_state: at(day) } };
}

/** The states in a text, with what was told in the log. */
function decode(text: string) {
  const warnings: string[] = [];
  return { states: decodeStateText(text, (_level, warning) => warnings.push(warning)), warnings };
}

/** The bookmarks in a file of these JSON values, one a line, or of text. */
function bookmarks(...lines: readonly unknown[]): Readonly<Record<string, string | undefined>> {
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  return Object.fromEntries([...decode(text).states].map(([name, state]) => [name, parseState(state, name).bookmark]));
}

const first = '2026-01-01T00:00:00Z';
const second = '2026-01-02T00:00:00Z';

describe('a state file', () => {
  it.each([
    ['a list of Airbyte states', [streamState('user', 1)]],
    ['a list of Airbyte messages', [{ type: 'STATE', state: streamState('user', 1) }]],
    ['an Airbyte message', { type: 'STATE', state: streamState('user', 1) }],
    ['an Airbyte state without its message', streamState('user', 1)],
    [
      'an Airbyte state of all streams at once',
      { type: 'GLOBAL', global: { shared_state: null, stream_states: [streamState('user', 1).stream, null] } },
    ],
    [
      'the same under the name of PyAirbyte',
      { type: 'GLOBAL', stream: null, global_: { stream_states: [streamState('user', 1).stream] } },
    ],
    [
      'the form of PyAirbyte, with its nulls',
      {
        type: 'STREAM',
        stream: { stream_descriptor: { name: 'user', namespace: null }, stream_state: at(1) },
        global_: null,
        data: null,
        sourceStats: null,
      },
    ],
    ['a Singer state', { bookmarks: { user: at(1) } }],
    ['a Singer state of an older tap', { bookmarks: { user: { updated_at: first } }, currently_syncing: 'user' }],
    ['a Singer message', { type: 'STATE', value: { bookmarks: { user: at(1) } } }],
    ["Meltano's", { singer_state: { bookmarks: { user: at(1) } } }],
  ])('of %s is read, on one line, on several and in a list of such lines', (_title, value) => {
    expect(bookmarks(value)).toEqual({ user: first });
    expect(bookmarks(JSON.stringify(value, undefined, 2))).toEqual({ user: first });
    expect(bookmarks(value, value)).toEqual({ user: first });
    expect(bookmarks({ type: 'LOG', log: {} }, `${JSON.stringify(value)}\r`, '', { type: 'TRACE', trace: {} })).toEqual(
      {
        user: first,
      },
    );
  });

  it.each([
    ['nothing', ''],
    ['blanks', ' \n '],
    ['null', 'null'],
    ['an empty list', '[]'],
    ['a list of nothing', '[{}, null, {"type":"STREAM","stream":null,"global":null,"data":null}]'],
    ['an empty object', '{}'],
    ['a Singer state without bookmarks', '{"bookmarks":{}}'],
    ['a Singer state of null', '{"bookmarks":null}'],
    ['a Singer state that only says what it is about', '{"currently_syncing":null}'],
    ['a Singer message of null', '{"type":"STATE","value":null}'],
    ['a Singer message of nothing', '{"type":"STATE","value":{}}'],
    ['an Airbyte message of null', '{"type":"STATE","state":null}'],
    ['an Airbyte state of null', '{"type":"STREAM","stream":null,"global":null,"data":null}'],
    ['an empty Airbyte state of the oldest kind', '{"type":"STATE","state":{"type":"LEGACY","data":{}}}'],
    ['a list of the same', '[{"type":"LEGACY","data":{},"stream":null,"global":null}]'],
    ['an Airbyte state of all streams without any', '{"type":"GLOBAL","global":{"shared_state":{}}}'],
    ["Meltano's null", '{"singer_state":null}'],
    ["Meltano's empty one", '{"singer_state":{}}'],
    ['other messages alone', '{"type":"LOG","log":{}}\n{"type":"RECORD","stream":"user","record":{}}'],
  ])('of %s says nothing', (_title, text) => {
    expect(bookmarks(text)).toEqual({});
  });

  it('of streams that have nothing to say knows them', () => {
    const states = decode('{"bookmarks":{"user":null,"program":{}}}').states;
    expect([...states]).toEqual([
      ['user', null],
      ['program', {}],
    ]);
    const reset = { ...streamState('user', 1), stream: { stream_descriptor: { name: 'user' }, stream_state: null } };
    expect(bookmarks([reset])).toEqual({ user: undefined });
  });

  it('of several Singer messages is the last of them: each is complete in itself', () => {
    expect(bookmarks({ bookmarks: { user: at(1), program: at(1) } }, { bookmarks: { user: at(2) } })).toEqual({
      user: second,
    });
  });

  it('of several Airbyte messages is the last of each stream', () => {
    const messages = [streamState('user', 1), streamState('program', 1), streamState('user', 2)];
    const expected = { user: second, program: first };
    expect(bookmarks(...messages)).toEqual(expected);
    expect(bookmarks(...messages.map((state) => ({ type: 'STATE', state })))).toEqual(expected);
    expect(bookmarks(messages)).toEqual(expected);
    const all = messages.slice(0, 2).map(({ stream }) => stream);
    expect(bookmarks({ type: 'GLOBAL', global: { stream_states: all } }, streamState('user', 2))).toEqual(expected);
  });

  it('has names like any other for streams called as objects are inside', () => {
    const text = `{"bookmarks":{"__proto__":${JSON.stringify(at(1))},"constructor":${JSON.stringify(at(2))}}}`;
    const states = decode(text).states;
    expect([...states]).toEqual([
      ['__proto__', at(1)],
      ['constructor', at(2)],
    ]);
  });

  it('gives back what either protocol wrote', () => {
    const seconds = fc.integer({ min: 0, max: 4_000_000_000 });
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[a-z_]{1,9}$/), seconds), (times) => {
        const entries = Object.entries(times).map(
          ([name, time]) => [name, serializeState({ ...emptyState, bookmark: toInstant(time * 1000) })] as const,
        );
        const states = new Map(entries);
        const singer = { type: 'STATE', value: { bookmarks: Object.fromEntries(entries) } };
        const airbyte = entries.map(([name, state]) => ({
          type: 'STREAM',
          stream: { stream_descriptor: { name }, stream_state: state },
        }));
        expect(decode(JSON.stringify(singer)).states).toEqual(states);
        expect(decode(JSON.stringify(airbyte)).states).toEqual(states);
        expect(decode(airbyte.map((state) => JSON.stringify(state)).join('\n')).states).toEqual(states);
      }),
    );
  });

  it('of streams without a name says how many they are, and what it has of others', () => {
    const nameless = [{ type: 'STREAM', stream: { stream_state: {} } }, { stream: { stream_descriptor: null } }];
    const { states, warnings } = decode(JSON.stringify([...nameless, streamState('user', 1)]));
    expect([...states]).toEqual([['user', at(1)]]);
    expect(warnings).toEqual(['2 states of a stream without a name: passed over']);
  });

  it.each(['{"bookmarks":{}}\n{"bookmarks":', '{}\nx'])('of %j is not JSON', (text) => {
    expect(() => decode(text)).toThrow(
      expect.objectContaining({ code: 'FILE_NOT_JSON', message: expect.stringContaining('line 2 is not JSON') }),
    );
  });

  it.each([
    ['text', '"x"', 'neither a list nor an object'],
    ['a number', '5', 'neither a list nor an object'],
    ['something else', '{"user":{}}', 'no `bookmarks`'],
    ['a list of numbers', '[1,2]', 'neither a list nor an object'],
    ['a list of something else', '[{"x":1}]', 'no `bookmarks`'],
    ['an Airbyte state of the oldest kind', '[{"type":"LEGACY","data":{"x":1}}]', 'no Airbyte states of streams'],
    ['messages of that kind', '{"type":"LEGACY","data":{"x":1}}\n{"type":"LEGACY","data":{}}', 'no Airbyte states'],
    ['an Airbyte message of something else', '{"type":"STATE","state":{"x":1}}', 'no Airbyte states'],
    ['a Singer message of something else', '{"type":"STATE","value":{"x":1}}', 'no `bookmarks`'],
    ['streams that are no list', '{"type":"GLOBAL","global":{"stream_states":{}}}', '`stream_states` is not a list'],
    ['a stream that is a number', '{"type":"GLOBAL","global":{"stream_states":[1]}}', 'stream_descriptor'],
    ['bookmarks that are a list', '{"bookmarks":[]}', '`bookmarks` is not an object'],
  ])('of %s is refused', (_title, text, reason) => {
    expect(() => decode(text)).toThrow(
      expect.objectContaining({ kind: 'config', code: 'STATE_INVALID', message: expect.stringContaining(reason) }),
    );
  });
});
