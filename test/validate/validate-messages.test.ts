import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { validateMessages } from '../../src/validate/validate-messages.ts';
import * as airbyte from './airbyte-lines.ts';
import * as singer from './singer-lines.ts';
import { brokenRules, validateBytes, validateLines } from './validate-lines.ts';

const log = airbyte.log();

describe('the lines of the input', () => {
  it.each([
    ['text', 'hello', 'not-json'],
    ['a Python NaN', '{"type":"LOG","log":NaN}', 'not-json'],
    ['a cut-off object', '{"type":"RECORD"', 'not-json'],
    ['a list', '[]', 'not-an-object'],
    ['null', 'null', 'not-an-object'],
    ['a blank line', '', 'blank-line'],
    ['a line of white space', ' \t\r', 'blank-line'],
    ['an object without a type', '{}', 'message-without-type'],
    ['a type that is no text', '{"type":5}', 'message-without-type'],
    ['an unknown type', '{"type":"HEARTBEAT"}', 'type-unknown'],
    ['a number beyond a double', '{"type":"LOG","log":{"level":"INFO","message":"","n":1e400}}', 'number-out-of-range'],
    ['U+0000', '{"type":"LOG","log":{"level":"INFO","message":"a\\u0000"}}', 'nul-character'],
    ['U+0000 in a name', '{"type":"LOG","log":{"level":"INFO","message":"","\\u0000":1}}', 'nul-character'],
    [
      'half a surrogate pair',
      '{"type":"LOG","log":{"level":"INFO","message":"","x":["\\ud83d"]}}',
      'malformed-unicode',
    ],
  ])('may not be %s', async (_what, line, rule) => {
    expect(await brokenRules([log, line, log])).toEqual([rule]);
  });

  it('may hold an escaped backslash before u0000, and whole surrogate pairs', async () => {
    expect(await brokenRules([airbyte.log({ message: '\\u0000 \u{1f600}' })])).toEqual([]);
  });

  it('may end with a carriage return and a newline', async () => {
    expect(await brokenRules([`${JSON.stringify(log)}\r`])).toEqual([]);
  });

  it('may lack the newline at the very end', async () => {
    expect(await validateBytes([Buffer.from(JSON.stringify(log))])).toMatchObject({ lines: 1, faultCount: 0 });
  });

  it('may arrive cut into single bytes', async () => {
    const bytes = Buffer.from(`${JSON.stringify(airbyte.log({ message: 'é\u{2026}\u{1f600}' }))}\n`.repeat(2));
    const report = await validateBytes([...bytes].map((byte) => Buffer.of(byte)));
    expect(report).toMatchObject({ lines: 2, faultCount: 0 });
  });

  it('may hold U+FFFD, but no bytes that are not UTF-8', async () => {
    const good = Buffer.from(`${JSON.stringify(airbyte.log({ message: '\ufffd' }))}\n`);
    const bad = Buffer.from(good.toString('latin1').replace('\xef\xbf\xbd', '\xff'), 'latin1');
    const report = await validateBytes([good, bad, good]);
    expect(report.faults).toMatchObject([{ line: 2, rule: 'line-not-utf-8' }]);
  });

  it('may be as long as the limit, but not longer', async () => {
    const text = JSON.stringify(log);
    const bytes = [Buffer.from(`${text}\n${text} \n${text}\n`)];
    const { faults, lines } = await validateBytes(bytes, { maxLineBytes: text.length });
    expect(lines).toBe(3);
    expect(faults).toMatchObject([{ line: 2, rule: 'line-too-long' }]);
  });

  it('are counted on after one that was too long', async () => {
    const chunks = [' '.repeat(10), ' ', ' \n{}\nx'].map((text) => Buffer.from(text));
    const { faults } = await validateBytes(chunks, { maxLineBytes: 5 });
    expect(faults.map(({ line, rule }) => [line, rule])).toEqual([
      [1, 'line-too-long'],
      [2, 'message-without-type'],
      [3, 'not-json'],
    ]);
  });

  it('are refused when one of them has 50 MB and no end', async () => {
    const chunk = Buffer.alloc(1 << 20, 'x');
    const report = await validateBytes(Array.from({ length: 50 }, () => chunk));
    expect(report).toMatchObject({ lines: 1, faults: [{ line: 1, rule: 'line-too-long' }] });
  });

  it('may nest a hundred deep, but not a million', async () => {
    const nested = (depth: number) =>
      `{"type":"LOG","log":{"level":"INFO","message":"","x":${'['.repeat(depth)}${']'.repeat(depth)}}}`;
    expect(await brokenRules([nested(90)])).toEqual([]);
    expect(await brokenRules([nested(101)])).toEqual(['nested-too-deep']);
    expect(await brokenRules([nested(1_000_000)])).toEqual(['nested-too-deep']);
  });
});

