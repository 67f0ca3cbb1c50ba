import { ENOUGH_SAMPLES, type ModelSpeed } from '../../../core/model-speed.ts';
import { renderSpeed } from '../../render/speed.ts';
import { ok, skipped, warning, type Verdict } from '../verdict.ts';

export interface SpeedFacts {
  /** Tokens per second that the policy assumes of tier 0 until measured; `null`: fast enough. */
  readonly assumed: number | null;
  /** Those bound to tier 0. */
  readonly models: readonly { readonly model: string; readonly speed: ModelSpeed | null }[];
}

/** Below this nobody waits for a local model, and its calls go up as soon as they have a deadline. */
const SLOW_TOKENS_PER_SECOND = 3;

export function judgeSpeeds({ assumed, models }: SpeedFacts): readonly Verdict[] {
  if (models.length === 0) return [skipped('no local model is bound to tier 0')];
  return models.map(({ model, speed }) => {
    if (speed === null || speed.samples < ENOUGH_SAMPLES) {
      const until = assumed === null ? 'fast enough' : `${assumed} tokens/s`;
      return skipped(`${model} is not measured yet; taken for ${until} until it is`);
    }
    const { outputTokensPerSecond: rate } = speed;
    const says = `${model}: ${renderSpeed(speed)}`;
    if (rate === null || rate >= SLOW_TOKENS_PER_SECOND) return ok(says);
    return warning(says, 'Bind a smaller model to tier 0: calls with a deadline go up instead.');
  });
}
