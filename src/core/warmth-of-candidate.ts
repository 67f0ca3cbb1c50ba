import type { Call, ContentBlock } from './call.ts';
import { findModel, type Catalog } from './catalog.ts';
import type { ConversationState } from './conversation-state.ts';
import type { Candidate } from './decision.ts';
import { estimateTokens } from './estimate.ts';
import { modelName, type Effort, type Model } from './model.ts';
import type { SwitchSide } from './switch-guard.ts';
import { predictCache, type Caching } from './warmth.ts';
import { cacheAt, calibrated } from './warmth-record.ts';

export interface CandidateQuestion {
  readonly call: Call;
  readonly catalog: Catalog;
  readonly conversation: ConversationState;
  readonly candidate: Pick<Candidate, 'model' | 'lane'>;
  /** Unix milliseconds. */
  readonly now: number;
}

/** A candidate as the switch guard sees it: what its cache would do with this call. */
export function sideOf(question: CandidateQuestion): SwitchSide {
  const { call, catalog, conversation, candidate, now } = question;
  const { warmth, request, boundary } = conversation;
  const { model } = candidate;
  const name = modelName(model);
  const entry = findModel(catalog, model.id);
  const caching = cachingOf(question);
  const tokens = promptEstimate(question);
  const isHeadAsked = boundary !== null || request.mark?.isHeadOnly === true;
  const head = isHeadAsked ? Math.min(tokens, headTokens(question)) : tokens;
  const next = {
    tokens,
    headTokens: head,
    sharedTokens: boundary === null ? tokens : head,
    caching,
    effort: effortAt(call, model),
    tools: request.tools,
  };
  const isCurrent = warmth.current === name;
  const known = cacheAt(warmth, { ...next, model: name });
  const cache = predictCache({ entry, warmth: known, isCurrent, next, now });
  const isFast = call.fast === true && entry?.prices.at(-1)?.modifiers.fast != null;
  return { model: name, entry, caching, cache, ...(isFast && { modifiers: ['fast'] }) };
}

/** How hard a model is asked to think: part of its cache's key. */
export function effortAt(call: Pick<Call, 'effort'>, model: Model): Effort | null {
  return model.effort ?? call.effort;
}

/** Marks travel only where the client's own bytes do. */
export function cachingOf({
  catalog,
  conversation,
  candidate,
}: Pick<CandidateQuestion, 'catalog' | 'conversation' | 'candidate'>): Caching {
  const entry = findModel(catalog, candidate.model.id);
  if (entry === null || entry.kind === 'ollama') return { kind: 'none' };
  if (entry.kind === 'openai-compatible') return { kind: 'automatic' };
  const { mark } = conversation.request;
  return mark === null || candidate.lane === 'translated'
    ? { kind: 'none' }
    : { kind: 'marked', ...mark };
}

/** The prompt's tokens at this model, in the light of what the conversation really took before. */
export function promptEstimate(question: Omit<CandidateQuestion, 'now'>): number {
  const { conversation } = question;
  return calibrated(conversation.warmth, rawEstimate(question));
}

/** The same without that light: what `WarmthRecord.estimatedTokens` keeps. */
export function rawEstimate({
  call,
  catalog,
  candidate,
}: Pick<CandidateQuestion, 'call' | 'catalog' | 'candidate'>): number {
  return estimateTokens(call, findModel(catalog, candidate.model.id), null).promptTokens;
}

/** System and tools: what stays the same when a conversation begins anew. */
function headTokens(question: CandidateQuestion): number {
  const { call, conversation } = question;
  const characters = headCharacters(call);
  const size = { characters, images: 0, documents: 0 };
  const raw = rawEstimate({ ...question, call: { ...call, size } });
  return calibrated(conversation.warmth, raw);
}

function headCharacters({ system, tools }: Call): number {
  const texts = system.reduce((sum, block) => sum + lengthOf(block), 0);
  const loaded = tools.filter(({ deferred }) => deferred !== true);
  return loaded.reduce(
    (sum, { name, description, inputSchema }) =>
      sum + name.length + (description ?? '').length + JSON.stringify(inputSchema).length,
    texts,
  );
}

function lengthOf(block: ContentBlock): number {
  return block.type === 'text' ? block.text.length : 0;
}
