import type { JsonObject } from '../../core/json.ts';
import { numberOr, objectOr, objectsIn, textOr } from '../simulated/loose-json.ts';
import { claudeFamily, type ClaudeFamily } from './claude-families.ts';
import { conversationFaults } from './anthropic-conversation.ts';
import { schemaFaults } from './held-schema-faults.ts';
import { falseClaims } from './loaded-claims.ts';
import { when, type AnthropicRequest } from './fault.ts';

/**
 * What Anthropic would answer with a 400 for, one sentence each; empty for a request that it takes. Stricter
 * than the API where that cannot be known: a request that passes here is one nobody need worry about.
 */
export function anthropicRequestFaults(request: AnthropicRequest): readonly string[] {
  const model = textOr(request.body['model']);
  const family = claudeFamily(model);
  if (family === null) return [`model ${model} is not known`];
  return [
    ...answerFaults(request.body, family),
    ...thinkingFaults(request.body, family),
    ...samplingFaults(request.body, family),
    ...toolFaults(request.body, family),
    ...heldSchemas(request.body).flatMap(schemaFaults),
    ...betaFaults(request, family),
    ...contextFaults(request.body),
    ...falseClaims(request.body),
    ...conversationFaults(request, family),
  ];
}

function answerFaults(body: JsonObject, family: ClaudeFamily): readonly string[] {
  const limit = body['max_tokens'];
  const config = body['output_config'];
  const effort = objectOr(config)['effort'];
  return when([
    [typeof limit !== 'number' || limit < 1, 'max_tokens: Field required'],
    [numberOr(limit, 0) > family.maxTokens, `max_tokens: ${numberOr(limit, 0)} is above the limit`],
    [config !== undefined && Object.keys(objectOr(config)).length === 0, 'output_config is empty'],
    [
      effort !== undefined && !family.efforts.includes(textOr(effort)),
      `effort ${textOr(effort)} is not supported`,
    ],
    [body['speed'] === 'fast' && !family.fast, 'speed: fast is not supported'],
  ]);
}

function thinkingFaults(body: JsonObject, family: ClaudeFamily): readonly string[] {
  if (body['thinking'] === undefined) return [];
  const thinking = objectOr(body['thinking']);
  const type = textOr(thinking['type']);
  const budget = thinking['budget_tokens'];
  const isBudget = type === 'enabled';
  const effort = textOr(objectOr(body['output_config'])['effort']);
  const { display } = thinking;
  return when([
    [!family.thinking.includes(type), `thinking.type ${type} is not supported`],
    [isBudget && numberOr(budget, 0) < 1024, 'thinking.budget_tokens is below 1024'],
    [
      isBudget && numberOr(budget, 0) >= numberOr(body['max_tokens'], 0),
      'thinking.budget_tokens must be below max_tokens',
    ],
    [!isBudget && budget !== undefined, `thinking.budget_tokens beside type ${type}`],
    [
      family.restrainedUpToHigh && RESTRAINED.has(type) && ['xhigh', 'max'].includes(effort),
      `thinking.type ${type} with effort ${effort}`,
    ],
    [
      display !== undefined && (type === 'disabled' || !family.displays.includes(textOr(display))),
      `thinking.display ${textOr(display)} is not supported`,
    ],
    [
      thinking['block_binding'] !== undefined && !family.bindsThinking,
      'thinking.block_binding is not supported',
    ],
  ]);
}

const RESTRAINED = new Set(['disabled', 'between_tools']);

function samplingFaults(body: JsonObject, family: ClaudeFamily): readonly string[] {
  const { temperature, top_p: topP, top_k: topK } = body;
  const thinks = ['enabled', 'adaptive'].includes(textOr(objectOr(body['thinking'])['type']));
  return when([
    [
      !family.sampling && [temperature, topP, topK].some((value) => value !== undefined),
      'sampling is not supported',
    ],
    [
      !family.samplingTogether && temperature !== undefined && topP !== undefined,
      'temperature and top_p cannot both be specified',
    ],
    [thinks && temperature !== undefined && temperature !== 1, 'temperature must be 1 to think'],
    [thinks && topK !== undefined, 'top_k must be unset to think'],
    [thinks && topP !== undefined && numberOr(topP, 0) < 0.95, 'top_p must be 0.95 to think'],
  ]);
}

function toolFaults(body: JsonObject, family: ClaudeFamily): readonly string[] {
  const tools = objectsIn(body['tools']);
  const names = tools.map(({ name }) => textOr(name));
  const choice = objectOr(body['tool_choice']);
  const isForced = ['any', 'tool'].includes(textOr(choice['type']));
  const isBudget = objectOr(body['thinking'])['type'] === 'enabled';
  const deferred = tools.filter((tool) => tool['defer_loading'] === true);
  return when([
    [new Set(names).size < names.length, 'tools: names must be unique'],
    [isForced && !family.forcedTool, 'tool_choice: forcing a tool is not supported'],
    [isForced && isBudget, 'thinking may not be enabled when tool_choice forces tool use'],
    [body['tool_choice'] !== undefined && tools.length === 0, 'tool_choice without tools'],
    [
      choice['type'] === 'tool' && !names.includes(textOr(choice['name'])),
      'tool_choice names a tool that is not there',
    ],
    [deferred.length > 0 && !family.deferredTools, 'defer_loading is not supported'],
    [deferred.length > 0 && deferred.length === tools.length, 'all tools are deferred'],
  ]);
}

/** Schemas that the API holds the model to: of the answer, and of strict tools. */
function heldSchemas(body: JsonObject): readonly JsonObject[] {
  const format = objectOr(objectOr(body['output_config'])['format']);
  const strict = objectsIn(body['tools']).filter((tool) => tool['strict'] === true);
  return [format['schema'], ...strict.map((tool) => tool['input_schema'])].map(objectOr);
}

function betaFaults({ body, betas }: AnthropicRequest, family: ClaudeFamily): readonly string[] {
  const list = betas.split(',').filter((beta) => beta !== '');
  const has = (name: string): boolean => list.some((beta) => beta.startsWith(name));
  const effort = objectOr(body['output_config'])['effort'];
  const isPerTurn = objectsIn(body['messages']).some(
    (message) => message['output_config'] !== undefined,
  );
  return [
    ...list
      .filter((beta) => family.refusedBetas?.test(beta))
      .map((beta) => `anthropic-beta ${beta} is refused`),
    ...when([
      [new Set(list).size < list.length, 'anthropic-beta lists a feature twice'],
      [
        family.effortNeedsBeta && effort !== undefined && !list.includes('effort-2025-11-24'),
        'output_config.effort needs its beta',
      ],
      [isPerTurn && !has('per-turn-control'), 'output_config of a message needs its beta'],
    ]),
  ];
}

function contextFaults(body: JsonObject): readonly string[] {
  const edits = objectsIn(objectOr(body['context_management'])['edits']);
  const clears = edits.some(({ type }) => textOr(type).startsWith('clear_thinking'));
  const type = textOr(objectOr(body['thinking'])['type']);
  return when([
    [
      clears && (type === '' || type === 'disabled'),
      'clear_thinking requires thinking to be enabled',
    ],
  ]);
}
