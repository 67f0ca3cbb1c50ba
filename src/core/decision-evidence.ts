import { declaredBounds } from './bounds.ts';
import type { Ruling } from './decision.ts';
import { asShare, type ReasonEvidence, type Signal } from './grounds.ts';
import { metaEvidence } from './meta.ts';
import { modelName } from './model.ts';
import { bindableAs } from './purpose.ts';
import { REASONS, type Reason } from './reason.ts';
import type { RoutingInput } from './routing-input.ts';
import { chanceOfEnough } from './sufficient-tier.ts';
import { LIMITS } from './three-questions.ts';
import { irreversibleUse, tabledTool, toolAbout } from './tools-said.ts';
import { isStrange } from './trusted-type.ts';
import type { Tier } from './tier.ts';

/** The signal behind who decided, and behind each reason since, in their order. */
export function evidenceOf(ruling: Ruling, input: RoutingInput): readonly ReasonEvidence[] {
  return [ruling.decidedBy, ...ruling.reasons].map((reason) => {
    const read = SIGNALS[reason] ?? byExclusion;
    const { signal, weight = 1, detail = null } = read({ reason, ruling, input });
    return { reason, signal, weight: asShare(weight), detail };
  });
}

interface Told {
  readonly reason: Reason;
  readonly ruling: Ruling;
  readonly input: RoutingInput;
}

type Found = Pick<Signal, 'signal'> & { readonly weight?: number; readonly detail?: string | null };

/** Reasons that are not here rest on a model that could not serve, or on themselves. */
const SIGNALS: Readonly<Partial<Record<Reason, (told: Told) => Found>>> = {
  pin: named,
  rewrite: ({ input: { call } }) => ({ signal: 'policy:rewrite', detail: call.requestedModel }),
  protected: ({ input: { conditions } }) => ({
    signal: `purpose:${conditions.purpose.protectedBy ?? conditions.purpose.purpose}`,
  }),
  purpose_bound: ({ input: { conditions } }) => ({
    signal: `policy:claude_code.bind.${bindableAs(conditions.purpose) ?? 'main'}`,
  }),
  header_tier: (told) =>
    told.input.conditions.options.tier === null
      ? named(told)
      : { signal: 'header:x-modicum-tier', detail: String(told.input.conditions.options.tier) },
  header_task: (told) =>
    told.input.conditions.options.task === null
      ? named(told)
      : { signal: 'header:x-modicum-task', detail: told.input.conditions.options.task },
  header_complexity: ({ input: { conditions } }) => ({
    signal: 'header:x-modicum-complexity',
    detail: `${conditions.options.complexity} of 10`,
  }),
  tool_table: ({ input }) => {
    const tool = tabledTool(input);
    return tool === null
      ? { signal: 'policy:tools' }
      : { signal: `policy:tools.${tool.name}`, detail: `tier ${tool.tier}` };
  },
  irreversible: ({ input }) => {
    const use = irreversibleUse(input);
    return use === null ? { signal: 'tool:' } : { signal: `tool:${use.tool}`, detail: use.what };
  },
  tool_classified: ({ input }) => ({ signal: `tool:${toolAbout(input) || 'unnamed'}` }),
  meta_classified: asked,
  meta_failed: asked,
  meta_held: asked,
  background: () => ({ signal: 'header:x-modicum-background' }),
  classifier: recognised,
  default: ({ input: { policy } }) => ({
    signal: 'policy:routing.default_tier',
    detail: `tier ${policy.defaultTier}`,
  }),
  kept_model: conversation,
  conversation_moved: ({ input: { conditions } }) => ({
    signal: `conversation:${conditions.kept === null ? 'unknown' : modelName(conditions.kept)}`,
  }),
  switch_not_worth: weighed,
  switch_pays: weighed,
  stuck_climbed: conversation,
  ambiguous,
  clear_tier: recognised,
  estimated_complexity: ({ input: { classification } }) => ({
    signal: 'complexity:estimated',
    weight: (classification.judged?.complexity ?? 0) / 10,
    detail: `${classification.judged?.complexity ?? '?'} of 10`,
  }),
  right_first_time: ({ input: { classification } }) => ({
    signal: `type:${classification.taskType ?? 'unknown'}`,
    weight: Math.max(classification.judged?.stakes ?? 0, classification.confidence),
    detail: `stakes high with p ${(classification.judged?.stakes ?? 0).toFixed(2)}`,
  }),
  high_frequency: ({ ruling: { frequency }, input: { policy } }) => ({
    signal: 'action:calls',
    detail: `call ${frequency?.calls ?? '?'} of one user action; more than ${policy.frequency.calls} are many`,
  }),
  tier_floor: ({ ruling, input }) => bound('floor', ruling.floor, { ruling, input }),
  tier_cap: ({ ruling, input }) => bound('cap', ruling.cap, { ruling, input }),
  pin_below_floor: ({ ruling, input }) => bound('floor', ruling.floor, { ruling, input }),
};

