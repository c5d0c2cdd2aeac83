import { mostValues } from '../answer-limits.ts';
import { type Failure, goOn } from './failure.ts';

const values = `${mostValues.toLocaleString('en')} values`;

/** Answers with a good status that are no answer to the question, although nothing says so. */
export const contradictions = {
  tooMuch: {
    name: 'too-many-values',
    sign: `more than ${values}, or nested too deep to be read`,
    meaning: 'a page of enormous rows, or a server that means harm',
    code: 'FLUXX_ANSWER_TOO_LARGE',
    kind: 'unexpected-response',
    reaction: 'retry',
    message:
      `Cannot {what}: the answer has more than ${values}, or some that are nested too deep. Lower \`page_size\`, or ` +
      'deselect fields.',
  },
  notJson: {
    name: 'not-json',
    sign: 'HTML, nothing, or JSON that breaks off',
    meaning: 'a page of maintenance, a proxy, a connection that was cut',
    code: 'FLUXX_NOT_JSON',
    kind: 'unexpected-response',
    reaction: 'retry',
    message: `Cannot {what}: the answer is not JSON ({detail}). A proxy may stand between. ${goOn}`,
  },
  envelope: {
    name: 'envelope-invalid',
    sign: 'no `records`, no count, a row without `id`',
    meaning: 'a fault of Fluxx, or not Fluxx',
    code: 'FLUXX_ENVELOPE_INVALID',
    kind: 'unexpected-response',
    reaction: 'retry',
    message: `Cannot {what}: the answer is not a list of records ({detail}). ${goOn}`,
  },
  wrongModel: {
    name: 'wrong-model',
    sign: 'records under the name of another model',
    meaning: 'answers that were mixed up, by a cache say',
    code: 'FLUXX_WRONG_MODEL',
    kind: 'unexpected-response',
    reaction: 'retry',
    message: `Cannot {what}: the answer holds records of another model ({detail}). ${goOn}`,
  },
  shortPage: {
    name: 'page-cut-short',
    sign: 'fewer rows than the counts beside them demand',
    meaning: 'rows that were lost on the way',
    code: 'FLUXX_PAGE_CUT_SHORT',
    kind: 'unexpected-response',
    reaction: 'retry',
    message: `Cannot {what}: a page has fewer rows than the server counts ({detail}). ${goOn}`,
  },
} as const satisfies Record<string, Failure>;
