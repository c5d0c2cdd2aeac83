import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../test/simulator/project-root.ts';
import { modelSchema } from './schemas/model-schema.ts';
import { modelTable } from './schemas/model-table.ts';
import { schemaText } from './schemas/schema-text.ts';

// Writes schemas/<model>.json for every model of the table and removes what the table does not know, so that a model
// taken out of the table does not live on as a stream.

const root = projectRoot();
const folder = join(root, 'schemas');
const table = modelTable(root);
const wanted = new Set(table.map((facts) => `${facts.model}.json`));

mkdirSync(folder, { recursive: true });
for (const file of readdirSync(folder)) if (!wanted.has(file)) rmSync(join(folder, file));
for (const facts of table) writeFileSync(join(folder, `${facts.model}.json`), schemaText(modelSchema(facts)));

console.log(`schemas/ holds ${table.length} models.`);
