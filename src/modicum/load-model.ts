import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { readModel, type Model } from '../classify/model/model.ts';
import { ModicumError } from '../core/error.ts';

const SHIPPED = new URL('../../catalog/classifier.gz', import.meta.url);

/** The weights that came with this version of Modicum, or those of a file made by `modicum tasks train`. */
export function loadModel(file: URL = SHIPPED): Model {
  try {
    return readModel(gunzipSync(readFileSync(file)));
  } catch (cause) {
    if (cause instanceof ModicumError) throw cause;
    throw new ModicumError('model_unreadable', `${fileURLToPath(file)} cannot be read.`, { cause });
  }
}
