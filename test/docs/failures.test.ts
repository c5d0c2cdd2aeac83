import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ConnectorError, isBurden, isHopeless } from '../../src/core/connector-error.ts';
import { isRefusal } from '../../src/engine/refusal.ts';
import { largestAnswer, mostRows, mostValues } from '../../src/fluxx/answer-limits.ts';
import type { Failure } from '../../src/fluxx/failures/failure.ts';
import { failureTable } from '../../src/fluxx/failures/failure-table.ts';
import { defaultBackoff } from '../../src/fluxx/retry-delay.ts';
import { projectRoot } from '../simulator/project-root.ts';
import { expectTable } from '../support/doc-table.ts';

const page = readFileSync(join(projectRoot(), 'docs', 'failures.md'), 'utf8').replaceAll(/\s+/g, ' ');

const headings: Readonly<Record<keyof typeof failureTable, string>> = {
  network: 'No answer, by the code of the network',
  status: 'By status',
  token: 'Where a token should be',
  application: 'Status 200 with an error of the application (code 100), by its text',
  contradiction: 'Status 200 with an answer that contradicts the question',
};

/** What the tap does about a failure, in words. */
function describeReaction({ name, code, kind, reaction }: Failure): string {
  if (name === 'redirected')
    return 'the run ends, unless another model is served; then tries again, and the stream fails';
  if (reaction === 'renew-token')
    return 'asks again with a new token; when that is refused too, and no other model is served, the run ends';
  if (reaction === 'retry') {
    return isBurden(code)
      ? 'asks for fewer rows, then for fewer columns at once; tries again; then the stream fails'
      : 'tries again; then the stream fails';
  }
  if (isRefusal(new ConnectorError(kind, code, '')))
    return 'asks in another way; when none is left, the stream fails (`RUNGS_EXHAUSTED`, which quotes this)';
  return isHopeless(new ConnectorError(kind, code, '')) ? 'the run ends' : 'the stream fails';
}

function toRow(failure: Failure): string {
  const message = failure.message.replaceAll(/\{\w+\}/g, '...').replaceAll('<', '&lt;');
  return `| ${failure.sign} | ${failure.meaning} | ${describeReaction(failure)} | \`${failure.code}\` | ${message} |`;
}

describe('docs/failures.md', () => {
  it.each(Object.entries(headings))('has the failures of the group %s', (group, heading) => {
    const rows = failureTable[group as keyof typeof failureTable].map(toRow);
    const head =
      '| what is seen | what it most likely means | what the tap does | code | message |\n|---|---|---|---|---|';
    expectTable('failures.md', `## ${heading}`, [`## ${heading}\n`, head, ...rows].join('\n'));
  });

  it('says how long is waited', () => {
    const { baseMs, rateLimitBaseMs, maxMs, patienceMs } = defaultBackoff;
    expect(page).toContain(
      `after ${baseMs / 1000} second, then ${(2 * baseMs) / 1000}, ${(4 * baseMs) / 1000} and so on`,
    );
    expect(page).toContain(`up to ${maxMs / 1000} seconds`);
    expect(page).toContain(`no later than ${patienceMs / 1000} seconds after the call has failed for the first time`);
    expect(page).toContain(`After 429 the first wait is ${rateLimitBaseMs / 1000} seconds`);
  });

  it('says how large an answer may be', () => {
    expect(page).toContain(`An answer has at most ${largestAnswer / 1024 / 1024} MiB`);
    expect(page).toContain(`and ${mostValues.toLocaleString('en')} values`);
    expect(page).toContain(`more than ${mostValues.toLocaleString('en')} values`);
    expect(page).toContain(`a count above ${mostRows.toLocaleString('en')} rows`);
    expect(page).toContain(`more than ${largestAnswer / 1024 / 1024} MiB`);
  });
});
