import { describe, expect, test } from 'vitest';
import { NO_TOKENS } from '../core/usage.ts';
import { judgePolicy, type JudgePolicyOptions } from './judge-policy.ts';
import { loadCatalog } from './load-catalog.ts';

const catalog = loadCatalog();

/** `severity line:column key: message` of everything lint says about a policy. */
function saidOf(yaml: string, options: Partial<JudgePolicyOptions> = {}): readonly string[] {
  const text = { path: '/p.yaml', content: `version: 1\n${yaml}`, writableByAll: false };
  const { problems } = judgePolicy(text, {
    environment: { HOME: '/nowhere' },
    catalog,
    validators: ['answered', 'json', 'json_schema', 'one_of'],
    today: '2026-11-20',
    ...options,
  });
  return problems.map(({ severity, text: told }) => `${severity} ${told.replace('/p.yaml:', '')}`);
}

interface Doubt {
  /** What gives rise to it, and the whole of what is said then. */
  readonly yaml: string;
  readonly says: string;
  /** The nearest policy that gives rise to nothing. */
  readonly but: string;
}

const DOUBTS: readonly Doubt[] = [
  // what takes care away
  {
    yaml: 'routing: { irreversible_tier: 0 }',
    says: 'warning 2:31 routing.irreversible_tier: tier 0 lifts nothing: what cannot be undone then gets no more care than what nothing recognises; write 3',
    but: 'routing: { irreversible_tier: 2 }',
  },
  {
    yaml: 'routing: { min_confidence: 0 }',
    says: "warning 2:28 routing.min_confidence: nothing counts as ambiguous any more: the classifier's first guess among 60 types is taken, however unsure; write 0.5, or lower it only as far as modicum tasks eval bears out",
    but: 'routing: { min_confidence: 0.1 }',
  },
  {
    yaml: 'tasks: { irreversible_action: { under_cost: 1 } }',
    says: 'warning 2:45 tasks.irreversible_action.under_cost: a mistake here cannot be made good, and under_cost 1 makes doing it on too low a tier hardly worse than paying too much; write 12',
    but: 'tasks: { irreversible_action: { under_cost: 10 }, summarize: { under_cost: 1 } }',
  },
  {
    yaml: 'tasks: { irreversible_action: { floor: 0 } }',
    says: 'warning 2:40 tasks.irreversible_action.floor: a mistake here cannot be made good, and floor 0 lets tiers below 3 do it; write 3, or name the tier in the calls you mean',
    but: 'tasks: { irreversible_action: { floor: 3 }, summarize: { floor: 0 } }',
  },
  // what is taken and does nothing
  {
    yaml: 'classifier: { ask: { tier: 1, max_cost_usd: 0.000001 } }',
    says: 'warning 2:45 classifier.ask.max_cost_usd: nobody is ever asked: the shortest question costs up to $0.00015 on tier 1; raise it, or write tier: off',
    but: 'classifier: { ask: { tier: 1, max_cost_usd: 0.001 } }',
  },
  {
    yaml: 'classifier: { ask: { tier: 1, deadline_ms: 60000 } }\nlimits: { deadline: 1m }',
    says: 'warning 2:44 classifier.ask.deadline_ms: asking may take 1m, and every call ends after 1m: nothing is left for the answer; write less, or raise limits.deadline',
    but: 'classifier: { ask: { tier: 1, deadline_ms: 30000 } }\nlimits: { deadline: 1m }',
  },
  {
    yaml: 'frequency: { cap: 3 }',
    says: 'warning 2:19 frequency.cap: cap 3 keeps nothing on the cheap tiers: routing.cap is 3 for everything; write a lower one, or calls: 0',
    but: 'frequency: { cap: 3, calls: 0 }',
  },
  // floors and caps that contradict each other, or leave something without effect
  {
    yaml: 'tasks: { translate: { floor: 2, cap: 1 } }',
    says: 'error 2:30 tasks.translate.floor: the floor 2 is above the cap 1; move one',
    but: 'tasks: { translate: { floor: 1, cap: 2 } }',
  },
  {
    yaml: 'tasks: { translate: { tier: 3, cap: 1 } }',
    says: 'error 2:29 tasks.translate.tier: tier 3 is above the cap 1 of this task; move one',
    but: 'tasks: { write_code: { cap: 1 } }',
  },
  {
    yaml: 'routing: { floor: 1 }\ntasks: { summarize: 0 }',
    says: 'warning 3:21 tasks.summarize.tier: tier 0 is below the floor 1 for everything, so it becomes tier 1; write another tier, or move routing.floor',
    but: 'routing: { floor: 1 }\ntasks: { summarize: 1 }',
  },
  {
    yaml: 'routing: { floor: 2 }\ntasks: { summarize: { cap: 1 } }',
    says: 'warning 3:28 tasks.summarize.cap: the cap 1 is below the floor 2 for everything: calls that declare this task are refused; raise the cap, or lower routing.floor',
    but: 'routing: { floor: 1 }\ntasks: { summarize: { cap: 1 } }',
  },
  {
    yaml: 'routing: { floor: 1 }\ntiers: { 0: { models: [] } }\ntools: { look_up: 0 }',
    says: 'warning 4:19 tools.look_up: tier 0 is below the floor 1 for everything, so it becomes tier 1; write another tier, or move routing.floor',
    but: 'routing: { floor: 1 }\ntiers: { 0: { models: [] } }\ntools: { look_up: 1 }',
  },
  {
    yaml: 'routing: { floor: 1, background_start: 0 }',
    says: 'warning 2:40 routing.background_start: tier 0 is below the floor 1 for everything, so it becomes tier 1; write another tier, or move routing.floor',
    but: 'routing: { floor: 1 }',
  },
  {
    yaml: 'routing: { floor: 1 }\nclaude_code: { bind: { title: modicum/tier-0 } }',
    says: 'warning 3:31 claude_code.bind.title: tier 0 is below the floor 1 for everything, so it becomes tier 1; write another tier, or move routing.floor',
    but: 'routing: { floor: 1 }\nclaude_code: { bind: { title: modicum/tier-1 } }',
  },
  {
    yaml: 'routing: { floor: 1 }\nrewrite: [{ from: gpt-4o, to: modicum/tier-0 }]',
    says: 'warning 3:31 rewrite.0.to: tier 0 is below the floor 1 for everything, so it becomes tier 1; write another tier, or move routing.floor',
    but: 'routing: { floor: 1 }\nrewrite: [{ from: gpt-4o, to: modicum/tier-1 }]',
  },
  {
    yaml: 'routing: { floor: 2 }\ntasks: { summarize: { cap: 2 }, translate: { cap: 1 } }\nrewrite: [{ from: gpt-4o, to: "modicum/auto:task=summarize" }]',
    says: 'warning 3:51 tasks.translate.cap: the cap 1 is below the floor 2 for everything: calls that declare this task are refused; raise the cap, or lower routing.floor',
    but: 'routing: { floor: 2 }\ntasks: { summarize: { cap: 2 } }\nrewrite: [{ from: gpt-4o, to: "modicum/auto:task=summarize" }]',
  },
  {
    yaml: 'rules:\n  - { words: make it so, task: summarize }\n  - { words: make it so, task: translate }',
    says: 'warning 4:14 rules.1.words: never counts: the rule 1 above has the same words; remove one',
    but: 'rules:\n  - { words: make it so, task: summarize }\n  - { words: say it so, task: translate }',
  },
  // tiers and models that nothing reaches
  {
    yaml: 'routing: { floor: 1 }\ntiers: { 0: { models: [local/qwen2.5:7b] } }',
    says: 'warning 3:23 tiers.0.models: no call reaches tier 0: everything goes to tiers 1 to 3; move routing.floor, or write models: []',
    but: 'routing: { floor: 1 }\ntiers: { 0: { models: [] } }',
  },
  {
    yaml: 'tiers: { 3: { models: [anthropic/claude-opus-5-5, anthropic/claude-opus-5-5] } }',
    says: 'warning 2:51 tiers.3.models.1: is never tried: anthropic/claude-opus-5-5 already stands above it; remove it',
    but: 'tiers: { 3: { models: [anthropic/claude-opus-5-5, anthropic/claude-opus-4-8] } }',
  },
  {
    yaml: 'tiers: { 0: { max_answer_tokens: 5 } }',
    says: 'warning 2:34 tiers.0.max_answer_tokens: no work that starts on tier 0 fits: its shortest answers take 10 tokens; raise it, or write models: []',
    but: 'tiers: { 0: { max_answer_tokens: 10 } }',
  },
  // models that retire
  {
    yaml: 'tiers: { 2: { models: [anthropic/claude-sonnet-4] } }',
    says: 'error 2:24 tiers.2.models.0: claude-sonnet-4 was retired on 2026-06-15; write claude-sonnet-5-5 in its place',
    but: 'tiers: { 2: { models: [anthropic/claude-sonnet-5-5] } }',
  },
  // what the bound model refuses
  {
    yaml: 'tiers: { 1: { models: [{ model: anthropic/claude-haiku-4-5, effort: low }] } }',
    says: 'error 2:69 tiers.1.models.0.effort: claude-haiku-4-5 takes no effort; leave it out',
    but: 'tiers: { 1: { models: [anthropic/claude-haiku-4-5] } }',
  },
  {
    yaml: 'tiers: { 1: { models: [{ model: anthropic/claude-haiku-5-5, effort: max }] } }',
    says: 'warning 2:69 tiers.1.models.0.effort: claude-haiku-5-5 refuses calls that switch thinking off above effort high; they are rewritten so that it thinks; write high or less to keep what they ask for',
    but: 'tiers: { 1: { models: [{ model: anthropic/claude-haiku-5-5, effort: high }] } }',
  },
  {
    yaml: 'tools: { pay: 2 }',
    says: 'warning 2:15 tools.pay: no model of tier 2 can be made to use a tool (claude-sonnet-5-5): a call that forces this one is refused there; offer it with tool_choice auto, or write a tier whose model can',
    but: 'tools: { pay: 1 }',
  },
  {
    yaml: 'tiers: { 0: { models: [local/gemma3:4b] } }\nclaude_code: { bind: { sub_agent: modicum/tier-0 } }',
    says: 'warning 3:35 claude_code.bind.sub_agent: no model of tier 0 takes tools, and these calls have some, so they are refused there; bind a tier whose model does',
    but: 'tiers: { 0: { models: [local/gemma3:4b] } }\nclaude_code: { bind: { sub_agent: modicum/tier-1 } }',
  },
  {
    yaml: 'models: { plain: { kind: ollama, context_tokens: 8000, output_tokens: 2000, price: { input: 0, output: 0 }, capabilities: { structured_output: false } } }\ntiers: { 0: { models: [local/plain] } }',
    says: 'warning 3:24 tiers.0.models.0: plain cannot be held to a schema, so calls that give one do not go to it, and 14 task types of tier 0 come with one; bind a model that can',
    but: 'models: { plain: { kind: ollama, context_tokens: 8000, output_tokens: 2000, price: { input: 0, output: 0 }, capabilities: { structured_output: true } } }\ntiers: { 0: { models: [local/plain] } }',
  },
  {
    yaml: chatPolicy('none', ''),
    says: 'warning 4:24 tiers.1.models.0: m takes no tools over Chat Completions, so calls with tools do not go to it; write responses: true for mine if it speaks that, or bind another model',
    but: chatPolicy('none', ', responses: true'),
  },
  {
    yaml: chatPolicy('without_effort', '', ', effort: low'),
    says: 'warning 4:24 tiers.1.models.0: m takes tools over Chat Completions only without an effort, so calls with tools lose their low; write responses: true for mine if it speaks that, or bind another model',
    but: chatPolicy('without_effort', ''),
  },
  // limits across a price cliff
  {
    yaml: 'tiers: { 1: { max_prompt_tokens: 200000 } }',
    says: 'warning 2:34 tiers.1.max_prompt_tokens: claude-haiku-5-5 costs more above 100000 prompt tokens; set max_prompt_tokens: 100000',
    but: 'tiers: { 1: { max_prompt_tokens: 100000 } }',
  },
  // tiers out of the order of their prices
  {
    yaml: 'tiers: { 1: { models: [anthropic/claude-opus-5-5] } }',
    says: 'warning 2:24 tiers.1.models.0: tier 1 (anthropic/claude-opus-5-5) costs twice what tier 2 (anthropic/claude-sonnet-5-5) does for 2000 tokens in and 300 out (assumed); exchange them, or give tier 1 a cheaper model',
    but: 'tiers: { 1: { models: [anthropic/claude-haiku-5-5] } }',
  },
  // escalation without a validator
  {
    yaml: 'tasks: { summarize: { validate: [] } }',
    says: 'warning 2:33 tasks.summarize.validate: is held back and judged by nothing, so a bad answer is never tried again; name validators, or write delivery: streamed',
    but: 'tasks: { summarize: { validate: [answered] } }',
  },
  {
    yaml: 'tasks: { summarize: { validate: [json_schema] } }',
    says: 'warning 2:33 tasks.summarize.validate: looks only at calls that ask for JSON, a schema or labels; of others every answer passes, also an empty one; add answered',
    but: 'tasks: { summarize: { validate: [json_schema, answered] } }',
  },
  {
    yaml: 'tasks: { write_docs: { validate: [answered] } }',
    says: 'warning 2:34 tasks.write_docs.validate: only notes what was wrong: answers of this task are handed over as they come; write delivery: buffered to have bad ones tried again',
    but: 'tasks: { write_docs: { validate: [answered], delivery: buffered } }',
  },
  // deadlines and repeats that cannot both be had
  {
    yaml: 'tasks: { summarize: { deadline: 20m } }',
    says: 'warning 2:33 tasks.summarize.deadline: never counts: every call ends after 10m; raise limits.deadline, or write less',
    but: 'tasks: { summarize: { deadline: 9m } }',
  },
  {
    yaml: 'tasks: { summarize: { deadline: 30s } }',
    says: 'warning 2:33 tasks.summarize.deadline: one attempt of tier 0 may take 1m, so nothing is left for a repeat or a tier up; write more, or lower tiers.0.timeout',
    but: 'tasks: { summarize: { deadline: 30s } }\ntiers: { 0: { timeout: 10s } }',
  },
  {
    yaml: 'limits: { attempts: 2 }\ntasks: { summarize: { retries: 2 } }',
    says: 'warning 3:32 tasks.summarize.retries: never all made: a call has 2 attempts, the first included; raise limits.attempts, or write 1',
    but: 'limits: { attempts: 2 }\ntasks: { summarize: { retries: 1 } }',
  },
];

