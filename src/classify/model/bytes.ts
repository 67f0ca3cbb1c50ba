/** Writes numbers one after the other into bytes that grow. */
export interface ByteWriter {
  byte(value: number): void;
  /** A whole number from 0 up, in as few bytes as it needs (LEB128). */
  whole(value: number): void;
  float(value: number): void;
  bytes(values: Uint8Array | Int8Array): void;
  done(): Uint8Array;
}

export function createByteWriter(): ByteWriter {
  let buffer = new Uint8Array(65_536);
  let at = 0;
  const room = (needed: number): void => {
    if (at + needed <= buffer.length) return;
    const larger = new Uint8Array(Math.max(buffer.length * 2, at + needed));
    larger.set(buffer);
    buffer = larger;
  };
  return {
    byte(value) {
      room(1);
      buffer[at++] = value & 0xff;
    },
    whole(value) {
      room(5);
      let rest = value;
      while (rest >= 0x80) {
        buffer[at++] = (rest & 0x7f) | 0x80;
        rest = Math.floor(rest / 128);
      }
      buffer[at++] = rest;
    },
    float(value) {
      room(4);
      new DataView(buffer.buffer).setFloat32(at, value, true);
      at += 4;
    },
    bytes(values) {
      room(values.length);
      buffer.set(new Uint8Array(values.buffer, values.byteOffset, values.length), at);
      at += values.length;
    },
    done: () => buffer.slice(0, at),
  };
}

/** Reads what a `ByteWriter` wrote. Beyond the end it reads zeros; `isOver` says whether it went there. */
export interface ByteReader {
  byte(): number;
  whole(): number;
  float(): number;
  bytes(length: number): Uint8Array;
  readonly isOver: boolean;
}

export function createByteReader(buffer: Uint8Array): ByteReader {
  const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.length);
  let at = 0;
  return {
    byte() {
      return buffer[at++] ?? 0;
    },
    whole() {
      let value = 0;
      let factor = 1;
      for (;;) {
        const byte = buffer[at++] ?? 0;
        value += (byte & 0x7f) * factor;
        if (byte < 0x80) return value;
        factor *= 128;
      }
    },
    float() {
      const value = at + 4 <= buffer.length ? view.getFloat32(at, true) : 0;
      at += 4;
      return value;
    },
    bytes(length) {
      const read = buffer.subarray(at, at + length);
      at += length;
      return read;
    },
    get isOver() {
      return at > buffer.length;
    },
  };
}
