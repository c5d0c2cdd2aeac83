// node tools/with-python.mjs NAME -- COMMAND ...
//
// Runs a command with PYTHON set to an interpreter that has the packages of test/NAME/requirements.txt, in a virtual
// environment that is kept below node_modules and made anew when that file changes. Where they cannot be had, the command is
// skipped and says so; with CI set, that is a failure. Plain JavaScript without imports from npm.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const [name, separator, ...command] = process.argv.slice(2);
if (name === undefined || separator !== '--' || command.length === 0) {
  console.error('Usage: node tools/with-python.mjs NAME -- COMMAND ...');
  process.exit(2);
}

/** What the judges of both protocols run on; newer ones are not supported by all of them. */
const isSupported = 'import sys; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 12))';
const candidates = ['python3', 'python3.12', 'python3.11', 'python3.10', 'python'];

const requirements = join('test', name, 'requirements.txt');
const wanted = createHash('sha256').update(readFileSync(requirements)).digest('hex');
const folder = resolve('node_modules', '.cache', `python-${name}`);
const python = join(folder, 'bin', 'python');
const mark = join(folder, 'installed-from');

function succeeds(file, args, stdio = 'ignore') {
  return spawnSync(file, args, { stdio }).status === 0;
}

/** Why the environment cannot be made; undefined when it is there. */
function makeEnvironment() {
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted && succeeds(python, ['--version'])) return undefined;
  const base = candidates.find((candidate) => succeeds(candidate, ['-c', isSupported]));
  if (base === undefined) return 'there is no Python 3.10, 3.11 or 3.12';
  console.error(`Making a Python environment with the packages of ${requirements} (a minute or two) ...`);
  rmSync(folder, { recursive: true, force: true });
  const toStderr = ['ignore', 2, 2];
  if (!succeeds(base, ['-m', 'venv', folder], toStderr))
    return `${base} -m venv fails (Debian: apt install python3-venv)`;
  const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements];
  if (!succeeds(python, install, toStderr)) return 'the packages cannot be installed; is the Python index reachable?';
  writeFileSync(mark, wanted);
  return undefined;
}

const reason = makeEnvironment();
if (reason === undefined) {
  const [file, ...args] = command;
  const { status, error } = spawnSync(file, args, { stdio: 'inherit', env: { ...process.env, PYTHON: python } });
  if (error) console.error(String(error));
  process.exitCode = status ?? 1;
} else if (process.env.CI) {
  console.error(`FAILED, for in CI nothing is skipped: ${reason}`);
  process.exitCode = 1;
} else {
  console.error(`SKIPPED: ${reason}`);
}
