import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { projectRoot } from '../simulator/project-root.ts';
import { dialogues, propertiesOf } from './dialogue.ts';
import { everyStream } from './every-model.ts';
import { brokenRules, invalidRecords } from './golden-rules.ts';
import { type Found, type Reading, readEveryStream, rowsEach } from './read-every-stream.ts';

/** What is wrong with the streams, each as `stream: fault`, so that a failure names every culprit. */
function faults(readings: readonly Reading[], find: (reading: Reading) => readonly unknown[]): readonly string[] {
  return readings.flatMap((reading) => find(reading).map((fault) => `${reading.name}: ${String(fault)}`));
}

const numerically = (ids: readonly unknown[]): string =>
  ids
    .map(Number)
    .toSorted((a, b) => a - b)
    .join();

/** The columns of a model that hold credentials or account numbers. */
function secretsOf(model: string): ReadonlySet<string> {
  const path = join(projectRoot(), 'schemas', `${model}.json`);
  if (!existsSync(path)) return new Set();
  const properties = Object.entries(propertiesOf(JSON.parse(readFileSync(path, 'utf8'))));
  return new Set(properties.filter(([, property]) => property['x-secret'] === true).map(([name]) => name));
}

describe.each(['airbyte', 'singer'] as const)('Over %s, every stream', (protocol) => {
  let found: Found;

  beforeAll(async () => {
    found = await readEveryStream(protocol);
  }, 120_000);

  it('that is known or made by the instance is discovered, once, with its key', () => {
    const { nameOf, keyOf } = dialogues[protocol];
    expect(found.streams.map(nameOf)).toEqual(everyStream);
    expect(found.streams.filter((stream) => JSON.stringify(keyOf(stream)) !== '["id"]').map(nameOf)).toEqual([]);
  });

  it('has a name and a schema that every target survives', () => {
    expect(faults(found.all, ({ name }) => (/^[a-z][a-z0-9_]{0,62}$/.test(name) ? [] : [name]))).toEqual([]);
    expect(faults(found.all, ({ schema }) => brokenRules(schema))).toEqual([]);
  });

  it('gives messages that the validator has nothing against', () => {
    expect(found.verdicts).toEqual([expect.stringContaining('no faults'), expect.stringContaining('no faults')]);
  });

  describe.each(['all', 'some'] as const)('with %s of its properties selected', (selection) => {
    it('gives each row, under a key that is there and its own', () => {
      const wrong = faults(found[selection], ({ records, ids }) => {
        const keys = records.map(({ id }) => id);
        const distinct = [...new Set(keys)];
        return numerically(distinct) === numerically(ids) && keys.every(Number.isSafeInteger) ? [] : [keys];
      });
      expect(wrong).toEqual([]);
      expect(found[selection].filter(({ ids }) => ids.length < rowsEach)).toEqual([]);
    });

    it('gives rows that keep to its schema', () => {
      expect(faults(found[selection], ({ schema, records }) => invalidRecords(schema, records))).toEqual([]);
    });

    it('gives the selected properties, the key and the cursor, and no other', () => {
      const wrong = faults(found[selection], ({ records, emitted }) => {
        const shapes = new Set(records.map((record) => Object.keys(record).toSorted().join()));
        shapes.delete(emitted.toSorted().join());
        return [...shapes];
      });
      expect(wrong).toEqual([]);
    });

    it('asks for the columns of the selected properties and for no other, in no call', () => {
      const wrong = faults(found[selection], ({ schema, emitted, requested }) => {
        const columns = emitted.map((name) => propertiesOf(schema)[name]?.['x-fluxx-name'] ?? name);
        const usual = new Set<unknown>([...columns, 'id', 'updated_at']);
        const missing = columns.filter((column) => !requested.includes(String(column)));
        return [...requested.filter((name) => !usual.has(name)).map((name) => `asks for ${name}`), ...missing];
      });
      expect(wrong).toEqual([]);
    });

    it('keeps its secrets: they are neither asked for nor emitted', () => {
      const wrong = faults(found[selection], ({ name, requested, records }) => {
        const secrets = secretsOf(name);
        const said = [...requested, ...records.flatMap((record) => Object.keys(record))];
        return said.filter((column) => secrets.has(column));
      });
      expect(wrong).toEqual([]);
      expect(found[selection].flatMap(({ name }) => [...secretsOf(name)]).length).toBeGreaterThan(10);
    });
  });
});
