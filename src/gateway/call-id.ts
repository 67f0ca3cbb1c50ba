import { randomFillSync } from 'node:crypto';

/** Digits and letters that cannot be mistaken for one another, in sorting order. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const TIME_CHARACTERS = 10;
const RANDOM_CHARACTERS = 12;

/** Random bytes are drawn for many ids at once: a draw costs as much as an id. */
const POOL_BYTES = RANDOM_CHARACTERS * 256;

/** Ids of calls, `call_` and 22 characters: sorted by time to the millisecond, 60 random bits on top. */
export function createCallIds(now: () => number): () => string {
  const pool = Buffer.alloc(POOL_BYTES);
  let used = POOL_BYTES;
  return () => {
    if (used === POOL_BYTES) {
      randomFillSync(pool);
      used = 0;
    }
    const drawn = pool.subarray(used, used + RANDOM_CHARACTERS);
    used += RANDOM_CHARACTERS;
    return `call_${timeText(now())}${Array.from(drawn, (byte) => ALPHABET.charAt(byte & 31)).join('')}`;
  };
}

function timeText(unixMs: number): string {
  let text = '';
  let rest = Math.max(0, Math.floor(unixMs));
  for (let index = 0; index < TIME_CHARACTERS; index++) {
    text = ALPHABET.charAt(rest % 32) + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}
