import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import packageFile from '../package.json' with { type: 'json' };

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');
const folder = mkdtempSync(join(tmpdir(), 'modicum-consumer-'));
const installed = join(folder, 'node_modules/modicum');

const PROGRAM = `
import { answerSchema, createModicum, receiptOf, withModicum, type Receipt } from 'modicum';
import { startSimulatedSetUp } from 'modicum/testing';

const simulation = await startSimulatedSetUp({ failures: false });
const modicum = createModicum(simulation.options);
const result = await modicum.run({ task: 'classify', input: 'red', labels: ['red', 'green'] });
const receipt: Receipt | null = receiptOf(result);
const color = answerSchema<{ name: string }>({ type: 'object' });
const name: string = color.read('{"name":"red"}').name;
const tier = result.tier === 'none' ? 0 : result.tier;
const { headers } = withModicum({ task: 'classify', tier });
const response: Response = await modicum.fetch('http://modicum.invalid/healthz', { headers: {} });
const code: string = await modicum.anthropic().then(
  (client) => typeof client.withOptions,
  (error: { code: string; message: string }) => error.code + ' ' + error.message,
);
console.log(JSON.stringify([receipt?.closed?.servedTier, name, headers, response.status, code]));
await modicum.close();
await simulation.close();
`;

/** The package as npm would install it, in a folder that has no SDK of a vendor. */
beforeAll(async () => {
  mkdirSync(installed, { recursive: true });
  await run(TSC, ['-p', 'tsconfig.build.json', '--outDir', join(installed, 'dist')], ROOT);
  cpSync(join(ROOT, 'package.json'), join(installed, 'package.json'));
  cpSync(join(ROOT, 'catalog'), join(installed, 'catalog'), { recursive: true });
  for (const name of [...Object.keys(packageFile.dependencies), '@types/node', 'undici-types']) {
    mkdirSync(join(folder, 'node_modules', name, '..'), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
  }
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(join(folder, 'program.ts'), PROGRAM);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('compiles without the vendors’ SDKs, every declaration checked', async () => {
  const options = ['--module', 'nodenext', '--target', 'es2024', '--strict', '--noEmit'];
  const { stdout } = await run(TSC, [...options, '--types', 'node', 'program.ts'], folder);
  expect(stdout).toBe('');
  await expect(run(TSC, [...options, '--types', 'node', broken()], folder)).rejects.toMatchObject({
    stdout: expect.stringContaining('deadline'),
  });
}, 120_000);

it('runs from its build, and names the SDK that is missing', async () => {
  const { stdout } = await run(join(folder, 'program.ts'), [], folder);
  expect(JSON.parse(stdout)).toEqual([
    0,
    'red',
    { 'x-modicum-task': 'classify', 'x-modicum-tier': '0' },
    200,
    'sdk_missing @anthropic-ai/sdk is not installed, and this call needs it: npm install @anthropic-ai/sdk',
  ]);
}, 60_000);

/** The check checks: a mistyped option is seen. */
function broken(): string {
  const name = 'broken.ts';
  writeFileSync(
    join(folder, name),
    PROGRAM.replace("task: 'classify', tier }", 'deadline: 5, tier }'),
  );
  return name;
}

function run(script: string, parameters: readonly string[], cwd: string) {
  return promisify(execFile)(process.execPath, [script, ...parameters], { cwd });
}
