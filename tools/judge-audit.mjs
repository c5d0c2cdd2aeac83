// Judges what `npm audit --json` says on stdin: fails where a package has a known vulnerability, goes on where the registry
// cannot be asked at all (mirrors often cannot), and says which it was. Plain JavaScript without imports from npm.
import { readFileSync } from 'node:fs';

// Nothing to ask: no such path, no such method, not implemented.
const noEndpoint = new Set([404, 405, 501]);

function judge(report) {
  const total = report?.metadata?.vulnerabilities?.total;
  if (total === 0) return { passes: true, verdict: 'no known vulnerability' };
  if (typeof total === 'number') {
    const names = Object.keys(report.vulnerabilities ?? {}).join(', ');
    return { passes: false, verdict: `packages with known vulnerabilities: ${names}. See npm audit` };
  }
  const status = report?.statusCode;
  if (noEndpoint.has(status)) return { passes: true, verdict: `not asked: the registry has no audit (HTTP ${status})` };
  return { passes: false, verdict: `no answer: ${report?.message ?? 'npm audit printed no report'}` };
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const { passes, verdict } = judge(parse(readFileSync(0, 'utf8')));
console.error(`npm audit: ${verdict}`);
process.exitCode = passes ? 0 : 1;
