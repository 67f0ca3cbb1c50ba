import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

export interface LogFollower {
  /** Whole lines that came since the last look. */
  next(): readonly string[];
}

const CHUNK_BYTES = 64 * 1024;

/**
 * Follows a file by its path, as `tail -F` does: across a gateway that starts again (another file under
 * the same name) and a log that was emptied (smaller than what was read of it). What is not a whole line
 * yet is kept for the next look.
 */
export function createLogFollower(path: string): LogFollower {
  let read = { file: '', offset: 0 };
  let rest = Buffer.alloc(0);
  return {
    next() {
      const log = open(path);
      if (log === null) return [];
      try {
        const { ino, dev, size } = fstatSync(log);
        const file = `${dev}:${ino}`;
        if (file !== read.file || size < read.offset) {
          read = { file, offset: 0 };
          rest = Buffer.alloc(0);
        }
        const bytes = readFrom(log, read.offset);
        read = { file, offset: read.offset + bytes.length };
        const whole = Buffer.concat([rest, bytes]);
        const end = whole.lastIndexOf(0x0a) + 1;
        rest = whole.subarray(end);
        return linesOf(whole.toString('utf8', 0, end));
      } finally {
        closeSync(log);
      }
    },
  };
}

/** The lines of a text that say something. */
export function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}

function open(path: string): number | null {
  try {
    return openSync(path, 'r');
  } catch {
    return null;
  }
}

function readFrom(log: number, offset: number): Buffer {
  const chunks: Buffer[] = [];
  let at = offset;
  for (;;) {
    const chunk = Buffer.alloc(CHUNK_BYTES);
    const count = readSync(log, chunk, 0, CHUNK_BYTES, at);
    if (count === 0) return Buffer.concat(chunks);
    chunks.push(chunk.subarray(0, count));
    at += count;
  }
}
