import { createFeatureReader, ideaVectorSize } from '../src/classify/features/features.ts';
import { putTypes, typedVectorSize } from '../src/classify/features/type-evidence.ts';
import { exampleOf } from '../src/classify/learn/examples.ts';
import type { Example, Target } from '../src/classify/learn/learn.ts';
import { TASK_TYPES } from '../src/core/task.ts';
import { readingOfRow, type Row } from './row.ts';

const reader = createFeatureReader();

/** What the type is learned from. */
export function typeExample(row: Row, weight: number): Example {
  return exampleOf(reader.read(readingOfRow(row)), { target: typeTarget(row), weight });
}

/** Mostly the type that was meant; the others a reader would accept share the rest. */
function typeTarget({ type, types }: Row): Target {
  const others = types.filter((one) => one !== type && TASK_TYPES.includes(one));
  const share = others.length === 0 ? 0 : 0.25;
  return [
    [TASK_TYPES.indexOf(type), 1 - share],
    ...others.map((one) => [TASK_TYPES.indexOf(one), share / others.length] as const),
  ];
}

/** What everything else is learned from: the same, and how likely each type is. */
export function judgingExample(
  row: Row,
  {
    likely,
    target,
    weight,
  }: { readonly likely: ArrayLike<number>; readonly target: Target; readonly weight: number },
): Example {
  const reading = readingOfRow(row);
  const vectors = reader.read(reading);
  putTypes(vectors, reading, likely);
  return exampleOf(vectors, { target, weight });
}

export const TYPE_VECTOR = ideaVectorSize();
export const JUDGING_VECTOR = typedVectorSize(TASK_TYPES.length);
