import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it, onTestFinished } from 'vitest';
import { writeModel } from '../classify/model/model.ts';
import { createModicum, type Modicum } from '../modicum.ts';
import { loadModel } from './load-model.ts';

function ownFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'modicum-own-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

function write(folder: string, name: string, typeTemperature: number): void {
  const model = { ...loadModel(), name: 'own', typeTemperature };
  writeFileSync(join(folder, name), gzipSync(writeModel(model), { level: 1 }));
}

function open(folder: string, policy: string): Modicum {
  const path = join(folder, 'modicum.yaml');
  writeFileSync(path, policy);
  return createModicum({ policy: path, environment: { HOME: folder }, log: () => {} });
}

const TEXT = 'Translate "good morning" to Dutch';

it('decides by the model that the policy names beside itself, and by the next after a reload', async () => {
  const folder = ownFolder();
  write(folder, 'own.gz', 1);
  const modicum = open(folder, 'version: 1\nclassifier: { model: own.gz }\n');
  onTestFinished(() => modicum.close());
  const before = modicum.classify(TEXT).classifier;
  expect(before).toMatch(/^own:[0-9a-f]{8}$/);
  expect(modicum.reload()).toMatchObject({ changed: false });
  write(folder, 'own.gz', 1.5);
  expect(modicum.reload()).toMatchObject({ changed: true, problem: null });
  expect(modicum.classify(TEXT).classifier).toMatch(/^own:/);
  expect(modicum.classify(TEXT).classifier).not.toBe(before);
});

it('keeps the policy before where the model cannot be used', async () => {
  const folder = ownFolder();
  write(folder, 'own.gz', 1);
  const modicum = open(folder, 'version: 1\nclassifier: { model: ./own.gz }\n');
  onTestFinished(() => modicum.close());
  const before = modicum.classify(TEXT).classifier;
  writeFileSync(join(folder, 'own.gz'), 'no model');
  const { problem } = modicum.reload();
  expect(problem?.code).toBe('config_invalid');
  expect(problem?.message).toMatch(/modicum\.yaml:2:\d+.*own\.gz.*no model of Modicum/);
  expect(modicum.classify(TEXT).classifier).toBe(before);
});

it('refuses a policy whose model is not there', () => {
  const folder = ownFolder();
  expect(() => open(folder, 'version: 1\nclassifier: { model: none.gz }\n')).toThrow(
    /none\.gz.*there is no such file/,
  );
});