function chatPolicy(chatTools: string, provider: string, binding = ''): string {
  return [
    `models: { m: { kind: openai-compatible, context_tokens: 64000, output_tokens: 8000, price: { input: 0.1, output: 0.4 }, capabilities: { chat_tools: ${chatTools}, efforts: [low, high] } } }`,
    `providers: { mine: { kind: openai-compatible, url: https://mine.test, key: env:MINE_KEY${provider} } }`,
    `tiers: { 1: { models: [{ model: mine/m${binding} }], max_prompt_tokens: 60000 } }`,
  ].join('\n');
}

describe('lint', () => {
  test('says where a tier that is down cannot go up', () => {
    const about = (yaml: string) => saidOf(yaml).filter((said) => said.includes('is down'));
    expect(about('routing: { cap: 0, default_tier: 0 }')).toEqual([
      'warning 2:17 routing.cap: when tier 0 is down its calls are refused: they are to go one tier up, which is above the cap 0 for everything; write tiers.0.unavailable: refuse or { wait: 20s }, or raise routing.cap',
    ]);
    const refusing = 'tiers: { 0: { unavailable: refuse } }';
    expect(about(`routing: { cap: 0, default_tier: 0 }\n${refusing}`)).toEqual([]);
    expect(about('routing: { cap: 1, default_tier: 1 }')).toEqual([]);
  });

  test.each(DOUBTS)('says of $yaml', ({ yaml, says }) => {
    expect(saidOf(yaml)).toEqual([says]);
  });

  test.each(DOUBTS)('says nothing of $but', ({ but }) => {
    expect(saidOf(but)).toEqual([]);
  });

  test('says of a rule what a cap makes of it', () => {
    const rule = 'rules: [{ words: ship it, task: production_deploy }]';
    expect(saidOf(`routing: { cap: 2 }\n${rule}`)).toContain(
      'warning 3:33 rules.0.task: names production_deploy, whose floor 3 is above the cap 2 for everything, so it is done on tier 2; name another task, or raise routing.cap',
    );
    expect(saidOf(rule)).toEqual([]);
  });

  test('says of a bound task what a cap makes of it', () => {
    const bind = 'claude_code: { bind: { title: "modicum/auto:task=credential_change" } }';
    expect(saidOf(`routing: { cap: 2 }\n${bind}`).join('\n')).toContain(
      '3:31 claude_code.bind.title: credential_change goes to tiers 3 to 3, and everything to 0 to 2: these calls are refused',
    );
    expect(saidOf(bind)).toEqual([]);
  });

  test('says of tier 3 that a cap shuts it out, where somebody bound it', () => {
    const cap = 'routing: { cap: 2, irreversible_tier: 2 }';
    const bound = 'tiers: { 3: { models: [anthropic/claude-opus-5-5] } }';
    const unreached = (yaml: string) =>
      saidOf(yaml).filter((text) => text.includes('no call reaches'));
    expect(unreached(`${cap}\n${bound}`)).toHaveLength(1);
    expect(unreached(cap)).toEqual([]);
  });

  test('warns of models that will be retired, before it is too late', () => {
    const models = catalog.models.map((model) =>
      model.id === 'claude-opus-5-5'
        ? { ...model, retired: { on: '2027-01-01', replacedBy: 'claude-opus-6' } }
        : model,
    );
    const bound = 'tiers: { 3: { models: [anthropic/claude-opus-5-5] } }';
    expect(saidOf(bound, { catalog: { ...catalog, models } })).toEqual([
      'warning 2:24 tiers.3.models.0: claude-opus-5-5 will be retired on 2027-01-01; claude-opus-6 replaces it',
    ]);
  });

  test('compares prices by the workload that was measured', () => {
    // Sonnet reads a cache at 0.20 a million and writes at 10, this model at 1 and 4.
    const yaml =
      'models: { m: { kind: openai-compatible, context_tokens: 200000, output_tokens: 8000, price: { input: 1, output: 4, cache_read: 1 } } }\n' +
      'providers: { mine: { kind: openai-compatible, url: https://mine.test, key: env:MINE_KEY, responses: true } }\n' +
      'tiers: { 1: { models: [mine/m], max_prompt_tokens: null } }';
    expect(saidOf(yaml)).toEqual([]);
    const usage = {
      ...NO_TOKENS,
      cacheReadTokens: 80_000,
      freshInputTokens: 500,
      outputTokens: 100,
    };
    expect(saidOf(yaml, { workload: { usage, calls: 412 } }).join('\n')).toContain(
      'for 80500 tokens in, 99 % of it from a cache, and 100 out (the mean of your last 412 calls)',
    );
  });

  test('says nothing of the built-in policy', () => {
    expect(saidOf('')).toEqual([]);
  });
});
