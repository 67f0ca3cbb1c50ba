import type { ClaudeCodeLane, PurposeReading } from '../core/purpose.ts';
import { claudeCodeSignals, subAgentSignals } from './purpose/claude-code.ts';
import type { ClientRequest } from './purpose/client-request.ts';
import { protectionOf } from './purpose/protection.ts';
import { recogniseClaudeCode, recogniseEndpoint } from './purpose/purpose-rules.ts';
import { readShape, type RequestShape } from './purpose/request-shape.ts';

export type { ClientRequest } from './purpose/client-request.ts';

/**
 * What the client is doing. Pure, linear, and never wrong about what is protected: that is read from the
 * body alone, whoever sends it. Claude Code's purposes are told by several signals at once, never by a
 * sentence that a user could paste; what no rule is sure of is a turn of the main conversation.
 *
 * @example
 * recognisePurpose({ method: 'POST', path: '/v1/messages/count_tokens', headers, body }).purpose; // 'count'
 */
export function recognisePurpose(request: ClientRequest): PurposeReading {
  const shape = readShape(request);
  const protection = protectionOf(shape);
  const protectedBy = protection?.by ?? null;
  const client = claudeCodeSignals(shape);
  const isClaudeCode = client.length > 0;
  const { purpose, signals } =
    recogniseEndpoint(shape) ??
    (isClaudeCode ? recogniseClaudeCode(shape, protection) : { purpose: 'call', signals: [] });
  return {
    client: isClaudeCode ? 'claude-code' : 'other',
    purpose,
    lane: isClaudeCode ? laneOf(purpose, shape) : null,
    protectedBy,
    standsAlone: STAND_ALONE.has(purpose),
    isNonStreamingRetry: isClaudeCode && isRepeatedWhole(purpose, shape),
    signals: [...new Set([...client, ...signals, ...(protection?.signals ?? [])])],
  };
}

type Purpose = PurposeReading['purpose'];

function laneOf(purpose: Purpose, shape: RequestShape): ClaudeCodeLane | null {
  const lane = LANES[purpose] ?? null;
  return lane === 'main' && subAgentSignals(shape).length > 0 ? 'subagents' : lane;
}

/** What is missing here is no call of a model. */
const LANES: Partial<Record<Purpose, ClaudeCodeLane>> = {
  main: 'main',
  tool_continuation: 'main',
  compaction: 'main',
  sub_agent: 'subagents',
  title: 'background',
  web_summary: 'background',
  prompt_hook: 'background',
  safety_monitor: 'background',
  model_check: 'background',
};

/** These belong to no conversation, although Claude Code names a session in their headers. */
const STAND_ALONE: ReadonlySet<Purpose> = new Set<Purpose>([
  'title',
  'web_summary',
  'prompt_hook',
  'safety_monitor',
  'count',
  'model_check',
]);

/** A turn is asked for as a stream, and in one piece only when that stream has failed. */
function isRepeatedWhole(purpose: Purpose, shape: RequestShape): boolean {
  if (!shape.isWhole || !TURNS.has(purpose)) return false;
  return shape.timeoutSeconds === WHOLE_TIMEOUT_SECONDS || shape.toolNames.size > 0;
}

const WHOLE_TIMEOUT_SECONDS = 300;

const TURNS: ReadonlySet<Purpose> = new Set<Purpose>([
  'main',
  'tool_continuation',
  'sub_agent',
  'compaction',
]);
