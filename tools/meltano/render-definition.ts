import { stringify } from 'yaml';
import { capabilities } from '../../src/cli/commands/about.ts';
import type { Spec, SpecSetting } from '../../src/cli/surroundings.ts';

/** A setting as `spec.json` describes it, as far as Meltano can say the same. */
interface DescribedSetting extends SpecSetting {
  readonly enum?: readonly string[];
  readonly format?: string;
  readonly examples?: readonly unknown[];
}

const head = `# Made from spec.json: UPDATE_DOCS=1 npm run test:jest -- test/docs/meltano
# meltano add --from-ref <this file, or its URL> --plugin-type extractor tap-fluxx
`;

/** The definition of the tap for Meltano, in the form of its hub. */
export function renderDefinition(spec: Spec, select: readonly string[]): string {
  const { properties } = spec.connectionSpecification;
  const definition = {
    name: 'tap-fluxx',
    namespace: 'tap_fluxx',
    variant: 'tap-fluxx',
    label: 'Fluxx',
    description: 'Grants management: live schemas with custom fields, incremental by updated_at.',
    domain_url: 'https://www.fluxx.io',
    keywords: ['api', 'grants'],
    executable: 'tap-fluxx',
    capabilities,
    settings_group_validation: [['instance', 'client_id', 'client_secret'], ['uri']],
    settings: Object.entries(properties).map(([name, setting]) => toSetting(name, setting)),
    select: select.map((stream) => `${stream}.*`),
  };
  return head + stringify(definition, { lineWidth: 120, version: '1.1' });
}

function toSetting(name: string, setting: DescribedSetting): object {
  const { title, description, default: value, examples, airbyte_secret: isSecret } = setting;
  const [example] = examples ?? [];
  return {
    name,
    label: title,
    description,
    kind: kindOf(setting),
    ...(isSecret && { sensitive: true }),
    ...(setting.enum && { options: setting.enum.map((option) => ({ label: option, value: option })) }),
    ...(value !== undefined && { value }),
    ...(example !== undefined && { placeholder: typeof example === 'string' ? example : JSON.stringify(example) }),
  };
}

function kindOf({ type, enum: choices, format }: DescribedSetting): string {
  if (choices) return 'options';
  return format === 'date-time' ? 'date_iso8601' : type;
}
