import { createReadStream, statSync } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { ModicumError } from '../../core/error.ts';

/** The bytes of a file, unpacked where its name ends in `.gz`; `-` is standard input. */
export function openFile(path: string): AsyncIterable<Uint8Array> {
  if (path === '-') return process.stdin;
  refuseUnreadable(path);
  const bytes = createReadStream(path);
  if (!path.endsWith('.gz')) return bytes;
  const unpacked = createGunzip();
  bytes.on('error', (cause) => unpacked.destroy(cause));
  return readable(bytes.pipe(unpacked), path);
}

/** A damaged file ends the reading with a line that names it. */
async function* readable(
  bytes: AsyncIterable<Uint8Array>,
  path: string,
): AsyncGenerator<Uint8Array, void, void> {
  try {
    yield* bytes;
  } catch (cause) {
    const isCut = cause instanceof Error && 'code' in cause && cause.code === 'Z_BUF_ERROR';
    const why = isCut ? 'its packing is cut short' : 'it is not packed by gzip, or is damaged';
    throw new ModicumError('rows_unreadable', `${path} cannot be read: ${why}.`, { cause });
  }
}

function refuseUnreadable(path: string): void {
  try {
    if (!statSync(path).isDirectory()) return;
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    const why = missing ? 'there is no such file' : 'it cannot be looked at';
    throw new ModicumError('rows_unreadable', `${path} cannot be read: ${why}.`, { cause });
  }
  throw new ModicumError('rows_unreadable', `${path} is a folder: name a file of rows.`);
}
