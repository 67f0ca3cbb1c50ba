import { createHash } from 'node:crypto';

/** `MODS`, then the SHA-256 of all that follows it. */
const MARK = Buffer.from('MODS', 'ascii');
const DIGEST_BYTES = 32;

/** A model with a checksum before it: a weight that changed on the way would decide without a word. */
export function sealed(model: Uint8Array): Uint8Array {
  return Buffer.concat([MARK, digestOf(model), model]);
}

/** The model within; `null`: it is not as it was written. What has no checksum is taken as it is. */
export function unsealed(bytes: Uint8Array): Uint8Array | null {
  if (!MARK.equals(bytes.subarray(0, MARK.length))) return bytes;
  const model = bytes.subarray(MARK.length + DIGEST_BYTES);
  const told = bytes.subarray(MARK.length, MARK.length + DIGEST_BYTES);
  return digestOf(model).equals(told) ? model : null;
}

function digestOf(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}
