import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import type { Spec } from '../../src/cli/surroundings.ts';
import { renderDefinition } from '../../tools/meltano/render-definition.ts';
import { projectRoot } from '../simulator/project-root.ts';

const path = join(projectRoot(), 'meltano', 'tap-fluxx.yml');
const spec = JSON.parse(readFileSync(join(projectRoot(), 'spec.json'), 'utf8')) as Spec;
const sample = JSON.parse(readFileSync(join(projectRoot(), 'catalog.sample.json'), 'utf8'));
const usual: readonly string[] = sample.streams.map(({ stream }: { stream: { name: string } }) => stream.name);

/** The kinds that the hub's schema allows. */
const kinds = 'string integer boolean decimal date_iso8601 email password oauth options file array object hidden'.split(
  ' ',
);

describe('The definition for Meltano', () => {
  it('is the one that is made from spec.json', () => {
    const made = renderDefinition(spec, usual);
    if (process.env['UPDATE_DOCS']) writeFileSync(path, made);
    expect(readFileSync(path, 'utf8')).toBe(made);
  });

  it('has every setting, with a kind that Meltano knows, a label and a description', () => {
    const { settings } = parse(readFileSync(path, 'utf8'));
    const { properties } = spec.connectionSpecification;
    expect(settings.map(({ name }: { name: string }) => name)).toEqual(Object.keys(properties));
    for (const { kind, label, description } of settings) {
      expect(kinds).toContain(kind);
      expect([label, description]).toEqual([expect.any(String), expect.any(String)]);
    }
  });

  it('masks everything that spec.json calls secret', () => {
    const { settings } = parse(readFileSync(path, 'utf8'));
    const masked = settings.filter(({ sensitive }: { sensitive?: boolean }) => sensitive);
    expect(masked.map(({ name }: { name: string }) => name)).toEqual(['client_id', 'client_secret', 'uri']);
  });
});
