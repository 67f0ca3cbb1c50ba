import { highest, softmax } from '../model/softmax.ts';
import type { Reading } from '../reading.ts';
import { createLabelReader } from './label-features.ts';
import type { LabelModel } from './label-model.ts';
import { createLookup, type KnownFeatures } from './vocabulary.ts';

export interface LabelPrediction {
  /** Place of the likeliest label. */
  readonly label: number;
  /** Probability of each label; overwritten by the next prediction. */
  readonly likely: Float64Array;
  /** 0 to 1; above 0.5 the text is unlike those it was trained on. */
  readonly outOfDistribution: number;
}

/** Prepares a model for use; nothing is kept from one reading to the next. */
export function createLabelPredictor(model: LabelModel): {
  predict(reading: Reading): LabelPrediction;
} {
  const reader = createLabelReader();
  const lookup = createLookup(model.vocabulary);
  const likely = new Float64Array(model.labels.length);
  const active = new Float64Array(model.units);
  return {
    predict(reading) {
      const known = lookup(reader.read(reading));
      score(model, known, { active, scores: likely });
      softmax(likely, likely.length, model.temperature);
      const label = highest(likely, likely.length);
      return { label, likely, outOfDistribution: newsOf(known.newShare, model.usualNews) };
    },
  };
}

interface Room {
  readonly active: Float64Array;
  readonly scores: Float64Array;
}

function score(model: LabelModel, known: KnownFeatures, { active, scores }: Room): void {
  const { units, features, steps, out, outBias } = model;
  const labels = outBias.length;
  active.set(model.bias);
  for (let at = 0; at < known.count; at += 1) {
    const place = known.places[at] ?? 0;
    const value = (known.values[at] ?? 0) * (steps[place] ?? 0);
    const base = place * units;
    for (let unit = 0; unit < units; unit += 1)
      active[unit] = (active[unit] ?? 0) + (features[base + unit] ?? 0) * value;
  }
  scores.set(outBias);
  for (let unit = 0; unit < units; unit += 1) {
    const strength = active[unit] ?? 0;
    if (strength <= 0) continue;
    const base = unit * labels;
    for (let one = 0; one < labels; one += 1)
      scores[one] = (scores[one] ?? 0) + (out[base + one] ?? 0) * strength;
  }
}

/** As of the models of task types: 0.5 is as much as the strangest percent of usual texts has. */
function newsOf(share: number, [median, highestPercent]: readonly [number, number]): number {
  const beyond = (share - median) / Math.max(0.01, highestPercent - median);
  return Math.min(1, Math.max(0, beyond / 2));
}
