import { isObject } from '../../core/json.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { objectOr, objectsIn, textOr } from '../simulated/loose-json.ts';
import type { AnthropicRequest } from './fault.ts';
import type { ClaudeFamily } from './claude-families.ts';

/** What is wrong with who says what in which order. */
export function conversationFaults(
  { body, signers }: AnthropicRequest,
  family: ClaudeFamily,
): readonly string[] {
  const messages = objectsIn(body['messages']);
  const turns = messages.filter(({ role }) => role !== 'system');
  const system = Array.isArray(body['system']) ? objectsIn(body['system']) : [];
  return [
    ...(turns.length === 0 ? ['messages: at least one message is required'] : []),
    ...(turns[0]?.['role'] === 'assistant' ? ['messages: first message must be user'] : []),
    ...(messages.at(-1)?.['role'] === 'assistant' && !family.prefill
      ? ['messages: prefill is not supported']
      : []),
    ...(Array.isArray(body['system']) && system.length === 0 ? ['system is empty'] : []),
    ...messages.flatMap((message, index) => [
      ...messageFaults(message, family).map((fault) => `messages.${index}: ${fault}`),
      ...(isTurn(message) && message['role'] === messages[index - 1]?.['role']
        ? [`messages.${index}: two turns of ${textOr(message['role'])} in a row`]
        : []),
    ]),
    ...turns.flatMap((turn, index) => toolTurnFaults(turn, turns[index - 1], turns[index + 1])),
    ...signatureFaults(turns, textOr(body['model']), signers),
    ...referenceFaults(body, turns),
    ...loopFaults(body, turns),
  ];
}

function isTurn({ role }: JsonObject): boolean {
  return role === 'user' || role === 'assistant';
}

function blocksOf({ content }: JsonObject): readonly JsonObject[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : objectsIn(content);
}

function messageFaults(message: JsonObject, family: ClaudeFamily): readonly string[] {
  const { role, output_config: config } = message;
  const blocks = blocksOf(message);
  const faults: string[] = [];
  if (!isTurn(message) && role !== 'system') faults.push(`role ${textOr(role)} is not known`);
  if (role === 'system' && !family.systemRole) faults.push('role system is not supported');
  if (config !== undefined && !family.messageConfig) faults.push('output_config is not permitted');
  const effort = objectOr(config)['effort'];
  if (effort !== undefined && !family.efforts.includes(textOr(effort))) {
    faults.push(`effort ${textOr(effort)} is not supported`);
  }
  const carriesSettings = role === 'system' && config !== undefined && family.messageConfig;
  if (blocks.length === 0 && !carriesSettings) faults.push('content is empty');
  for (const block of blocks) {
    if (block['type'] === 'text' && textOr(block['text']).trim() === '') {
      faults.push('text content blocks must contain non-whitespace text');
    }
  }
  return faults;
}

/** Results answer the calls of the turn before, all of them, before anything else is said. */
function toolTurnFaults(
  turn: JsonObject,
  before: JsonObject | undefined,
  after: JsonObject | undefined,
): readonly string[] {
  const faults: string[] = [];
  const blocks = blocksOf(turn);
  const asked = idsOf(before, 'tool_use', 'id');
  const types = blocks.map(({ type }) => (type === 'tool_result' ? 'result' : 'other'));
  if (types.lastIndexOf('result') > types.indexOf('other') && types.includes('other')) {
    if (types.includes('result')) faults.push('tool_result blocks must come first');
  }
  for (const id of idsOf(turn, 'tool_result', 'tool_use_id')) {
    if (!asked.includes(id)) faults.push(`tool_result ${id} without its tool_use`);
  }
  const answered = idsOf(after, 'tool_result', 'tool_use_id');
  for (const id of after === undefined ? [] : idsOf(turn, 'tool_use', 'id')) {
    if (!answered.includes(id)) faults.push(`tool_use ${id} without its tool_result`);
  }
  return faults;
}

function idsOf(turn: JsonObject | undefined, type: string, name: string): readonly string[] {
  if (turn === undefined) return [];
  return blocksOf(turn).flatMap((block) => (block['type'] === type ? [textOr(block[name])] : []));
}

function signatureFaults(
  turns: readonly JsonObject[],
  model: string,
  signers: ReadonlyMap<string, string>,
): readonly string[] {
  return turns.flatMap(blocksOf).flatMap((block) => {
    if (block['type'] !== 'thinking' && block['type'] !== 'redacted_thinking') return [];
    const signature = textOr(block['signature'] ?? block['data']);
    const signer = signers.get(signature);
    return signer !== undefined && undated(signer) === undated(model)
      ? []
      : [`invalid signature: thinking of ${signer ?? 'nobody'}`];
  });
}

function undated(id: string): string {
  return id.replace(/-\d{8}$/, '');
}

function referenceFaults(body: JsonObject, turns: readonly JsonObject[]): readonly string[] {
  const tools = objectsIn(body['tools']).map(({ name }) => textOr(name));
  const references = turns
    .flatMap(blocksOf)
    .flatMap((block) => objectsIn(block['content']))
    .filter(({ type }) => type === 'tool_reference')
    .map((block) => textOr(block['tool_name']));
  return references
    .filter((name) => !tools.includes(name))
    .map((name) => `tool_reference ${name} has no tool`);
}

/** With a budget, a run of tool calls begins with thinking. */
function loopFaults(body: JsonObject, turns: readonly JsonObject[]): readonly string[] {
  if (objectOr(body['thinking'])['type'] !== 'enabled') return [];
  const isResult = (turn: JsonObject): boolean => idsOf(turn, 'tool_result', 'type').length > 0;
  const last = turns.at(-1);
  if (last === undefined || !isResult(last)) return [];
  const asked = turns.findLastIndex((turn) => turn['role'] === 'user' && !isResult(turn));
  const first: Json | undefined = turns[asked + 1];
  const type = isObject(first) ? textOr(blocksOf(first)[0]?.['type']) : '';
  return type === 'thinking' || type === 'redacted_thinking'
    ? []
    : [`expected thinking or redacted_thinking, but found ${type}`];
}
