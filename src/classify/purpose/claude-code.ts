import { header, type RequestShape } from './request-shape.ts';

/**
 * The signals that Claude Code sent this; none when another client did. One is enough: taking another
 * client for Claude Code only means that its call is handed on as it names its model.
 */
export function claudeCodeSignals({ headers, system }: RequestShape): readonly string[] {
  const found = HEADERS.filter((name) => header(headers, name) !== null).map(
    (name) => `header:${name}`,
  );
  const agent = header(headers, 'user-agent') ?? '';
  if (USER_AGENTS.some((opening) => agent.startsWith(opening))) {
    found.push(`user-agent:${agent.slice(0, agent.indexOf('/'))}`);
  }
  if (isFromClaudeCode({ system })) found.push('system:attribution');
  return found;
}

/** Its body says so: the first system entry names the build that sent it. */
export function isFromClaudeCode({ system }: Pick<RequestShape, 'system'>): boolean {
  return system[0]?.startsWith(ATTRIBUTION) === true;
}

/** A sub-agent, by the header or by what stands in the first system entry. */
export function subAgentSignals({ headers, system }: RequestShape): readonly string[] {
  const found: string[] = [];
  if (header(headers, 'x-claude-code-agent-id') !== null) {
    found.push('header:x-claude-code-agent-id');
  }
  if (isFromClaudeCode({ system }) && system[0]?.includes('cc_is_subagent=true') === true) {
    found.push('system:cc_is_subagent');
  }
  return found;
}

const ATTRIBUTION = 'x-anthropic-billing-header:';

const HEADERS = [
  'x-claude-code-session-id',
  'x-claude-code-agent-id',
  'x-claude-code-parent-agent-id',
];

const USER_AGENTS = ['claude-cli/', 'claude-code/'];
