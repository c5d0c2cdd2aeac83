import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../simulator/project-root.ts';
import { type FinishedProcess, runProcess } from '../support/run-tap.ts';

/** What an image says of itself, in the form that both engines give. */
export interface ImageFacts {
  readonly user: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly entrypoint: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly workingFolder: string;
  /** In bytes, with all that it is built on. */
  readonly size: number;
}

/** How a container is run: once, with the network of this machine, and removed. */
export interface ContainerRun {
  /** In the place of the entry point. */
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  /** Folders of this machine that the container sees at the same path, and cannot write to. */
  readonly mounts?: readonly string[];
  readonly workingFolder?: string;
  /** In bytes. */
  readonly memory?: number;
}

/** Builds and runs images. */
export interface ContainerEngine {
  readonly name: 'docker' | 'buildah';
  /** The image that ours is built on; made here where no registry can be reached. */
  readonly base: string;
  readonly facts: (image: string) => ImageFacts;
  readonly run: (image: string, run: ContainerRun) => Promise<FinishedProcess>;
  readonly build: (image: string) => void;
}

const base = readBase();
const nodeMajor = '24';

function readBase(): string {
  const named = /^ARG BASE=(\S+)$/m.exec(readFileSync(join(projectRoot(), 'Dockerfile'), 'utf8'))?.[1];
  if (named === undefined) throw new Error('The Dockerfile names no base image.');
  return named;
}

/** Without systemd and without a network of its own, as in a container that this may run in itself. */
const buildahEnvironment = { BUILDAH_ISOLATION: 'chroot', STORAGE_DRIVER: 'overlay' };

/** Runs a command to its end. @throws Error with what it said when it fails */
function call(file: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}): string {
  const { status, stdout, stderr, error } = spawnSync(file, args, {
    encoding: 'utf8',
    env: { ...process.env, ...environment },
    cwd: projectRoot(),
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`${file} ${args.join(' ')} fails: ${error?.message ?? stderr.slice(-4000)}`);
  return stdout;
}

function succeeds(file: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}): boolean {
  try {
    call(file, args, environment);
    return true;
  } catch {
    return false;
  }
}

/** Docker where its service answers, else buildah. @throws Error where there is neither */
export function openEngine(): ContainerEngine {
  if (succeeds('docker', ['info'])) return docker();
  if (succeeds('buildah', ['--version'])) return buildah();
  throw new Error('There is neither a docker service nor buildah (Debian: apt install buildah debootstrap).');
}

interface Inspected {
  readonly User?: string;
  readonly Env?: readonly string[];
  readonly Entrypoint?: readonly string[];
  readonly Labels?: Readonly<Record<string, string>>;
  readonly WorkingDir?: string;
}

function toFacts(config: Inspected, size: number): ImageFacts {
  const environment = (config.Env ?? []).map((entry) => entry.split(/=(.*)/s).slice(0, 2) as [string, string]);
  return {
    user: config.User ?? '',
    environment: Object.fromEntries(environment),
    entrypoint: config.Entrypoint ?? [],
    labels: config.Labels ?? {},
    workingFolder: config.WorkingDir ?? '',
    size,
  };
}

const timeLimitMs = 120_000;

/** Once, without rights, with the network of this machine, where a pretend instance may listen. */
const asThePlatform = [
  '--rm',
  '--network',
  'host',
  '--read-only',
  '--cap-drop',
  'ALL',
  '--security-opt',
  'no-new-privileges',
];

function docker(): ContainerEngine {
  return {
    name: 'docker',
    base,
    build: (image) => void call('docker', ['build', '--tag', image, '.']),
    facts(image) {
      const [{ Config: config, Size: size }] = JSON.parse(call('docker', ['image', 'inspect', image]));
      return toFacts(config, size);
    },
    run: (image, { command, args = [], mounts = [], workingFolder, memory }) => {
      const [entry, ...others] = command ?? [];
      const options = [
        ...mounts.flatMap((path) => ['--volume', `${path}:${path}:ro`]),
        ...(workingFolder === undefined ? [] : ['--workdir', workingFolder]),
        ...(memory === undefined ? [] : ['--memory', String(memory), '--memory-swap', String(memory)]),
        ...(entry === undefined ? [] : ['--entrypoint', entry]),
      ];
      return runProcess('docker', ['run', ...asThePlatform, ...options, image, ...others, ...args], { timeLimitMs });
    },
  };
}

/** Where nobody can reach the registry of the base image, a stand-in takes its name. */
function buildah(): ContainerEngine {
  const has = (image: string): boolean =>
    succeeds('buildah', ['inspect', '--type', 'image', image], buildahEnvironment);
  if (!has(base) && !succeeds('buildah', ['pull', '--quiet', base], buildahEnvironment)) {
    call('sh', [join('test', 'image', 'make-base.sh'), base, nodeMajor], buildahEnvironment);
  }
  const facts = (image: string): ImageFacts => {
    const inspected = JSON.parse(call('buildah', ['inspect', '--type', 'image', image], buildahEnvironment));
    const [listed] = JSON.parse(call('buildah', ['images', '--json', image], buildahEnvironment));
    const [number = '0', unit = ''] = String(listed.size).split(' ');
    const units: Readonly<Record<string, number>> = { B: 1, KB: 1e3, MB: 1e6, GB: 1e9 };
    return toFacts(inspected.OCIv1.config, Number(number) * (units[unit] ?? Number.NaN));
  };
  return {
    name: 'buildah',
    base,
    build: (image) => void call('buildah', ['bud', '--quiet', '--pull-never', '--tag', image, '.'], buildahEnvironment),
    facts,
    async run(image, { command, args = [], mounts = [], workingFolder, memory }) {
      const container = call('buildah', ['from', '--pull-never', image], buildahEnvironment).trim();
      try {
        const options = [
          ...mounts.flatMap((path) => ['--volume', `${path}:${path}:ro`]),
          ...(workingFolder === undefined ? [] : ['--workingdir', workingFolder]),
        ];
        const entry = command ?? facts(image).entrypoint;
        const run = ['buildah', 'run', ...options, container, '--', ...entry, ...args];
        const [file = '', ...others] = memory === undefined ? run : withMemory(run, memory);
        return await runProcess(file, others, { timeLimitMs, environment: buildahEnvironment });
      } finally {
        call('buildah', ['rm', container], buildahEnvironment);
      }
    },
  };
}

/** The command in a control group of its own: without a service, buildah limits nothing itself. */
function withMemory(command: readonly string[], memory: number): readonly string[] {
  const script = [
    'group=/sys/fs/cgroup/memory/tap-fluxx-$$ limit=memory.limit_in_bytes',
    '[ -d /sys/fs/cgroup/memory ] || { group=/sys/fs/cgroup/tap-fluxx-$$; limit=memory.max; }',
    'mkdir "$group" && echo "$0" > "$group/$limit" && echo $$ > "$group/cgroup.procs"',
    '"$@"',
  ];
  return ['sh', '-c', script.join('; '), String(memory), ...command];
}
