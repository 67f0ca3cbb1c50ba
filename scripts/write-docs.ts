import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { policyJsonSchema } from '../src/config/policy-json-schema.ts';
import { referencePages } from './reference-pages.ts';
import { taskTypesPage } from './task-types-page.ts';

const DOCS = new URL('../docs/', import.meta.url);
const REFERENCE = new URL('reference/', DOCS);

writeFileSync(new URL('task-types.md', DOCS), taskTypesPage());
writeFileSync(
  new URL('../catalog/modicum.schema.json', import.meta.url),
  `${JSON.stringify(policyJsonSchema(), null, 2)}\n`,
);
await writeReference();

/** The folder holds these pages and no others: that of a command which is gone goes too. */
async function writeReference(): Promise<void> {
  const pages = await referencePages();
  mkdirSync(REFERENCE, { recursive: true });
  for (const name of readdirSync(REFERENCE)) {
    if (!pages.has(name)) rmSync(new URL(name, REFERENCE));
  }
  for (const [name, text] of pages) writeFileSync(new URL(name, REFERENCE), text);
}