function named({ input: { call } }: Told): Found {
  return { signal: `model:${call.requestedModel}` };
}

function asked({ input: { conditions } }: Told): Found {
  const { meta } = conditions;
  if (meta === undefined) return { signal: 'model:unknown' };
  const weight = meta.kind === 'answered' ? meta.answer.confidence : 1;
  return { signal: `model:${meta.model ?? 'none'}`, weight, detail: metaEvidence(meta) };
}

/** The type where there is one to name, with what is known of the tier. */
function recognised({ ruling, input: { classification } }: Told): Found {
  const { taskType, confidence, judged } = classification;
  if (judged === null) return { signal: `type:${taskType ?? 'unknown'}`, weight: confidence };
  const enough = chanceOfEnough(judged.tiers, ruling.tier);
  if (taskType === null) return { signal: `tier:${ruling.tier}`, weight: enough };
  const detail = `tier ${ruling.tier} is enough with p ${enough.toFixed(2)}`;
  return { signal: `type:${taskType}`, weight: confidence, detail };
}

function ambiguous({ input: { classification, policy } }: Told): Found {
  const { taskType, confidence, judged } = classification;
  const signal = `type:${taskType ?? 'unknown'}`;
  const least = policy.classifier.minConfidence;
  if (isStrange(judged) && confidence >= least) {
    const detail = `unlike what the classifier knows (${judged?.outOfDistribution.toFixed(2)})`;
    return { signal, weight: confidence, detail };
  }
  const detail = `p ${confidence.toFixed(2)}, the policy asks for ${least.toFixed(2)}`;
  return { signal, weight: confidence, detail };
}

function conversation({ ruling, input }: Told): Found {
  const { kept, conversation: state } = input.conditions;
  const model = kept ?? state?.before ?? ruling.plan[0]?.model ?? null;
  return { signal: `conversation:${model === null ? 'unknown' : modelName(model)}` };
}

function weighed({ ruling: { switchAccount } }: Told): Found {
  if (switchAccount === undefined) return { signal: 'conversation:unknown' };
  const { stay, move, outlook } = switchAccount;
  return {
    signal: `conversation:${stay.model}`,
    detail: `against ${move.model} over ${outlook.turns} turns`,
  };
}

/** Which of those that set the bound set it there; what the work itself needs has no key. */
function bound(
  which: 'floor' | 'cap',
  at: Tier,
  { ruling, input }: Pick<Told, 'ruling' | 'input'>,
): Found {
  const { policy, conditions } = input;
  const { minTier, maxTier } = conditions.options;
  const isDeclared = ruling.confidence === null;
  const type = isDeclared ? ruling.taskType : (conditions.trusted ?? ruling).taskType;
  const said = which === 'floor' ? minTier : maxTier;
  const detail = `tier ${at}`;
  if (said === at) {
    return { signal: `header:x-modicum-${which === 'floor' ? 'min' : 'max'}-tier`, detail };
  }
  if (policy[which] === at && declaredBounds(input, null)[which] === at) {
    const isWide = at === (which === 'floor' ? 0 : 3);
    if (!isWide) return { signal: `policy:routing.${which}`, detail };
  }
  if (type === null) return { signal: `policy:routing.${which}` };
  return {
    signal: `policy:tasks.${type}.${which}`,
    detail: `tier ${policy.tasks[type][which]}`,
  };
}

/** The model that had this reason, with the limit it was over or the provider it stands with. */
function byExclusion({ reason, ruling }: Told): Found {
  const excluded =
    reason === 'tier_unavailable'
      ? ruling.excluded[0]
      : ruling.excluded.find((one) => one.reason === reason);
  if (excluded === undefined) return { signal: `reason:${reason}` };
  const { tier, model, detail } = excluded;
  const limit = LIMITS[reason];
  if (limit !== undefined) return { signal: `policy:tiers.${tier}.${limit}`, detail };
  return {
    signal: `provider:${model.provider}`,
    detail: detail ?? `${modelName(model)}: ${REASONS[excluded.reason]}`,
  };
}