describe('the protocol', () => {
  it.each([
    ['airbyte', log],
    ['airbyte', airbyte.record()],
    ['airbyte', airbyte.state(0)],
    ['singer', singer.schema()],
    ['singer', singer.record()],
    ['singer', singer.state()],
  ])('is %s by the first message that tells', async (protocol, message) => {
    expect(await validateLines(['garbage', message])).toMatchObject({ protocol });
  });

  it('stays unknown when no message tells', async () => {
    expect(await validateLines([{ type: 'RECORD' }])).toMatchObject({
      protocol: 'unknown',
      faults: [{ line: 1, rule: 'protocol-unclear' }],
    });
  });

  it('may not change', async () => {
    const { faults } = await validateLines([singer.schema(), log, singer.state(), airbyte.state(0)]);
    expect(faults.map(({ line, rule }) => [line, rule])).toEqual([
      [2, 'protocols-mixed'],
      [4, 'protocols-mixed'],
    ]);
  });

  it('wants its types in upper case, and understands them all the same', async () => {
    const lines = [singer.schema({ type: 'schema' }), singer.record(), singer.state()];
    expect(await brokenRules(lines)).toEqual(['type-not-upper-case']);
  });
});

describe('the report', () => {
  it('finds fault with empty input, which a crashed tap leaves', async () => {
    expect(await validateBytes([])).toMatchObject({
      protocol: 'unknown',
      lines: 0,
      faults: [{ line: 0, rule: 'no-messages' }],
    });
  });

  it('keeps the first fifty faults and counts all', async () => {
    const report = await validateLines(Array.from({ length: 120 }, () => 'x'));
    expect(report.faults).toHaveLength(50);
    expect(report).toMatchObject({ faultCount: 120, faultsByRule: { 'not-json': 120 } });
  });

  it('counts types that neither protocol has as other, whatever their names', async () => {
    const { messages } = await validateLines([{ type: 'a' }, { type: '__proto__' }, {}]);
    expect(messages).toEqual({ other: 3 });
  });

  it('keeps a repeated note once, with its count', async () => {
    const { notes } = await validateLines([singer.state(), singer.state(), singer.state()]);
    expect(notes).toEqual(['The same STATE came twice in a row. (first on line 2, 2 times)']);
  });

  it('keeps fifty notes at most', async () => {
    const lines = Array.from({ length: 60 }, (_, index) => airbyte.status('INCOMPLETE', {}, `s${index}`));
    expect((await validateLines(lines)).notes).toHaveLength(50);
  });

  it('tells of input that breaks off with an error', async () => {
    async function* breaking() {
      yield Buffer.from('x\n');
      throw new Error('disk on fire');
    }
    const report = await validateMessages(Readable.from(breaking(), { objectMode: false }));
    expect(report.faults.at(-1)).toMatchObject({
      rule: 'input-unreadable',
      message: 'The input broke off: "disk on fire"',
    });
  });
});

describe('whatever comes in', () => {
  const name = fc.constantFrom('grants', '__proto__', 'constructor', '', 'x');
  const key = fc.constantFrom(
    'type',
    'stream',
    'record',
    'schema',
    'properties',
    'value',
    'state',
    'trace',
    '__proto__',
    'toString',
  );
  const type = fc.constantFrom(
    'SCHEMA',
    'RECORD',
    'STATE',
    'TRACE',
    'CATALOG',
    'LOG',
    'ACTIVATE_VERSION',
    'STREAM',
    'STREAM_STATUS',
  );
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 5 },
      fc.jsonValue(),
      name,
      type,
      fc.dictionary(key, tie('tree')),
      fc.array(tie('tree'), { maxLength: 3 }),
    ),
  }));
  const sound = fc.constantFrom(
    singer.schema(),
    singer.record(),
    singer.state(),
    airbyte.status('STARTED'),
    airbyte.record(),
    airbyte.state(1),
    airbyte.catalog(airbyte.catalogStream()),
  );
  /** A sound message in which one value, at any depth, became something else. */
  const spoilt = fc.tuple(sound, fc.nat(), tree).map(([message, place, value]) => {
    let seen = 0;
    const places = JSON.stringify(message).split(/[:,]/).length;
    return JSON.parse(
      JSON.stringify(message, (_key, old: unknown) => (seen++ === place % places ? value : old)) ?? 'null',
    ) as unknown;
  });
  const line = fc.oneof(spoilt, sound, tree).map((value) => Buffer.from(`${JSON.stringify(value)}\n`));
  const chunk = fc.oneof(
    { weight: 6, arbitrary: line },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)) },
  );

  it('there is a report, never an error, and its counts agree', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(chunk, { maxLength: 12 }),
        fc.option(tree, { nil: undefined }),
        async (chunks, catalog) => {
          const report = await validateBytes(chunks, { catalog });
          const bytes = Buffer.concat(chunks);
          const newlines = bytes.filter((byte) => byte === 0x0a).length;
          expect(report.lines).toBe(newlines + (bytes.length > 0 && bytes.at(-1) !== 0x0a ? 1 : 0));
          expect(report.faults).toHaveLength(Math.min(50, report.faultCount));
          expect(report.faultsByRule).not.toHaveProperty('input-unreadable');
        },
      ),
      { numRuns: 300 },
    );
  });
});
