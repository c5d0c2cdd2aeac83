import { forbidden, goOn, type TextRow } from './failure.ts';

/**
 * The application's own errors: status 200, code 100, and the text of a Ruby exception. The first row that fits counts.
 */
export const applicationFailures = [
  {
    name: 'model-unknown',
    when: /uninitialized constant/i,
    sign: '`uninitialized constant`',
    meaning: 'this instance does not have the model',
    code: 'FLUXX_MODEL_UNKNOWN',
    kind: 'unavailable',
    reaction: 'fail',
    message: 'Cannot {what}: this instance has no such model. Discover the streams again, or leave this one out.',
  },
  {
    name: 'window-exceeded',
    when: /result window is too large|max_result_window/i,
    sign: '`Result window is too large`',
    meaning: 'the search index pages no further than 10,000 rows',
    code: 'FLUXX_WINDOW_EXCEEDED',
    kind: 'unexpected-response',
    reaction: 'fail',
    message: 'Cannot {what}: the search index does not page that deep.',
  },
  {
    name: 'busy',
    // Ruby's own names have no gap before the word: Net::ReadTimeout, GatewayTimeout, TimeoutError.
    when: /(timeout(error)?|timed out|execution expired|too many clients|lock wait|ServiceUnavailable|TooManyRequests|BadGateway|rejected_execution_exception|circuit_breaking_exception)\b|\[(429|50[0-9])\]/i,
    sign: '`timeout`, `execution expired`, `ServiceUnavailable`, `[429]`, `[503]` and the like',
    meaning: 'the database or the search index gave up',
    code: 'FLUXX_BUSY',
    kind: 'transient',
    reaction: 'retry',
    message: `Cannot {what}: Fluxx took too long ({detail}). Lower \`page_size\`. ${goOn}`,
  },
  {
    name: 'query-refused',
    when: /Elasticsearch|BadRequest|parsing_exception/i,
    sign: '`Elasticsearch::...::BadRequest`, `parsing_exception`',
    meaning: 'the search index does not understand a filter or an order',
    code: 'FLUXX_QUERY_REFUSED',
    kind: 'unexpected-response',
    reaction: 'fail',
    message: 'Cannot {what}: the search index refuses the query ({detail}).',
  },
  {
    name: 'forbidden-by-application',
    ...forbidden,
    when: /not authorized|permission|forbidden|access denied/i,
    sign: '`not authorized`, `permission`, `access denied`',
  },
  {
    name: 'application-error',
    when: /(?:)/,
    sign: 'every other text',
    meaning: 'the application raised: a field that cannot be computed, or a fault of Fluxx',
    code: 'FLUXX_APPLICATION_ERROR',
    kind: 'unexpected-response',
    reaction: 'fail',
    message: 'Cannot {what}: Fluxx answers with an error of its own ({detail}).',
  },
] as const satisfies readonly TextRow[];
