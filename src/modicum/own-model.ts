import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { isLabelModel, readLabelModel, type LabelModel } from '../classify/labels/label-model.ts';
import { readModel, type Model } from '../classify/model/model.ts';
import { ModicumError } from '../core/error.ts';
import { TASK_TYPES } from '../core/task.ts';
import { unsealed } from './sealed-model.ts';

/** A model that `modicum tasks train` made. Named by its bytes: `own:1f0c92ab`. */
export type OwnModel =
  | { readonly kind: 'types'; readonly name: string; readonly model: Model }
  | { readonly kind: 'labels'; readonly name: string; readonly model: LabelModel };

/** Throws `model_unreadable` with the path and what is wrong with the file. */
export function loadOwnModel(path: string): OwnModel {
  const bytes = unsealed(unpacked(path));
  if (bytes === null)
    throw unreadable(
      `${path}: it is damaged: its checksum is another. Make it again with modicum tasks train.`,
    );
  const name = `own:${createHash('sha256').update(bytes).digest('hex').slice(0, 8)}`;
  try {
    if (isLabelModel(bytes)) return { kind: 'labels', name, model: readLabelModel(bytes) };
    const model = readModel(bytes);
    if (!knowsTaskTypes(model)) throw unreadable('its task types are not those of this Modicum');
    return { kind: 'types', name, model: { ...model, name } };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : 'it is damaged';
    throw new ModicumError('model_unreadable', `${path}: ${why}`, { cause });
  }
}

/** Of task types only: what a policy can decide by. */
export function loadTypeModel(path: string): Model {
  const own = loadOwnModel(path);
  if (own.kind === 'types') return own.model;
  const told = 'it names labels of your own, and a policy decides by task types';
  throw new ModicumError('model_unreadable', `${path}: ${told}. See docs/training.md.`);
}

/** What is wrong with a model that a policy names; `null`: nothing. */
export function modelProblem(path: string): string | null {
  try {
    loadTypeModel(path);
    return null;
  } catch (cause) {
    if (cause instanceof ModicumError) return cause.message;
    throw cause;
  }
}

/** No honest model is larger; a packed file could hold more than there is memory for. */
const MOST_BYTES = 512 * 1024 * 1024;

function unpacked(path: string): Uint8Array {
  try {
    return wholly(readFileSync(path));
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    const why = missing ? 'there is no such file' : 'it is no model of Modicum';
    throw new ModicumError('model_unreadable', `${path} cannot be read: ${why}.`, { cause });
  }
}

/** Bytes behind the end would go unseen: of two models in a file, or of what was added to one. */
function wholly(packed: Uint8Array): Uint8Array {
  const bytes = gunzipSync(packed, { maxOutputLength: MOST_BYTES });
  const end = packed.length - SIZE_BYTES;
  const size = new DataView(packed.buffer, packed.byteOffset).getUint32(end, true);
  if (size !== bytes.length) throw new Error('It goes on behind its end.');
  return bytes;
}

/** A packed file ends with how many bytes it holds. */
const SIZE_BYTES = 4;

function knowsTaskTypes({ labels }: Model): boolean {
  return labels.every((label) => (TASK_TYPES as readonly string[]).includes(label));
}

function unreadable(why: string): ModicumError {
  return new ModicumError('model_unreadable', why);
}
