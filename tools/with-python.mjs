// node tools/with-python.mjs NAME -- COMMAND ...
//
// Runs a command with PYTHON set to an interpreter that has the packages of test/NAME/requirements.txt, in a virtual
// environment that is kept below node_modules and made anew when that file changes. Programs whose packages do not agree have
// an environment each: for test/NAME/requirements/target-x.txt, PYTHON_TARGET_X is set. Where they cannot be had, the command
// is skipped and says so; with CI set, that is a failure. Plain JavaScript without imports from npm.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

const [name, separator, ...command] = process.argv.slice(2);
if (name === undefined || separator !== '--' || command.length === 0) {
  console.error('Usage: node tools/with-python.mjs NAME -- COMMAND ...');
  process.exit(2);
}

/** What the judges of both protocols run on; some of them have no packages for newer ones. */
const isSupported = 'import sys; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 12))';
const candidates = ['python3.11', 'python3.10', 'python3', 'python3.12', 'python'];

function succeedsAtOnce(file, args) {
  return spawnSync(file, args, { stdio: 'ignore' }).status === 0;
}

/** What it says goes to stderr. */
function succeeds(file, args) {
  return new Promise((resolved) => {
    const child = spawn(file, args, { stdio: ['ignore', 2, 2] });
    child.once('error', () => resolved(false));
    child.once('close', (status) => resolved(status === 0));
  });
}

function readEnvironments() {
  const folder = join('test', name, 'requirements');
  const single = { variable: 'PYTHON', folder: `python-${name}`, requirements: `${folder}.txt` };
  if (existsSync(single.requirements)) return [single];
  return readdirSync(folder).map((file) => {
    const program = basename(file, '.txt');
    const variable = `PYTHON_${program.toUpperCase().replaceAll('-', '_')}`;
    return { variable, folder: `python-${name}-${program}`, requirements: join(folder, file) };
  });
}

const environments = readEnvironments().map(({ variable, folder: part, requirements }) => {
  const folder = resolve('node_modules', '.cache', part);
  const wanted = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  const python = join(folder, 'bin', 'python');
  return { variable, folder, requirements, wanted, python, mark: join(folder, 'installed-from') };
});

function isThere({ mark, wanted, python }) {
  return existsSync(mark) && readFileSync(mark, 'utf8') === wanted && succeedsAtOnce(python, ['--version']);
}

/** Why the environment cannot be made; undefined when it is there. */
async function makeEnvironment(base, { folder, requirements, wanted, python, mark }) {
  rmSync(folder, { recursive: true, force: true });
  if (!(await succeeds(base, ['-m', 'venv', folder])))
    return `${base} -m venv fails (Debian: apt install python3-venv)`;
  const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements];
  if (!(await succeeds(python, install)))
    return `the packages of ${requirements} cannot be installed; is the Python index reachable?`;
  writeFileSync(mark, wanted);
  return undefined;
}

/** Why one of the environments cannot be made; undefined when all are there. */
async function makeEnvironments() {
  const missing = environments.filter((environment) => !isThere(environment));
  if (missing.length === 0) return undefined;
  const base = candidates.find((candidate) => succeedsAtOnce(candidate, ['-c', isSupported]));
  if (base === undefined) return 'there is no Python 3.10, 3.11 or 3.12';
  console.error(
    `Making Python environments (some minutes): ${missing.map(({ requirements }) => requirements).join(', ')}`,
  );
  const reasons = await Promise.all(missing.map((environment) => makeEnvironment(base, environment)));
  return reasons.find((reason) => reason !== undefined);
}

const reason = await makeEnvironments();
if (reason === undefined) {
  const [file, ...args] = command;
  const pythons = Object.fromEntries(environments.map(({ variable, python }) => [variable, python]));
  const { status, error } = spawnSync(file, args, { stdio: 'inherit', env: { ...process.env, ...pythons } });
  if (error) console.error(String(error));
  process.exitCode = status ?? 1;
} else if (process.env.CI) {
  console.error(`FAILED, for in CI nothing is skipped: ${reason}`);
  process.exitCode = 1;
} else {
  console.error(`SKIPPED: ${reason}`);
}
