import type { Purpose, PurposeReading } from '../../core/purpose.ts';
import { subAgentSignals } from './claude-code.ts';
import type { RequestShape } from './request-shape.ts';

export interface Recognised {
  readonly purpose: Exclude<Purpose, 'call'>;
  readonly signals: readonly string[];
}

/**
 * What Claude Code is doing. The first rule that is sure counts; each needs everything it asks for, so
 * that a version whose calls look different is taken for a turn of a conversation, which nothing cheaper
 * may take unless the user said so.
 */
export function recogniseClaudeCode(
  shape: RequestShape,
  protectedBy: PurposeReading['protectedBy'],
): Recognised {
  const hasTools = shape.toolNames.size > 0;
  if (protectedBy === 'safety_monitor' && !hasTools) {
    return { purpose: 'safety_monitor', signals: [] };
  }
  if (protectedBy === 'compaction') return { purpose: 'compaction', signals: [] };
  if (protectedBy === null && !hasTools) {
    const small = SMALL_CALLS.find(({ isIt }) => isIt(shape));
    if (small !== undefined) return { purpose: small.purpose, signals: [small.signal, 'no tools'] };
  }
  const agent = subAgentSignals(shape);
  if (agent.length > 0) return { purpose: 'sub_agent', signals: agent };
  return shape.hasToolResult
    ? { purpose: 'tool_continuation', signals: ['body:tool_result'] }
    : { purpose: 'main', signals: [] };
}

/** What is told by where the request goes, whoever sends it; `null` for calls of models. */
export function recogniseEndpoint(shape: RequestShape): Recognised | null {
  const endpoint = ENDPOINTS.find(({ isIt }) => isIt(shape));
  return endpoint === undefined ? null : { purpose: endpoint.purpose, signals: [endpoint.signal] };
}

interface PurposeRule {
  readonly purpose: Recognised['purpose'];
  readonly signal: string;
  readonly isIt: (shape: RequestShape) => boolean;
}

const ENDPOINTS: readonly PurposeRule[] = [
  { purpose: 'warm_up', signal: 'path:/api/hello', isIt: ({ path }) => path === '/api/hello' },
  {
    purpose: 'discovery',
    signal: 'path:/v1/models',
    isIt: ({ method, path }) => method === 'GET' && path === '/v1/models',
  },
  {
    purpose: 'count',
    signal: 'path:count_tokens',
    isIt: ({ path }) => path.endsWith('/count_tokens'),
  },
];

/** The small calls beside a conversation. All of them come without tools. */
const SMALL_CALLS: readonly PurposeRule[] = [
  {
    purpose: 'model_check',
    signal: 'body:max_tokens 1',
    isIt: ({ maxTokens, hasAnswers }) => maxTokens === 1 && !hasAnswers,
  },
  {
    purpose: 'title',
    signal: 'schema:title',
    isIt: (shape) =>
      hasNoThinking(shape) && !shape.hasAnswers && hasOnlyFields(shape, { title: 'string' }, {}),
  },
  {
    purpose: 'prompt_hook',
    signal: 'schema:ok,reason',
    isIt: (shape) =>
      hasNoThinking(shape) &&
      hasOnlyFields(shape, { ok: 'boolean', reason: 'string' }, { impossible: 'boolean' }),
  },
  {
    purpose: 'web_summary',
    signal: 'text:web page',
    isIt: (shape) =>
      hasNoThinking(shape) &&
      !shape.hasAnswers &&
      shape.answerFields === null &&
      shape.system.length <= SHORT_SYSTEM &&
      /^Web page content:\s*---/.test(shape.firstUserText),
  },
];

/** Attribution and identity, without a prompt of its own. */
const SHORT_SYSTEM = 2;

function hasNoThinking({ thinking }: RequestShape): boolean {
  return thinking === null || thinking === 'disabled';
}

/** The answer's schema has these fields and none besides those that may be there too. */
function hasOnlyFields(
  { answerFields }: RequestShape,
  needed: Readonly<Record<string, string>>,
  allowed: Readonly<Record<string, string>>,
): boolean {
  if (answerFields === null) return false;
  const known = { ...needed, ...allowed };
  return (
    Object.keys(needed).every((name) => Object.hasOwn(answerFields, name)) &&
    Object.entries(answerFields).every(
      ([name, type]) => Object.hasOwn(known, name) && known[name] === type,
    )
  );
}
