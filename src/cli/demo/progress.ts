import { paint } from '../output.ts';

export interface Progress {
  /** One more is done. */
  step(): void;
  end(): void;
}

const WIDTH = 32;
/** Without a terminal a line now and then is enough. */
const PLAIN_EVERY_SHARE = 0.25;

/** A bar on a terminal, a few lines elsewhere; always on standard error. */
export function startProgress(total: number, label: string): Progress {
  const stream = process.stderr;
  let done = 0;
  let nextPlain = PLAIN_EVERY_SHARE;
  const draw = () => {
    const share = done / total;
    if (stream.isTTY) {
      const filled = Math.round(share * WIDTH);
      const bar =
        paint('green', '█'.repeat(filled), stream) +
        paint('dim', '░'.repeat(WIDTH - filled), stream);
      stream.write(`\r  ${bar} ${String(done).padStart(String(total).length)}/${total} ${label}`);
    } else if (share >= nextPlain) {
      nextPlain += PLAIN_EVERY_SHARE;
      stream.write(`  ${done}/${total} ${label}\n`);
    }
  };
  return {
    step() {
      done++;
      draw();
    },
    end() {
      if (stream.isTTY) stream.write('\n');
    },
  };
}
