import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TASK_TYPES } from '../core/task.ts';
import { CLASSIFIERS } from './index.ts';
import { WORD_RULES } from './rules.ts';

describe('the classifiers', () => {
  it('bear names and versions, each once', () => {
    const names = CLASSIFIERS.map((classifier) => classifier.name);
    expect(names).toEqual(['word-rules@1']);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('the rules', () => {
  it('come from every file of tasks', async () => {
    const files = readdirSync(new URL('tasks/', import.meta.url));
    expect(files.length).toBe(4);
    const listed = new Set(WORD_RULES.map((rule) => rule.taskType));
    for (const file of files) {
      const module: Record<string, unknown> = await import(/* @vite-ignore */ `./tasks/${file}`);
      const tasks = Object.values(module).flat() as readonly { taskType: string }[];
      expect(tasks.length).toBeGreaterThan(5);
      for (const task of tasks) expect([...listed]).toContain(task.taskType);
    }
  });

  it('cover every task type', () => {
    const covered = new Set(WORD_RULES.map((rule) => rule.taskType));
    expect(TASK_TYPES.filter((type) => !covered.has(type))).toEqual([]);
  });
});
