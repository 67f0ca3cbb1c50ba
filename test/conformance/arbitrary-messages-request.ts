import fc from 'fast-check';
import type { Json, JsonObject } from '../../src/core/json.ts';
import { EFFORTS } from '../../src/core/model.ts';
import { textOr } from '../../src/testing/simulated/loose-json.ts';
import type { Asked } from './rewrite.ts';

/** Models that clients name, and two names of Modicum's own. */
const NAMES = [
  'claude-opus-5-5',
  'claude-sonnet-5-5',
  'claude-haiku-5-5',
  'claude-opus-4-8',
  'claude-sonnet-4-6',
  'claude-haiku-4-5',
  'modicum/auto',
  'modicum/tier-2',
];

const word = fc.stringMatching(/^[a-z]{1,12}$/);
const mark = fc.constantFrom({}, { cache_control: { type: 'ephemeral' } });
const text = fc
  .tuple(word, mark)
  .map(([said, cached]) => ({ type: 'text', text: said, ...cached }));
const userContent = fc.oneof(word, fc.array(text, { minLength: 1, maxLength: 3 }));

const settings = fc.option(
  fc.constantFrom(...EFFORTS.slice(1)).map((effort) => ({ output_config: { effort } })),
);

/** As Claude Code writes them: words, nothing but settings, or both. */
const systemMessage: fc.Arbitrary<JsonObject | null> = fc.option(
  fc
    .tuple(fc.oneof(fc.constant([]), userContent), settings)
    .filter(([content, own]) => content.length > 0 || own !== null)
    .map(([content, own]) => ({ role: 'system', content, ...own })),
  { freq: 2 },
);

/** Signatures 1 to 3 are noted as another model's, the others are as usual. */
export const NOTED_SIGNERS: ReadonlyMap<string, string> = new Map([
  ['sig-1', 'claude-sonnet-5-5'],
  ['sig-2', 'claude-haiku-4-5-20251001'],
  ['sig-3', 'claude-haiku-4-5'],
]);

const thinkingBlock = fc.option(
  fc
    .tuple(fc.integer({ min: 1, max: 6 }), fc.boolean())
    .map(([number, isRedacted]) =>
      isRedacted
        ? { type: 'redacted_thinking', data: `sig-${number}` }
        : { type: 'thinking', thinking: '', signature: `sig-${number}` },
    ),
);

const TOOLS: readonly JsonObject[] = ['read', 'search', 'later_a', 'later_b'].map((name) => ({
  name,
  description: name,
  input_schema: { type: 'object' },
  ...(name.startsWith('later') ? { defer_loading: true } : {}),
}));

const resultContent = fc.oneof(
  word,
  fc.array(text, { minLength: 1, maxLength: 2 }),
  fc
    .constantFrom('later_a', 'later_b')
    .map((name) => [{ type: 'tool_reference', tool_name: name }]),
);

interface Step {
  readonly thinking: JsonObject | null;
  readonly said: JsonObject | null;
  readonly results: readonly Json[];
  readonly aside: JsonObject | null;
  /** Between the calls and their results. */
  readonly between: JsonObject | null;
  readonly system: JsonObject | null;
}

const step: fc.Arbitrary<Step> = fc.record({
  thinking: thinkingBlock,
  said: fc.option(text),
  results: fc.array(resultContent, { minLength: 1, maxLength: 3 }),
  aside: fc.option(text),
  between: systemMessage,
  system: systemMessage,
});

function stepMessages(one: Step, id: string): readonly (JsonObject | null)[] {
  const uses = one.results.map((_, index) => ({
    type: 'tool_use',
    id: `${id}-${index}`,
    name: index === 0 ? 'read' : 'later_a',
    input: { n: 1 },
  }));
  const results = one.results.map((content, index) => ({
    type: 'tool_result',
    tool_use_id: `${id}-${index}`,
    content,
  }));
  return [
    { role: 'assistant', content: [one.thinking, one.said, ...uses].filter(isThere) },
    one.between,
    { role: 'user', content: [...results, one.aside].filter(isThere) },
    one.system,
  ];
}

function isThere<Value>(value: Value | null): value is Value {
  return value !== null;
}

interface Exchange {
  readonly asked: Json;
  readonly before: JsonObject | null;
  readonly steps: readonly Step[];
  readonly thinking: JsonObject | null;
  readonly answer: JsonObject | null;
}

