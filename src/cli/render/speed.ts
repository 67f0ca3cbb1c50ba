import { ENOUGH_SAMPLES, type ModelSpeed } from '../../core/model-speed.ts';
import { renderMs } from './cost.ts';

/** `42 tokens/s, 900 tokens/s of prompt, first token after 310 ms, 6.2 s to load, over 20 answers`. */
export function renderSpeed(speed: ModelSpeed): string {
  const { outputTokensPerSecond, promptTokensPerSecond, firstTokenMs, loadMs, samples } = speed;
  const few = samples < ENOUGH_SAMPLES ? ', too few to count yet' : '';
  const facts = [
    outputTokensPerSecond === null
      ? 'generation not measured'
      : `${rate(outputTokensPerSecond)} tokens/s`,
    promptTokensPerSecond !== null && `${rate(promptTokensPerSecond)} tokens/s of prompt`,
    firstTokenMs !== null && `first token after ${renderMs(firstTokenMs)}`,
    loadMs !== null && `${renderMs(loadMs)} to load`,
    `over ${samples} ${samples === 1 ? 'answer' : 'answers'}${few}`,
  ];
  return facts.filter((fact) => fact !== false).join(', ');
}

/** One line per measured model; none where nothing was measured. */
export function speedLines(speeds: Readonly<Record<string, ModelSpeed>>): readonly string[] {
  return Object.entries(speeds).map(([model, speed]) => `  speed ${model}: ${renderSpeed(speed)}`);
}

function rate(perSecond: number): string {
  return perSecond >= 10 ? String(Math.round(perSecond)) : perSecond.toFixed(1);
}
