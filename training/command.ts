import { parseArgs } from 'node:util';
import {
  agentTraffic,
  labelledSets,
  type LabelledSets,
  type MeasuredCall,
} from './permissive-rows.ts';

/** What `npm run train` and `npm run measure` begin with. */
export interface TrainingCommand {
  /** The folder with the sets of `training/sources.json`. */
  readonly folder: string;
  readonly sets: LabelledSets;
  readonly traffic: readonly MeasuredCall[];
  readonly skipsAblations: boolean;
  /** A line on standard error, with the seconds since the start. */
  readonly log: (line: string) => void;
}

/** Reads the command line and the sets; what is missing is told in a line, and ends the process with 2. */
export function startCommand(name: 'train' | 'measure'): TrainingCommand {
  const started = Date.now();
  try {
    const { values } = parseArgs({
      options: {
        data: { type: 'string', default: process.env['MODICUM_TRAINING_DATA'] ?? '' },
        ...(name === 'measure' && { 'skip-ablations': { type: 'boolean' } as const }),
      },
    });
    if (values.data === '') throw new Error('no folder is given');
    return {
      folder: values.data,
      sets: labelledSets(values.data),
      traffic: agentTraffic(values.data),
      skipsAblations: values['skip-ablations'] === true,
      log: (line) => console.error(`${Math.round((Date.now() - started) / 1000)} s  ${line}`),
    };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : 'the sets cannot be read';
    console.error(
      `npm run ${name} -- --data <folder with the sets of training/sources.json>: ${why}`,
    );
    process.exit(2);
  }
}
