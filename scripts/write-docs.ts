import { writeFileSync } from 'node:fs';
import { taskTypesPage } from './task-types-page.ts';

writeFileSync(new URL('../docs/task-types.md', import.meta.url), taskTypesPage());
