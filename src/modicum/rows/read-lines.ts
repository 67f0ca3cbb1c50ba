/** One line of a file, without its end. `tooLong`: it was left out. */
export interface Line {
  /** From 1. */
  readonly number: number;
  readonly text: string;
  readonly tooLong: boolean;
}

/** Longer lines are no prompts; reading one must not take all memory there is. */
export const LONGEST_LINE = 64 * 1024 * 1024;

/** The lines of a stream of bytes, one after the other; holds no more than the longest of them. */
export async function* readLines(
  bytes: AsyncIterable<Uint8Array>,
  longest = LONGEST_LINE,
): AsyncGenerator<Line, void, void> {
  const decoder = new TextDecoder('utf-8');
  let number = 0;
  let pieces: string[] = [];
  let length = 0;
  const end = (): Line => {
    number += 1;
    const tooLong = length > longest;
    const text = tooLong ? '' : pieces.join('').replace(/\r$/, '');
    pieces = [];
    length = 0;
    return { number, text, tooLong };
  };
  const add = (piece: string): void => {
    length += piece.length;
    if (length <= longest) pieces.push(piece);
    else pieces = [];
  };
  for await (const chunk of bytes) {
    const text = decoder.decode(chunk, { stream: true });
    let from = 0;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', from)) {
      add(text.slice(from, at));
      from = at + 1;
      yield end();
    }
    add(text.slice(from));
  }
  add(decoder.decode());
  if (length > 0) yield end();
}
