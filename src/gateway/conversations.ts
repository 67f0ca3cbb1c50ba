import type { Call } from '../core/call.ts';
import { isSameModel, type Catalog } from '../core/catalog.ts';
import type { Model } from '../core/model.ts';
import type { Policy } from '../core/policy.ts';
import type { Boundary } from '../core/switch-guard.ts';
import { TIERS } from '../core/tier.ts';
import type { Answered } from '../core/warmth-record.ts';
import type { LastServed, Ledger } from '../ledger/ledger.ts';
import {
  conversationKey,
  opensWithSummary,
  programSession,
  sessionKey,
  type Turn,
} from './conversation-key.ts';
import { createConversationMemory, NOTHING, type Remembered } from './conversation-memory.ts';
import { standingOf, type Standing } from './conversation-standing.ts';
import { createRecentMap } from './recent-map.ts';
import { createSignatureMemory } from './signature-memory.ts';
import { createWarmthMemory } from './warmth-memory.ts';

/**
 * Which model each conversation is on, so that it does not hop: caches and thinking belong to one model.
 * In memory and bounded; of what it has forgotten the ledger still knows the model.
 */
export interface Conversations {
  /** Where this call stands in its conversation. */
  placeOf(turn: Turn, known: Known): Place;
}

/** What a conversation that is not remembered is looked up in. A gateway is one. */
export interface Known {
  readonly policy: Policy;
  readonly catalog: Catalog;
  readonly ledger: Pick<Ledger, 'lastServed'>;
  readonly log: (code: string, cause: unknown) => void;
}

export interface Place extends Standing {
  /** `Conditions.signers` for this call. */
  readonly signers: ReadonlyMap<string, string>;
  /** The call has its answer, from this model; routing would have taken `shadow`. */
  answered(model: Model, shadow: Model | null, climbs?: Climbs): void;
  /** What its attempts left in their models' caches. */
  warmed(answers: readonly Answered[]): void;
  /** Thinking of this model went to the client under these signatures, in whole answers and in broken ones. */
  signed(signatures: readonly string[], model: Model): void;
}

/** Whether this call climbed because its agent was stuck, and whether routing would have. */
export interface Climbs {
  readonly hasClimbed: boolean;
  readonly shadowClimbed: boolean;
}

export interface ConversationsOptions {
  /** How many conversations are remembered, of those that were continued and of those that only began. */
  readonly limit?: number;
}

const MOST_CONVERSATIONS = 10_000;

/** Whose turn a call is, as far as is known. */
interface Found {
  readonly key: string;
  readonly before: Remembered;
  /** It begins as that conversation did; otherwise it is only the newest of its session. */
  readonly isSure: boolean;
}

