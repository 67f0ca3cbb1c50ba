import { createTrainedClassifier } from '../classify/trained.ts';
import type { Classification, Classifier } from '../core/classification.ts';
import type { Model } from '../classify/model/model.ts';
import { loadModel } from './load-model.ts';

/**
 * The classifier that comes with Modicum; its weights are read when the first call is classified. Without
 * readable weights nothing is recognised, and every classification says so.
 */
export function createShippedClassifier(load: () => Model = loadModel): Classifier {
  let made: Classifier | null = null;
  const ready = (): Classifier => {
    made ??= createOr(load);
    return made;
  };
  return {
    get name() {
      return ready().name;
    },
    classify: (call, purpose) => ready().classify(call, purpose),
  };
}

function createOr(load: () => Model): Classifier {
  try {
    return createTrainedClassifier(load());
  } catch (cause) {
    const signal = `no weights: ${cause instanceof Error ? cause.message : 'they cannot be read'}`;
    return { name: 'none', classify: () => nothingRecognised(signal) };
  }
}

function nothingRecognised(signal: string): Classification {
  return {
    taskType: null,
    confidence: 0,
    alternatives: [],
    classifier: 'none',
    signals: [signal],
    judged: null,
  };
}

let shared: Classifier | null = null;

/** One for the whole process: its weights are a few megabytes. */
export function shippedClassifier(): Classifier {
  shared ??= createShippedClassifier();
  return shared;
}
