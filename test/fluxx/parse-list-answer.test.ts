import { describe, expect, it } from '@jest/globals';
import { ExactNumber } from '../../src/core/exact-number.ts';
import type { PageRequest } from '../../src/engine/ports.ts';
import { parseListAnswer } from '../../src/fluxx/parse-list-answer.ts';
import { pageRequestOf } from '../support/page-request.ts';

const request = pageRequestOf('user');

/** The answer to a call for users, with parts of a whole envelope replaced; `undefined` leaves a part out. */
function answer(changes: Readonly<Record<string, unknown>> = {}, asked: PageRequest = request) {
  const rows = [{ id: 1 }, { id: 2 }];
  const envelope = { records: { user: rows }, total_entries: 2, total_pages: 1, current_page: 1, per_page: 100 };
  return parseListAnswer(asked, JSON.stringify({ ...envelope, ...changes }));
}

/** The code of the failure, or `page`. */
function codeOf(outcome: ReturnType<typeof parseListAnswer>): string {
  return 'failure' in outcome ? outcome.failure.code : 'page';
}

describe('the answer to a list call', () => {
  it('is a page of rows, untouched, with the counts of the server', () => {
    expect(answer()).toEqual({ made: { rows: [{ id: 1 }, { id: 2 }], totalRows: 2, page: 1, pageSize: 100 } });
  });

  it('keeps the digits of numbers that a double cannot hold', () => {
    const body =
      '{"records":{"user":[{"id":1,"n":12345678901234567}]},"total_entries":1,"current_page":1,"per_page":1}';
    const outcome = parseListAnswer(request, body);
    expect('made' in outcome && outcome.made.rows).toEqual([{ id: 1, n: new ExactNumber('12345678901234567') }]);
  });

  it('may be empty, when the server counts nothing', () => {
    expect(answer({ records: { user: [] }, total_entries: 0 })).toEqual({
      made: { rows: [], totalRows: 0, page: 1, pageSize: 100 },
    });
  });

  it('may lie beyond the end, or be the first page again there', () => {
    const asked = pageRequestOf('user', { page: 3, pageSize: 2 });
    expect(codeOf(answer({ records: { user: [] }, current_page: 3, per_page: 2 }, asked))).toBe('page');
    expect(answer({ per_page: 2 }, asked)).toEqual({
      made: { rows: [{ id: 1 }, { id: 2 }], totalRows: 2, page: 1, pageSize: 2 },
    });
  });

  it('is of the page asked for where the server does not say which', () => {
    const asked = pageRequestOf('user', { page: 2, pageSize: 2 });
    expect(answer({ current_page: undefined, per_page: undefined, total_entries: 4 }, asked)).toEqual({
      made: { rows: [{ id: 1 }, { id: 2 }], totalRows: 4, page: 2, pageSize: 2 },
    });
  });

  it('is a failure too where what is said of it is nested as deep as can be read', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    expect(codeOf(parseListAnswer(request, `{"error":{"message":${deep}}}`))).toBe('FLUXX_APPLICATION_ERROR');
  });

  it('is too large where what is nested deep holds a number that must be kept exactly', () => {
    const deep = `${'['.repeat(100_000)}12345678901234567${']'.repeat(100_000)}`;
    expect(codeOf(parseListAnswer(request, `{"records":{"user":[{"id":1,"n":${deep}}]},"total_entries":1}`))).toBe(
      'FLUXX_ANSWER_TOO_LARGE',
    );
  });

  it('of a dynamic model stands under its own name or the one key that all of them share', () => {
    const asked = pageRequestOf('mac_model_type_dyn_mel');
    expect(codeOf(answer({ records: { machine_model: [{ id: 1 }, { id: 2 }] } }, asked))).toBe('page');
    expect(codeOf(answer({ records: { mac_model_type_dyn_mel: [{ id: 1 }, { id: 2 }] } }, asked))).toBe('page');
    expect(codeOf(answer({ records: { mac_model_type_dyn_tool: [{ id: 1 }, { id: 2 }] } }, asked))).toBe(
      'FLUXX_WRONG_MODEL',
    );
    expect(codeOf(answer({ records: { machine_model: [{ id: 1 }, { id: 2 }] } }))).toBe('FLUXX_WRONG_MODEL');
  });

  it('is not refused for saying that there is no error', () => {
    expect(codeOf(answer({ error: null }))).toBe('page');
  });

  it.each([
    ['no JSON', '{"records":', 'FLUXX_NOT_JSON'],
    ['nothing', '  ', 'FLUXX_NOT_JSON'],
    ['a web page', '<html>Please log in as Ann</html>', 'FLUXX_NOT_JSON'],
    ['a list', '[]', 'FLUXX_ENVELOPE_INVALID'],
    ['null', 'null', 'FLUXX_ENVELOPE_INVALID'],
    ['an empty object', '{}', 'FLUXX_ENVELOPE_INVALID'],
  ])('is a failure when it is %s', (_title, body, code) => {
    const outcome = parseListAnswer(request, body);
    expect(codeOf(outcome)).toBe(code);
    expect(JSON.stringify(outcome)).not.toContain('Ann');
  });

  it.each([
    ['lacks the records', { records: undefined }, 'FLUXX_ENVELOPE_INVALID'],
    ['has null for records', { records: null }, 'FLUXX_ENVELOPE_INVALID'],
    ['has records of no model', { records: {} }, 'FLUXX_ENVELOPE_INVALID'],
    ['has records of two models', { records: { user: [], program: [] } }, 'FLUXX_ENVELOPE_INVALID'],
    ['has records of another model', { records: { program: [{ id: 1 }] } }, 'FLUXX_WRONG_MODEL'],
    ['has records of a model called __proto__', { records: JSON.parse('{"__proto__":[]}') }, 'FLUXX_WRONG_MODEL'],
    ['has records that are no list', { records: { user: { id: 1 } } }, 'FLUXX_ENVELOPE_INVALID'],
    ['has a row without id', { records: { user: [{ id: 1 }, { name: 'x' }] } }, 'FLUXX_ENVELOPE_INVALID'],
    ['has a row with id 0', { records: { user: [{ id: 0 }, { id: 1 }] } }, 'FLUXX_ENVELOPE_INVALID'],
    ['has a row with a textual id', { records: { user: [{ id: '1' }, { id: 2 }] } }, 'FLUXX_ENVELOPE_INVALID'],
    ['has null for a row', { records: { user: [null, { id: 1 }] } }, 'FLUXX_ENVELOPE_INVALID'],
    ['does not count', { total_entries: undefined }, 'FLUXX_ENVELOPE_INVALID'],
    ['counts in text', { total_entries: '2' }, 'FLUXX_ENVELOPE_INVALID'],
    ['counts below zero', { total_entries: -1 }, 'FLUXX_ENVELOPE_INVALID'],
    ['is page 0', { current_page: 0 }, 'FLUXX_ENVELOPE_INVALID'],
    ['has pages of no rows', { per_page: 0 }, 'FLUXX_ENVELOPE_INVALID'],
    ['has more rows than a page', { per_page: 1 }, 'FLUXX_ENVELOPE_INVALID'],
    ['has fewer rows than it counts', { total_entries: 3 }, 'FLUXX_PAGE_CUT_SHORT'],
    ['has no rows and counts some', { records: { user: [] } }, 'FLUXX_PAGE_CUT_SHORT'],
    ['has fewer rows than the rest', { current_page: 2, per_page: 3, total_entries: 6 }, 'FLUXX_PAGE_CUT_SHORT'],
  ])('is a failure when it %s', (_title, changes, code) => {
    expect(codeOf(answer(changes))).toBe(code);
  });

  it.each([
    ['with a code', { code: 100, message: '#<NameError: uninitialized constant Foo>' }, 'FLUXX_MODEL_UNKNOWN'],
    ['of text alone', 'Net::ReadTimeout', 'FLUXX_BUSY'],
    ['without a message', { code: 100 }, 'FLUXX_APPLICATION_ERROR'],
    ['with a list for a message', { message: ['permission', 'denied'] }, 'FLUXX_FORBIDDEN'],
    ['that is false', false, 'FLUXX_APPLICATION_ERROR'],
  ])('is the error of the application %s, whatever stands beside it', (_title, error, code) => {
    expect(codeOf(answer({ error }))).toBe(code);
  });
});
