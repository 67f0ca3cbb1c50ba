import type { Purpose } from '../../core/purpose.ts';
import { subAgentSignals } from './claude-code.ts';
import type { Protection } from './protection.ts';
import { header, type RequestShape } from './request-shape.ts';

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
  protection: Protection | null,
): Recognised {
  const hasTools = shape.toolNames.size > 0;
  if (!hasTools && isMonitor(protection)) return { purpose: 'safety_monitor', signals: [] };
  if (protection?.by === 'compaction') return { purpose: 'compaction', signals: [] };
  if (protection === null && !hasTools) {
    const small = SMALL_CALLS.find(({ isIt }) => isIt(shape));
    if (small !== undefined) return { purpose: small.purpose, signals: [small.signal, 'no tools'] };
  }
  const agent = subAgentSignals(shape);
  if (agent.length > 0) return { purpose: 'sub_agent', signals: agent };
  return shape.hasToolResult
    ? { purpose: 'tool_continuation', signals: ['body:tool_result'] }
    : { purpose: 'main', signals: [] };
}

/** A turn in which a user pasted what a monitor is asked is protected like one, and still a turn. */
function isMonitor(protection: Protection | null): boolean {
  if (protection?.by !== 'safety_monitor') return false;
  return protection.signals.some((signal) => !signal.startsWith('text:'));
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
      isSmall(shape) && !shape.hasAnswers && hasOnlyFields(shape, { title: 'string' }, {}),
  },
  {
    purpose: 'prompt_hook',
    signal: 'schema:ok,reason',
    isIt: (shape) =>
      isSmall(shape) &&
      hasOnlyFields(shape, { ok: 'boolean', reason: 'string' }, { impossible: 'boolean' }),
  },
  {
    purpose: 'web_summary',
    signal: 'text:web page',
    isIt: (shape) =>
      isSmall(shape) &&
      shape.isOneMessage &&
      !shape.hasCacheMark &&
      shape.answerFields === null &&
      shape.system.length <= SHORT_SYSTEM &&
      hasBetasOfNoTurn(shape) &&
      /^Web page content:\s*---/.test(shape.firstUserText),
  },
];

/** Attribution and identity, without a prompt of its own. */
const SHORT_SYSTEM = 2;

/** Turns think and manage their context; a user may turn both off, so this alone tells nothing. */
function isSmall({ thinking, hasContextManagement }: RequestShape): boolean {
  return (thinking === null || thinking === 'disabled') && !hasContextManagement;
}

/**
 * A turn whose caching, thinking, tools and prompt are all turned off has the body of a page summary, and
 * only its text would tell them apart. Its betas do: every turn carries `claude-code-…`, which a small
 * model's summary does not; and a turn that may change tools in mid-conversation has a system message
 * besides the user's. A call with neither sign is taken for a turn.
 */
function hasBetasOfNoTurn({ headers }: RequestShape): boolean {
  const betas = header(headers, 'anthropic-beta');
  if (betas === null) return false;
  return !betas.includes('claude-code-') || betas.includes('mid-conversation-tool-changes-');
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