export function createConversations({
  limit = MOST_CONVERSATIONS,
}: ConversationsOptions = {}): Conversations {
  const memory = createConversationMemory(limit);
  /** By session: the conversation of Claude Code that was continued last. */
  const newest = createRecentMap<string>(limit);
  /** By session of a program: what the ledger knew of it; `NOTHING` for those that begin here. */
  const sessions = createRecentMap<Remembered>(limit);
  const signatures = createSignatureMemory();
  const warmths = createWarmthMemory(limit);

  /** Also that there is nothing to remember is remembered: the ledger is asked once. */
  const recall = (session: string, turn: Turn, known: Known): Remembered => {
    const restored = restore(turn, known);
    memory.continue(session, restored);
    newest.set(session, session);
    claim(restored, turn, known);
    return restored;
  };

  /** A program's session may hold several conversations: what the ledger knows counts where all had one model. */
  const recallProgram = (turn: Turn, known: Known): Remembered => {
    const session = programSession(turn);
    if (session === null || isFirstTurn(turn.call)) return NOTHING;
    const restored = sessions.get(session) ?? restore(turn, known, (last) => !last.isMixed);
    sessions.set(session, restored);
    claim(restored, turn, known);
    return restored;
  };

  const claim = ({ model }: Remembered, { call }: Turn, { catalog }: Known): void => {
    if (model !== null && isOther(model, call, catalog)) signatures.claim(call, model.id);
  };

  /** Claude Code rewrites how its conversations begin; other clients are only known by it. */
  const find = (own: string, turn: Turn, known: Known): Found => {
    const unknown = { key: own, before: NOTHING, isSure: true };
    if (turn.purpose.standsAlone) return unknown;
    const remembered = memory.get(own);
    if (remembered !== undefined) return { key: own, before: remembered, isSure: true };
    const session = sessionKey(turn);
    if (session === null) return { ...unknown, before: recallProgram(turn, known) };
    const key = newest.get(session);
    const last = key === undefined ? undefined : memory.get(key);
    if (key !== undefined && last !== undefined) return { key, before: last, isSure: false };
    if (isFirstTurn(turn.call)) return unknown;
    return { key: session, before: recall(session, turn, known), isSure: false };
  };

  /** The turn is answered; a summary is made by the model the client named and moves nothing. */
  const keep = (own: string, turn: Turn, found: Found, answer: Answer): void => {
    const session = sessionKey(turn);
    const now = memory.get(found.key) ?? found.before;
    if (turn.purpose.purpose === 'compaction') {
      memory.continue(found.key, { ...now, isCompacted: true });
      if (session !== null) newest.set(session, found.key);
      return;
    }
    const next = { ...answer, isCompacted: found.isSure && now.isCompacted };
    if (isFirstTurn(turn.call)) {
      memory.open(own, next);
      const begun = programSession(turn);
      if (begun !== null) sessions.set(begun, sessions.get(begun) ?? NOTHING);
    } else {
      memory.continue(own, next);
      if (session !== null) newest.set(session, own);
    }
    if (!found.isSure && now.isCompacted && opensWithSummary(turn)) memory.forget(found.key);
  };

  return {
    placeOf(turn, known) {
      const { call } = turn;
      const own = conversationKey(turn);
      const found = find(own, turn, known);
      const boundary = boundaryOf(found, turn);
      const standing = standingOf({ turn, boundary, ...found, warmth: warmths.get(found.key) });
      const { hasClimbed } = standing.conversation;
      const { hasClimbed: shadowClimbed } = standing.shadowConversation;
      return {
        ...standing,
        signers: signatures.signersIn(call),
        answered(model, shadow, climbs = NO_CLIMB) {
          if (turn.purpose.standsAlone) return;
          keep(own, turn, found, {
            model,
            shadow,
            hasClimbed: hasClimbed || climbs.hasClimbed,
            shadowClimbed: shadowClimbed || climbs.shadowClimbed,
          });
        },
        warmed(answers) {
          if (turn.purpose.standsAlone) return;
          // A summary is read from the conversation's cache and is no turn of it.
          const isTurn = turn.purpose.purpose !== 'compaction';
          const noted = isTurn ? answers : answers.map((one) => ({ ...one, isTurn }));
          const isNew = boundary === 'first_turn';
          warmths.note(noted, { key: isTurn ? own : found.key, from: found.key, isNew });
        },
        signed(signed, model) {
          if (isOther(model, call, known.catalog)) signatures.note(signed, model.id);
        },
      };
    },
  };
}

type Answer = Omit<Remembered, 'isCompacted'>;

const NO_CLIMB: Climbs = { hasClimbed: false, shadowClimbed: false };

/** Where the conversation may change its model without losing what it holds. */
function boundaryOf(found: Found, turn: Turn): Boundary | null {
  if (turn.purpose.standsAlone) return 'stands_alone';
  if (isAfterSummary(found, turn)) return 'after_compaction';
  return isFirstTurn(turn.call) ? 'first_turn' : null;
}

function isFirstTurn({ messages }: Call): boolean {
  return !messages.some(({ role }) => role === 'assistant');
}

/**
 * The turn that begins with a summary made since the last turn. A text that only looks like a summary's
 * instruction changes no beginning. What the ledger remembers may have begun with this very summary.
 */
function isAfterSummary({ key, before, isSure }: Found, turn: Turn): boolean {
  if (isSure) return false;
  const isSummary = opensWithSummary(turn);
  const isRestored = key === sessionKey(turn);
  return isRestored ? before.isCompacted && isSummary : before.isCompacted || isSummary;
}

/** Another model than the client named answers, so that its thinking comes back under a false name. */
function isOther(model: Model, { requestedModel }: Call, catalog: Catalog): boolean {
  return !isSameModel(catalog, model.id, requestedModel);
}

function restore(
  { options }: Turn,
  known: Known,
  counts: (last: LastServed) => boolean = () => true,
): Remembered {
  const { session, agent } = options;
  if (session === null) return NOTHING;
  try {
    const last = known.ledger.lastServed({ session, agent });
    if (last === null || !counts(last)) return NOTHING;
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
