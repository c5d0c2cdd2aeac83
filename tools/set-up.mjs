// Installs the dependencies when they are missing or older than the lock file, so that `npm start` and `npm test` work
// in a fresh clone. Plain JavaScript without imports from npm: it runs before anything is installed.
import { execSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const mark = 'node_modules/.installed-from';
const wanted = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex');
const present = existsSync(mark) ? readFileSync(mark, 'utf8') : '';

if (present !== wanted) {
  console.error('Installing the dependencies (npm ci) ...');
  execSync('npm ci --no-audit --no-fund --loglevel=error', { stdio: ['ignore', 2, 2] });
  writeFileSync(mark, wanted);
}
