import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { once } from 'node:events';
import { ModicumError } from '../core/error.ts';
import { replaceFile } from './replace-file.ts';

/** Writes lines to a file or to standard output, no faster than they are taken. */
export interface LineWriter {
  /** `null`, or what to wait for before the next line. */
  line(text: string): Promise<unknown> | null;
  close(): Promise<void>;
  /** Instead of `close`, when something went wrong: a file stays as it was. */
  abandon(): Promise<void>;
}

/** Lines are handed on in pieces of this size: a system call a line would be most of the work. */
const PIECE = 64 * 1024;

export function openLineWriter(path: string | null): LineWriter {
  const file = path === null ? null : replaceFile(path);
  const stream =
    file === null ? process.stdout : createWriteStream(file.beside, { mode: file.mode ?? 0o666 });
  const failed = path === null ? null : failureOf(stream, path);
  failed?.catch(() => {});
  let held: string[] = [];
  let size = 0;
  const flush = (): Promise<unknown> | null => {
    if (size === 0) return null;
    const goesOn = stream.write(held.join(''));
    held = [];
    size = 0;
    if (goesOn) return null;
    const drained = once(stream, 'drain');
    // Of a stream that is broken already nothing comes any more.
    return failed === null ? drained : Promise.race([drained.catch(() => failed), failed]);
  };
  return {
    line(text) {
      held.push(text, '\n');
      size += text.length + 1;
      return size < PIECE ? null : flush();
    },
    async close() {
      await flush();
      if (failed === null) return;
      stream.end();
      await finished(stream).catch(() => failed);
      file?.put();
    },
    async abandon() {
      if (file === null) return;
      stream.end();
      await finished(stream).catch(() => {});
      file.drop();
    },
  };
}

function failureOf(stream: NodeJS.WritableStream, path: string): Promise<never> {
  return once(stream, 'error').then(([cause]: readonly unknown[]) => {
    const why = cause instanceof Error ? cause.message : 'it failed';
    throw new ModicumError('usage', `--out ${path} cannot be written: ${why}.`, { cause });
  });
}
