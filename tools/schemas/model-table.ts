import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ModelFacts } from './model-facts.ts';
import { parseModel } from './parse-model.ts';

/** Reads the whole model table, by name, from the folder `models` of the project at `root`. Throws where a file cannot
 * be read as facts. */
export function modelTable(root: string): readonly ModelFacts[] {
  const folder = join(root, 'models');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.txt'))
    .toSorted()
    .map((file) => parseModel(basename(file, '.txt'), readFileSync(join(folder, file), 'utf8')));
}
