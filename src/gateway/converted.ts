import type { CallOptions } from '../core/call-options.ts';
import type { Call, ContentBlock } from '../core/call.ts';
import type { Classification } from '../core/classification.ts';
import type { Decision, Refusal } from '../core/decision.ts';
import { readModelName } from '../core/model-name.ts';
import type { PurposeReading } from '../core/purpose.ts';
import { convertMessage, type Converted } from '../convert/convert-message.ts';
import type { Gateway } from './gateway.ts';

export interface Convertible {
  readonly gateway: Pick<Gateway, 'policy' | 'catalog'>;
  readonly call: Call;
  readonly options: CallOptions;
  readonly purpose: PurposeReading;
  readonly classification: Classification;
  readonly decision: Decision | Refusal;
}

/**
 * The document that a call asks for in another format, made in code; `null` where anything else is asked,
 * or anything would be lost. Only for calls that leave the choice to Modicum, and are taken for a
 * conversion with confidence.
 */
export function convertedAnswer(asked: Convertible): Converted | null {
  const { gateway, call, options, purpose } = asked;
  if (!gateway.policy.convert || !isConversion(asked)) return null;
  if (purpose.lane !== null || purpose.protectedBy !== null) return null;
  if (wishesMore(call, options)) return null;
  const [message, ...others] = call.messages;
  if (message?.role !== 'user' || others.length > 0) return null;
  const text = textOf(message.content);
  const instruction = textOf(call.system);
  if (text === null || instruction === null) return null;
  const converted = convertMessage(text, instruction);
  return converted !== null && fits(converted.text, call) ? converted : null;
}

/** Declared, or recognised with confidence. Where no model can serve the call, code still can. */
function isConversion({ gateway, options, call, classification, decision }: Convertible): boolean {
  if (decision.kind === 'refusal' && decision.reason === 'floor_above_cap') return false;
  const named = readModelName(call.requestedModel, gateway.catalog, gateway.policy);
  // A tier that is named, at least or exactly, asks for a model.
  if (named.kind !== 'auto' || options.tier !== null || options.minTier !== null) return false;
  if (options.complexity !== null) return false;
  const declared = options.task ?? named.task;
  if (declared !== null) return declared === 'format_convert';
  const { taskType, confidence } = classification;
  return taskType === 'format_convert' && confidence >= gateway.policy.classifier.minConfidence;
}

function wishesMore(call: Call, options: CallOptions): boolean {
  return (
    call.tools.length > 0 ||
    call.outputFormat !== null ||
    call.stopSequences.length > 0 ||
    call.dialectOnly.length > 0 ||
    options.labels !== null ||
    options.tool !== null
  );
}

/** `null` when there is more than text. */
function textOf(content: readonly ContentBlock[]): string | null {
  const texts = content.map((block) => (block.type === 'text' ? block.text : null));
  return texts.includes(null) ? null : texts.join('\n');
}

/** Documents are full of short tokens: three characters are a generous length for one. */
const MOST_CHARACTERS_PER_TOKEN = 3;

/** A client that takes no more would have to be cut short. */
function fits(text: string, { maxOutputTokens }: Call): boolean {
  return maxOutputTokens === null || text.length <= maxOutputTokens * MOST_CHARACTERS_PER_TOKEN;
}
