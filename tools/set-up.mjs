// Installs the dependencies when they are missing or older than the lock file, so that `npm start` and `npm test` work
// in a fresh clone. Plain JavaScript without imports from npm: it runs before anything is installed.
import { execSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** The same as `engines` in package.json, which npm only warns of. What is older fails later, and nobody sees why. */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const isSupported = major >= 24 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19);
if (!isSupported) {
  console.error(`tap-fluxx needs Node 20.19, 22.12, 24 or later; this is ${process.version}.`);
  process.exit(1);
}

const mark = 'node_modules/.installed-from';
const wanted = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex');
const present = existsSync(mark) ? readFileSync(mark, 'utf8') : '';

if (present !== wanted) {
  console.error('Installing the dependencies (npm ci) ...');
  execSync('npm ci --no-audit --no-fund --loglevel=error', { stdio: ['ignore', 2, 2] });
  writeFileSync(mark, wanted);
}
