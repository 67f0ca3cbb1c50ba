import type { CallOptions } from '../core/call-options.ts';
import type { Call } from '../core/call.ts';
import { isSameModel, type Catalog } from '../core/catalog.ts';
import type { Model } from '../core/model.ts';
import type { Policy } from '../core/policy.ts';
import type { PurposeReading } from '../core/purpose.ts';
import { TIERS } from '../core/tier.ts';
import type { LastServed, Ledger } from '../ledger/ledger.ts';
import { conversationKey, openingOf, opensWithSummary } from './conversation-key.ts';
import { createRecentMap } from './recent-map.ts';
import { createSignatureMemory } from './signature-memory.ts';

/**
 * Which model each conversation is on, so that it does not hop: caches and thinking belong to one model.
 * In memory and bounded; of what it has forgotten the ledger still knows the model.
 */
export interface Conversations {
  /** Where this call stands in its conversation. */
  placeOf(turn: Turn, known: Known): Place;
}

export interface Turn {
  readonly call: Call;
  readonly options: CallOptions;
  readonly purpose: PurposeReading;
}

/** What a conversation that is not remembered is looked up in. A gateway is one. */
export interface Known {
  readonly policy: Policy;
  readonly catalog: Catalog;
  readonly ledger: Pick<Ledger, 'lastServed'>;
  readonly log: (code: string, cause: unknown) => void;
}

export interface Place {
  /** The model the call must not leave; `null` at a safe point, and when nothing is known. */
  readonly kept: Model | null;
  /** The same for what routing would have made of a conversation that is only observed. */
  readonly shadowKept: Model | null;
  /** `Conditions.signers` for this call. */
  readonly signers: ReadonlyMap<string, string>;
  /** The call has its answer, from this model; routing would have taken `shadow`. */
  answered(model: Model, shadow: Model | null): void;
  /** Thinking of this model went to the client under these signatures, in whole answers and in broken ones. */
  signed(signatures: readonly string[], model: Model): void;
}

export interface ConversationsOptions {
  /** How many conversations are remembered. */
  readonly limit?: number;
}

/** What is remembered of one conversation. Replaced whole, never edited. */
interface Remembered {
  readonly model: Model | null;
  readonly shadow: Model | null;
  /** Of the last turn; `null` when the ledger remembered it. */
  readonly opening: string | null;
  /** A summary was made of it; the turn that begins with that summary is free. */
  readonly isCompacted: boolean;
}

const MOST_CONVERSATIONS = 10_000;
const NOTHING: Remembered = { model: null, shadow: null, opening: null, isCompacted: false };

export function createConversations({
  limit = MOST_CONVERSATIONS,
}: ConversationsOptions = {}): Conversations {
  const memory = createRecentMap<Remembered>(limit);
  const signatures = createSignatureMemory();

  /** Also that there is nothing to remember is remembered: the ledger is asked once. */
  const recall = (key: string, turn: Turn, known: Known): Remembered => {
    const remembered = memory.get(key);
    if (remembered !== undefined || isFirstTurn(turn.call)) return remembered ?? NOTHING;
    const restored = restore(turn, known);
    memory.set(key, restored);
    if (restored.model !== null && isOther(restored.model, turn.call, known.catalog)) {
      signatures.claim(turn.call, restored.model.id);
    }
    return restored;
  };

  return {
    placeOf(turn, known) {
      const { call, purpose } = turn;
      const key = conversationKey(call, turn.options);
      const { standsAlone } = purpose;
      const before = standsAlone ? NOTHING : recall(key, turn, known);
      const opening = openingOf(call);
      const isFree = isFirstTurn(call) || isAfterSummary(before, call, opening);
      return {
        kept: isFree ? null : before.model,
        shadowKept: isFree ? null : before.shadow,
        signers: signatures.signersIn(call),
        answered(model, shadow) {
          if (standsAlone) return;
          const now = memory.get(key) ?? before;
          memory.set(key, afterAnswer(now, { purpose, opening, model, shadow }));
        },
        signed(signed, model) {
          if (isOther(model, call, known.catalog)) signatures.note(signed, model.id);
        },
      };
    },
  };
}

function isFirstTurn({ messages }: Call): boolean {
  return !messages.some(({ role }) => role === 'assistant');
}

/**
 * The turn that begins with a summary made since the last turn. Both signs are asked for: a text that only
 * looks like a summary's instruction changes no beginning, and one beginning counts once.
 */
function isAfterSummary(before: Remembered, call: Call, opening: string): boolean {
  if (before.opening === null) return before.isCompacted && opensWithSummary(call);
  return before.opening !== opening && (before.isCompacted || opensWithSummary(call));
}

interface Answer {
  readonly purpose: PurposeReading;
  readonly opening: string;
  readonly model: Model;
  readonly shadow: Model | null;
}

/** A summary is made by the model the client named; the conversation stays where it is. */
function afterAnswer(before: Remembered, { purpose, opening, model, shadow }: Answer): Remembered {
  if (purpose.purpose === 'compaction') return { ...before, isCompacted: true };
  const isCompacted = before.isCompacted && before.opening === opening;
  return { model, shadow, opening, isCompacted };
}

/** Another model than the client named answers, so that its thinking comes back under a false name. */
function isOther(model: Model, { requestedModel }: Call, catalog: Catalog): boolean {
  return !isSameModel(catalog, model.id, requestedModel);
}

function restore({ options }: Turn, known: Known): Remembered {
  const { session, agent } = options;
  if (session === null) return NOTHING;
  try {
    const last = known.ledger.lastServed({ session, agent });
    if (last === null) return NOTHING;
    return { ...NOTHING, model: modelOf(last, known.policy), isCompacted: last.isCompacted };
  } catch (cause) {
    // The conversation may then hop once; the call itself is worth more.
    known.log('ledger_unavailable', cause);
    return NOTHING;
  }
}

/** As the policy binds it today, effort included; `null` when its provider is gone. */
function modelOf({ provider, model }: LastServed, { tiers, providers }: Policy): Model | null {
  if (!providers.some(({ name }) => name === provider)) return null;
  const bound = TIERS.flatMap((tier) => tiers[tier].bindings).find(
    (binding) => binding.provider === provider && binding.id === model,
  );
  return bound ?? { provider, id: model, effort: null };
}
