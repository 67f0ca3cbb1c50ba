import { isSameDatum } from './datum.ts';
import { FORMATS, type FormatName } from './formats.ts';

export interface Conversion {
  readonly from: FormatName;
  readonly to: FormatName;
  readonly text: string;
}

/** Longer documents are left to a model: converting must not hold up other calls. */
export const MAX_CHARACTERS = 256 * 1024;

/**
 * The same data in another format, or `null` when anything of it would be lost. What was written is read
 * again and compared before it counts: a rule that somebody forgot ends in `null` and not in a wrong file.
 */
export function convert({ from, to, text }: Conversion): string | null {
  if (from === to || text.length > MAX_CHARACTERS) return null;
  const datum = FORMATS[from].read(text);
  if (datum === null) return null;
  const written = FORMATS[to].write(datum);
  if (written === null) return null;
  const readAgain = FORMATS[to].read(written);
  return readAgain !== null && isSameDatum(readAgain, datum) ? written : null;
}
