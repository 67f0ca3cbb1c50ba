/** A line on standard error that counts, where a person looks at it; nothing elsewhere. */
export interface Progress {
  tick(): void;
  end(): void;
}

const EVERY_MS = 200;

export function createProgress(
  unit: string,
  stream: NodeJS.WriteStream = process.stderr,
): Progress {
  if (!stream.isTTY) return { tick: () => {}, end: () => {} };
  const started = performance.now();
  let done = 0;
  let told = started;
  return {
    tick() {
      done += 1;
      if (done % 64 !== 0) return;
      const now = performance.now();
      if (now - told < EVERY_MS) return;
      told = now;
      const perSecond = Math.round((1_000 * done) / (now - started));
      stream.write(`\r${done} ${unit}, ${perSecond} a second `);
    },
    end() {
      stream.write('\r\u001b[K');
    },
  };
}
