import { readFileSync } from 'node:fs';
import { command } from '../command.ts';
import { printLine } from '../output.ts';

export const schema = command({
  meta: { name: 'schema', description: 'The JSON Schema of modicum.yaml, for editors' },
  args: { path: { type: 'boolean', description: 'print where it is instead' } },
  examples: ['modicum policy schema', 'modicum policy schema --path'],
  about:
    'Editors with a YAML language server check and complete a file that begins with `# yaml-language-server: $schema=<path>`; `policy set` writes that line into files it makes.',
  async run({ args }) {
    const { schemaPath } = await import('../../config/plan-change.ts');
    printLine(args.path ? schemaPath() : readFileSync(schemaPath(), 'utf8').trimEnd());
  },
});
