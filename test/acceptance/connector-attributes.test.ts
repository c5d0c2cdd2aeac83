import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { projectRoot } from '../simulator/project-root.ts';
import { at } from '../support/messages.ts';
import { withConnector } from './connector.ts';

const metadata: unknown = parse(readFileSync(join(projectRoot(), 'metadata.yaml'), 'utf8'));

describe('TestConnectorAttributes', () => {
  it('test_streams_define_primary_key: every stream has one', () =>
    withConnector(async ({ streams }) => {
      const keys = (await streams()).map(({ source_defined_primary_key: key }) => key);
      expect(keys.length).toBeGreaterThan(5);
      expect(keys.filter((key) => !Array.isArray(key) || key.length === 0)).toEqual([]);
    }));

  it('test_certified_connector_has_allowed_hosts: they are what a configured instance can be', () => {
    expect(at(metadata, 'data', 'allowedHosts', 'hosts')).toContain(`\${instance}`);
  });

  it('test_certified_connector_has_suggested_streams: streams that there are', () => {
    const suggested = at(metadata, 'data', 'suggestedStreams', 'streams') as readonly string[];
    expect(suggested.length).toBeGreaterThan(3);
    for (const name of suggested) readFileSync(join(projectRoot(), 'schemas', `${name}.json`));
  });
});
