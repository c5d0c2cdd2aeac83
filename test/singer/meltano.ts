import { mkdir, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { projectRoot } from '../simulator/project-root.ts';
import { type FinishedProcess, type RunOptions, runProcess, tapPath } from '../support/run-tap.ts';
import type { Instance } from '../support/with-instance.ts';
import { commandBeside } from './pipe.ts';

/** A loader of a project, as its `meltano.yml` has it. */
export interface Loader {
  readonly name: string;
  readonly interpreter: string;
  readonly command: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** A Meltano project that has the tap, added by its definition, and one loader. */
export interface MeltanoProject {
  /** Runs `meltano` in the project, with the credentials of the instance in the environment. */
  readonly run: (args: readonly string[], options?: Pick<RunOptions, 'onStart'>) => Promise<FinishedProcess>;
  readonly folder: string;
}

/** Makes a project in the folder of an instance. `config` are settings of the tap besides the credentials. */
export async function createProject(
  instance: Instance,
  loader: Loader,
  config: Readonly<Record<string, unknown>> = {},
): Promise<MeltanoProject> {
  const folder = join(instance.folder, 'project');
  await mkdir(join(folder, 'bin'), { recursive: true });
  await symlink(tapPath, join(folder, 'bin', 'tap-fluxx'));
  await instance.write('project/meltano.yml', stringify(projectWith(loader)));
  const settings = Object.entries({ ...instance.settings, ...config }).map(([name, value]) => [
    `TAP_FLUXX_${name.toUpperCase()}`,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  const environment: Readonly<Record<string, string>> = {
    ...Object.fromEntries(settings),
    PATH: [join(folder, 'bin'), dirname(process.execPath), process.env['PATH']].join(':'),
    HOME: folder,
    MELTANO_SEND_ANONYMOUS_USAGE_STATS: 'false',
    NO_COLOR: '1',
  };
  const meltano = commandBeside('PYTHON_MELTANO', 'meltano');
  const run: MeltanoProject['run'] = (args, options) =>
    runProcess(meltano, ['--cwd', folder, ...args], { environment, timeLimitMs: 120_000, ...options });
  const definition = join(projectRoot(), 'meltano', 'tap-fluxx.yml');
  const added = await run(['add', '--from-ref', definition, '--plugin-type', 'extractor', 'tap-fluxx']);
  if (added.exitCode !== 0) throw new Error(`The plugin cannot be added:\n${added.stdout}\n${added.stderr}`);
  return { run, folder };
}

/** A `meltano.yml` without the tap. */
export function projectWith({ name, interpreter, command, config }: Loader): object {
  return {
    default_environment: 'dev',
    project_id: '00000000-0000-4000-8000-000000000000',
    environments: [{ name: 'dev' }],
    plugins: {
      loaders: [
        {
          name,
          namespace: name.replaceAll('-', '_'),
          executable: commandBeside(interpreter, command),
          settings: Object.keys(config).map((setting) => ({ name: setting })),
          config,
        },
      ],
    },
  };
}
