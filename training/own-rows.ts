import { readdirSync, readFileSync } from 'node:fs';
import { TASK_TYPES, type TaskType } from '../src/core/task.ts';
import { TASK_CONTRACTS } from '../src/core/tasks/index.ts';
import type { Row } from './row.ts';

/** The rows written for this project, in the order of their files: always the same. */
export function ownRows(): readonly Row[] {
  return [
    ...filesIn('prompts').flatMap((file) => promptRows('prompts', file)),
    ...filesIn('direct').flatMap((file) => promptRows('direct', file)),
    ...filesIn('traffic').flatMap(trafficRows),
    ...lookalikes(),
  ];
}

const ROWS = new URL('rows/', import.meta.url);

function filesIn(folder: string): readonly string[] {
  return readdirSync(new URL(`${folder}/`, ROWS))
    .filter((name) => name.endsWith('.jsonl'))
    .toSorted();
}

/** Harmless texts that sound dangerous, and dangerous ones that do not. */
function lookalikes(): readonly Row[] {
  return linesOf('.', 'lookalikes.jsonl').map((line) =>
    rowOf(
      line,
      taskType(line.type ?? '', 'lookalikes.jsonl'),
      line.turns === undefined ? 'prompts' : 'traffic/main',
    ),
  );
}

type Line = Partial<Omit<Row, 'type'>> & { readonly type?: string; readonly stratum?: string };

function linesOf(folder: string, file: string): readonly Line[] {
  const lines = readFileSync(new URL(`${folder}/${file}`, ROWS), 'utf8').split('\n');
  return lines.flatMap((line, index) => {
    if (line.trim() === '') return [];
    try {
      return [JSON.parse(line) as Line];
    } catch (cause) {
      throw new Error(`training/rows/${folder}/${file}:${index + 1} is not JSON`, { cause });
    }
  });
}

function promptRows(folder: string, file: string): readonly Row[] {
  const type = taskType(file.replace('.jsonl', ''), `${folder}/${file}`);
  return linesOf(folder, file).map((line) => rowOf(line, type, folder));
}

function trafficRows(file: string): readonly Row[] {
  return linesOf('traffic', file).map((line) => {
    const type = taskType(line.type ?? '', `traffic/${file}`);
    return rowOf(line, type, `traffic/${line.stratum ?? 'main'}`);
  });
}

function rowOf(line: Line, type: TaskType, source: string): Row {
  return {
    source,
    text: line.text ?? '',
    ...(line.system === undefined ? {} : { system: line.system }),
    ...(line.tools === undefined ? {} : { tools: line.tools }),
    ...(line.turns === undefined ? {} : { turns: line.turns }),
    type,
    types: line.types ?? [type],
    tier: line.tier ?? TASK_CONTRACTS[type].tier,
    stakes: line.stakes ?? 'low',
    style: line.style ?? 'plain',
  };
}

function taskType(name: string, file: string): TaskType {
  const type = TASK_TYPES.find((known) => known === name);
  if (type === undefined) throw new Error(`training/rows/${file}: ${name} is no task type`);
  return type;
}
