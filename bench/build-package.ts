import { execFileSync } from 'node:child_process';
import { cpSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

/** A checkout as npm would publish it, compiled: Node need not strip types while it starts. */
export function buildPackage(checkout: string, folder: string): string {
  const compiler = join(checkout, 'node_modules/typescript/bin/tsc');
  const project = join(checkout, 'tsconfig.build.json');
  execFileSync(process.execPath, [compiler, '-p', project, '--outDir', join(folder, 'dist')]);
  for (const part of ['bin', 'catalog', 'package.json']) {
    cpSync(join(checkout, part), join(folder, part), { recursive: true });
  }
  symlinkSync(join(checkout, 'node_modules'), join(folder, 'node_modules'), 'dir');
  return folder;
}
