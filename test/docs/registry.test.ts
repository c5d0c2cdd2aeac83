import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';
import { settingsTable } from '../../src/cli/commands/about.ts';
import type { Spec } from '../../src/cli/surroundings.ts';
import { projectRoot } from '../simulator/project-root.ts';
import { expectTable } from '../support/doc-table.ts';

const read = (path: string): string => readFileSync(join(projectRoot(), path), 'utf8');
const packageJson = JSON.parse(read('package.json')) as { readonly version: string; readonly license: string };

const text = { type: 'string', minLength: 1 } as const;
const memory = { type: 'string', pattern: '^[0-9]+(?:Mi|Gi)$' } as const;

/** An object of these properties and no others. */
function closed(properties: object, required: readonly string[] = Object.keys(properties)): object {
  return { type: 'object', properties, required, additionalProperties: false };
}

const list = (items: object): object => ({ type: 'array', items, minItems: 1 });
const registry = closed({ enabled: { type: 'boolean' } });

/** What the registry demands of an entry, and of what it takes besides, that which ours has. */
const format = closed({
  metadataSpecVersion: { const: '1.0' },
  data: closed({
    name: text,
    definitionId: { type: 'string', format: 'uuid' },
    connectorType: { const: 'source' },
    connectorSubtype: {
      enum: ['api', 'database', 'datalake', 'file', 'custom', 'message_queue', 'unknown', 'vectorstore'],
    },
    dockerRepository: { type: 'string', pattern: '^[a-z0-9-]+/source-[a-z0-9-]+$' },
    dockerImageTag: { type: 'string', pattern: '^[0-9]+\\.[0-9]+\\.[0-9]+(?:-[a-z0-9.]+)?$' },
    protocolVersion: text,
    documentationUrl: { type: 'string', format: 'uri', pattern: '^https://' },
    githubIssueLabel: { const: 'source-fluxx' },
    icon: text,
    license: { enum: ['MIT', 'ELv2'] },
    releaseStage: { enum: ['alpha', 'beta', 'generally_available', 'custom'] },
    supportLevel: { enum: ['community', 'certified', 'archived'] },
    tags: list({ type: 'string', pattern: '^[a-z]+:[a-z0-9-]+$' }),
    allowedHosts: closed({ hosts: list(text) }),
    suggestedStreams: closed({ streams: list(text) }),
    maxSecondsBetweenMessages: { type: 'integer', minimum: 1 },
    resourceRequirements: closed({
      jobSpecific: list(
        closed({
          jobType: { enum: ['get_spec', 'check_connection', 'discover_schema', 'sync', 'reset_connection'] },
          resourceRequirements: closed({ memory_request: memory, memory_limit: memory }),
        }),
      ),
    }),
    registryOverrides: closed({ oss: registry, cloud: registry }),
    connectorTestSuitesOptions: list(
      closed({ suite: { enum: ['unitTests', 'integrationTests', 'acceptanceTests', 'liveTests'] } }),
    ),
  }),
});

interface Metadata {
  readonly data: {
    readonly dockerImageTag: string;
    readonly license: string;
    readonly icon: string;
    readonly protocolVersion: string;
  };
}

describe('The entry for the registry', () => {
  const metadata: Metadata = parse(read('metadata.yaml'));

  it('is of its format', () => {
    const ajv = new Ajv({ allErrors: true });
    addFormats.default(ajv);
    expect([ajv.validate(format, metadata), ajv.errors]).toEqual([true, null]);
  });

  it('says the version, the licence and the protocol that the package and the specification say', () => {
    const { dockerImageTag, license, protocolVersion } = metadata.data;
    const spec: { readonly protocol_version: string } = JSON.parse(read('spec.json'));
    expect([dockerImageTag, license, protocolVersion]).toEqual([
      packageJson.version,
      packageJson.license,
      spec.protocol_version,
    ]);
  });

  it('has an icon that is a square drawing', () => {
    const icon = read(metadata.data.icon);
    expect(icon).toMatch(/^<svg [^>]*width="([0-9]+)" height="\1" viewBox="0 0 \1 \1"/);
    expect(icon).not.toMatch(/<script|href=/);
  });
});

describe('The page of the source', () => {
  it('has the table of settings that spec.json says', () => {
    const table = settingsTable(JSON.parse(read('spec.json')) as Spec);
    expectTable(join('integrations', 'sources', 'fluxx.md'), '## Reference', `## Reference\n\n${table}`);
  });
});