const exchange: fc.Arbitrary<Exchange> = fc
  .record({
    asked: userContent,
    before: systemMessage,
    steps: fc.array(step, { maxLength: 2 }),
    thinking: thinkingBlock,
    answer: fc.option(text),
  })
  // Some answers are nothing but thinking.
  .filter(({ thinking: thought, answer }) => thought !== null || answer !== null);

/** A conversation that ends with a question, a result, or an answer already begun. */
const messages: fc.Arbitrary<readonly JsonObject[]> = fc
  .tuple(
    fc.array(exchange, { minLength: 1, maxLength: 3 }),
    fc.constantFrom('question', 'question', 'result', 'result', 'started'),
  )
  .map(([exchanges, end]) => {
    const all = exchanges.flatMap((one, number) => {
      const isLast = number === exchanges.length - 1;
      const steps = isLast && end === 'question' ? [] : one.steps;
      const worked = steps.flatMap((each, index) => stepMessages(each, `t${number}-${index}`));
      const closing = { role: 'assistant', content: [one.thinking, one.answer].filter(isThere) };
      const isOpen = isLast && end !== 'started';
      return [
        { role: 'user', content: one.asked },
        one.before,
        ...worked,
        ...(isOpen ? [] : [closing]),
      ];
    });
    return all.filter(isThere);
  });

const thinking: fc.Arbitrary<JsonObject> = fc.oneof(
  fc.record({
    type: fc.constantFrom('adaptive', 'between_tools'),
    display: fc.constantFrom('omitted', 'summarized', 'updates'),
  }),
  fc.constantFrom<JsonObject>(
    { type: 'disabled' },
    { type: 'adaptive', block_binding: { prefix_mismatch_behavior: 'drop_block' } },
  ),
  fc
    .integer({ min: 1, max: 200_000 })
    .map((budget) => ({ type: 'enabled', budget_tokens: budget })),
);

const BETAS = [
  'claude-code-20250219',
  'interleaved-thinking-2025-05-14',
  'effort-2025-11-24',
  'mid-conversation-tool-changes-2026-07-01',
  'thinking-binding-controls-2026-08-01',
  'from-the-future-2027-01-01',
];

const body: fc.Arbitrary<JsonObject> = fc
  .record({
    model: fc.constantFrom(...NAMES),
    max_tokens: fc.oneof(fc.integer({ min: 1, max: 3_000 }), fc.integer({ min: 1, max: 200_000 })),
    messages,
    thinking: fc.option(thinking),
    effort: fc.option(fc.constantFrom(...EFFORTS)),
    temperature: fc.option(fc.constantFrom(0, 1), { freq: 2 }),
    top_p: fc.option(fc.constantFrom(0.5, 0.99), { freq: 2 }),
    tool_choice: fc.option(
      fc.constantFrom<JsonObject>(
        { type: 'auto' },
        { type: 'any' },
        { type: 'tool', name: 'read' },
        { type: 'tool', name: 'later_b' },
      ),
    ),
    system: fc.option(word),
    clears: fc.boolean(),
    stream: fc.boolean(),
    speed: fc.option(fc.constant('fast'), { freq: 2 }),
  })
  .map(({ effort, clears, system, ...fields }) => {
    const given = Object.entries(fields).filter(([, value]) => value !== null);
    return {
      ...Object.fromEntries(given),
      system: [
        { type: 'text', text: 'x-anthropic-billing-header: cc_version=2.1.328.6df;' },
        ...(system === null ? [] : [{ type: 'text', text: system }]),
      ],
      tools: TOOLS,
      ...(effort === null ? {} : { output_config: { effort } }),
      ...(clears && fields.thinking !== null && fields.thinking['type'] !== 'disabled'
        ? { context_management: { edits: [{ type: 'clear_thinking_20251015', keep: 'all' }] } }
        : {}),
      metadata: { user_id: '{"session_id":"s"}' },
    };
  });

/** Any mix of what Claude Code and SDK clients put into a Messages request. */
export const arbitraryAsked: fc.Arbitrary<Asked> = fc
  .record({
    body,
    betas: fc.subarray(BETAS),
    usualSigner: fc.constantFrom('claude-opus-5-5', 'claude-sonnet-4-6'),
    effort: fc.option(fc.constantFrom(...EFFORTS)),
  })
  .map(({ body: made, betas, usualSigner, effort }) => ({
    body: made,
    betas: ['per-turn-control-2026-07-01', ...betas].join(','),
    signers: NOTED_SIGNERS,
    effort,
    // Whoever names a real model had its answers, unless it is noted otherwise.
    ...(textOr(made['model']).startsWith('modicum/') ? { usualSigner } : {}),
  }));
