import type { AboutFormat } from '../command.ts';
import type { ExitCode, Spec, SpecSetting, Surroundings } from '../surroundings.ts';

/** What the tap can do, in the words of the Meltano SDK. */
export const capabilities = [
  'catalog',
  'discover',
  'state',
  'about',
  'properties',
  'test',
  'structured-logging',
  'schema-flattening',
  'activate-version',
];
const description = 'Reads a Fluxx Grantmaker instance: live schemas, incremental by updated_at.';

/** Describes the tap and its settings. The JSON has the keys of the Meltano SDK's taps, for tools that read them. */
export async function about(format: AboutFormat, { stdout, spec, version }: Surroundings): Promise<ExitCode> {
  const writers = { json: aboutJson, markdown: aboutMarkdown, text: aboutText };
  await stdout.write(`${writers[format](spec, version)}\n`);
  return 0;
}

function aboutJson(spec: Spec, version: string): string {
  const { connectionSpecification: settings } = spec;
  // The SDK's version is asked for by name; this tap is not built on it.
  const facts = {
    name: 'tap-fluxx',
    description,
    version,
    sdk_version: null,
    supported_python_versions: [],
    capabilities,
    settings,
  };
  return JSON.stringify(facts, undefined, 2);
}

function aboutText(spec: Spec, version: string): string {
  const settings = settingsOf(spec).map(
    ({ name, setting, default: value }) => `  ${name}\n      ${setting.description}\n      Default: ${value}`,
  );
  return [
    `tap-fluxx ${version}`,
    description,
    '',
    `Capabilities: ${capabilities.join(', ')}`,
    '',
    'Settings:',
    ...settings,
  ].join('\n');
}

function aboutMarkdown(spec: Spec, version: string): string {
  return [
    `# tap-fluxx ${version}`,
    '',
    description,
    '',
    '## Capabilities',
    '',
    ...capabilities.map((name) => `* \`${name}\``),
    '',
    '## Settings',
    '',
    settingsTable(spec),
  ].join('\n');
}

/** The table of settings; the README's is compared with it. */
export function settingsTable(spec: Spec): string {
  const rows = settingsOf(spec).map(
    ({ name, setting, default: value }) => `| \`${name}\` | ${setting.description} | ${value} |`,
  );
  return ['| setting | what it does | default |', '|---|---|---|', ...rows].join('\n');
}

function settingsOf(
  spec: Spec,
): readonly { readonly name: string; readonly setting: SpecSetting; readonly default: string }[] {
  const { required, properties } = spec.connectionSpecification;
  return Object.entries(properties).map(([name, setting]) => ({
    name,
    setting,
    default:
      setting.default === undefined
        ? required.includes(name)
          ? 'required'
          : 'none'
        : JSON.stringify(setting.default).replaceAll('"', ''),
  }));
}
