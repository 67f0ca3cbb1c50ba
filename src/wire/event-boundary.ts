const LF = 10;
const CR = 13;

/** Finds where events end, chunk by chunk, keeping what it must remember of the chunks before. */
export interface Boundary {
  /**
   * Offsets just behind each event that ends in this chunk, rising. Can begin with 0: a CR at the end
   * of the last chunk ended an event, and this chunk does not begin with its LF.
   */
  ends(chunk: Uint8Array): readonly number[];
}

/** NDJSON: an event is a line. */
export function createLineBoundary(): Boundary {
  return {
    ends(chunk) {
      const ends: number[] = [];
      for (let lf = chunk.indexOf(LF); lf !== -1; lf = chunk.indexOf(LF, lf + 1)) ends.push(lf + 1);
      return ends;
    },
  };
}

/** Server-sent events: an event ends with an empty line. Lines end with LF, CR, or both. */
export function createSseBoundary(): Boundary {
  let lineIsEmpty = true;
  /** The last byte so far was a CR: whether a LF still belongs to it is for the next chunk to say. */
  let crIsOpen = false;

  /** Closes a line that a CR ended in the chunk before. Gives the offset where the next line begins. */
  function closeOpenCr(chunk: Uint8Array, ends: number[]): number {
    const at = chunk[0] === LF ? 1 : 0;
    if (lineIsEmpty) ends.push(at);
    lineIsEmpty = true;
    crIsOpen = false;
    return at;
  }

  return {
    ends(chunk) {
      const ends: number[] = [];
      if (chunk.length === 0) return ends;
      let at = crIsOpen ? closeOpenCr(chunk, ends) : 0;
      const nextLf = createByteFinder(chunk, LF);
      const nextCr = createByteFinder(chunk, CR);
      while (at < chunk.length) {
        const lf = nextLf(at);
        const cr = nextCr(at);
        const stop = Math.min(lf, cr);
        lineIsEmpty &&= stop === at;
        if (stop === chunk.length) break;
        if (stop === cr && cr === chunk.length - 1) {
          crIsOpen = true;
          break;
        }
        at = lf === cr + 1 ? stop + 2 : stop + 1;
        if (lineIsEmpty) ends.push(at);
        lineIsEmpty = true;
      }
      return ends;
    },
  };
}

/**
 * Where a byte comes next, or the chunk's length. Remembers the last find, so that a chunk full of one
 * line end and without the other is not searched again from every line.
 */
function createByteFinder(chunk: Uint8Array, byte: number): (from: number) => number {
  let found = -1;
  return (from) => {
    if (found < from) {
      const index = chunk.indexOf(byte, from);
      found = index === -1 ? chunk.length : index;
    }
    return found;
  };
}
