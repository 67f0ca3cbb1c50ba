import type { CatalogModel } from '../core/catalog.ts';
import type { FinishReason } from '../core/outcome.ts';
import type { StreamPart } from '../core/stream-part.ts';
import { UNKNOWN_USAGE, type UsageReading } from '../core/usage.ts';
import { namedModel } from './costing.ts';

/** What has been seen of a stream so far: all that is left to know when it breaks. */
export interface StreamTrace {
  note(part: StreamPart): void;
  started(): boolean;
  model(): string | null;
  usage(): UsageReading;
  finishReason(): FinishReason | null;
  /** Of the thinking blocks so far, as far as the reader was asked for them. */
  signatures(): readonly string[];
  /** The terminal event or an error came: there is nothing more to learn. */
  ended(): boolean;
}

export function createStreamTrace(): StreamTrace {
  let started = false;
  let model: string | null = null;
  let usage: UsageReading = UNKNOWN_USAGE;
  let finishReason: FinishReason | null = null;
  let ended = false;
  /** By block: a signature may come in pieces. */
  const signatures = new Map<number, string>();
  return {
    note(part) {
      switch (part.type) {
        case 'start':
          started = true;
          model = namedModel(part);
          break;
        case 'usage':
          usage = part.usage;
          break;
        case 'finish':
          finishReason = part.reason;
          break;
        case 'signature':
          signatures.set(part.index, (signatures.get(part.index) ?? '') + part.signature);
          break;
        case 'end':
        case 'error':
          ended = true;
          break;
        default:
      }
    },
    started: () => started,
    model: () => model,
    usage: () => usage,
    finishReason: () => finishReason,
    signatures: () => [...signatures.values()],
    ended: () => ended,
  };
}

export interface PartialUsageInput {
  readonly trace: StreamTrace;
  /** Characters of content received. */
  readonly characters: number;
  readonly entry: CatalogModel | null;
  readonly estimatedPromptTokens: number;
}

/**
 * The usage of a stream that broke off: the input classes as reported if they were, else the estimate;
 * the output from what arrived. Always marked as estimated, because the upstream may bill more.
 */
export function partialUsage(input: PartialUsageInput): UsageReading {
  const reported = input.trace.usage();
  const outputTokens = Math.ceil(input.characters / (input.entry?.charactersPerToken ?? 4));
  if (reported.state !== 'unknown') {
    const { usage } = reported;
    const output = Math.max(usage.outputTokens, outputTokens);
    const known = { ...usage, outputTokens: output, thinkingTokens: null };
    return { ...reported, state: 'estimated', usage: known };
  }
  if (!input.trace.started()) return UNKNOWN_USAGE;
  return {
    state: 'estimated',
    usage: {
      freshInputTokens: input.estimatedPromptTokens,
      cacheReadTokens: 0,
      cacheWrite5mTokens: 0,
      cacheWrite1hTokens: 0,
      outputTokens,
      thinkingTokens: null,
    },
  };
}
