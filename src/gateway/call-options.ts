import { NO_OPTIONS, type CallOptions } from '../core/call-options.ts';
import { taskTypeNamed } from '../core/task-name.ts';
import { TASK_TYPES } from '../core/task.ts';
import { isTier, type Tier } from '../core/tier.ts';
import { readBetas } from '../wire/changed-headers.ts';

type Headers = Readonly<Record<string, string>>;

export type CallOptionsResult =
  | { readonly ok: true; readonly options: CallOptions }
  | { readonly ok: false; readonly message: string };

/** Every `x-modicum-*` request header. A new one is added here and in docs/headers.md. */
export const REQUEST_HEADERS = [
  'x-modicum-task',
  'x-modicum-tool',
  'x-modicum-labels',
  'x-modicum-judge',
  'x-modicum-tier',
  'x-modicum-min-tier',
  'x-modicum-max-tier',
  'x-modicum-background',
  'x-modicum-complexity',
  'x-modicum-deadline-ms',
  'x-modicum-session',
  'x-modicum-tags',
  'x-modicum-repeat',
  'x-modicum-dry-run',
  'x-modicum-key',
] as const;

/** Longest header text that is kept in the ledger. */
const MAX_TEXT = 200;
const MAX_TAGS = 20;

/** What the caller says about the call in its headers. An unknown or wrong one is named, never ignored. */
export function readCallOptions(headers: Headers): CallOptionsResult {
  const problems: string[] = [];
  const read = <Value>(name: string, parse: (text: string) => Value | null, expected: string) => {
    const text = headers[name]?.trim();
    if (text === undefined || text === '') return null;
    const value = parse(text);
    if (value === null) problems.push(`header ${name} must be ${expected}`);
    return value;
  };
  for (const name of Object.keys(headers)) {
    if (name.startsWith('x-modicum-') && !(REQUEST_HEADERS as readonly string[]).includes(name)) {
      problems.push(`header ${name} is not known; known are ${REQUEST_HEADERS.join(', ')}`);
    }
  }
  const options: CallOptions = {
    ...NO_OPTIONS,
    task: read(
      'x-modicum-task',
      taskTypeNamed,
      `a task type (${TASK_TYPES.slice(0, 3).join(', ')}, … see docs/task-types.md)`,
    ),
    tool: cut(headers['x-modicum-tool']?.trim()),
    labels: read('x-modicum-labels', readLabels, 'labels separated by commas, percent-encoded'),
    judge: read('x-modicum-judge', readFlag, 'true or false') ?? false,
    tier: read('x-modicum-tier', readTier, '0, 1, 2 or 3'),
    minTier: read('x-modicum-min-tier', readTier, '0, 1, 2 or 3'),
    maxTier: read('x-modicum-max-tier', readTier, '0, 1, 2 or 3'),
    background: read('x-modicum-background', readFlag, 'true or false') ?? false,
    complexity: read('x-modicum-complexity', readInteger(1, 10), 'a whole number from 1 to 10'),
    deadlineMs: read(
      'x-modicum-deadline-ms',
      readInteger(1, 86_400_000),
      'whole milliseconds from 1 to 86400000',
    ),
    session: sessionOf(headers),
    agent: cut(headers['x-claude-code-agent-id']),
    tags: readTags(headers['x-modicum-tags']),
    betas: readBetas(headers),
    repeat: (read('x-modicum-repeat', readFlag, 'on or off') ?? true) && !forbidsStoring(headers),
    dryRun: read('x-modicum-dry-run', readFlag, 'true or false') ?? false,
  };
  if (problems.length === 0) return { ok: true, options };
  return { ok: false, message: `${problems.join('; ')}.` };
}

/** Claude Code names its session itself. */
function sessionOf(headers: Headers): string | null {
  return cut(headers['x-modicum-session'] ?? headers['x-claude-code-session-id']);
}

function cut(text: string | undefined): string | null {
  return text === undefined || text === '' ? null : text.slice(0, MAX_TEXT);
}

function readTags(text: string | undefined): readonly string[] {
  if (text === undefined) return [];
  const tags = text.split(',').map((tag) => tag.trim().slice(0, MAX_TEXT));
  return tags.filter((tag) => tag !== '').slice(0, MAX_TAGS);
}

/** A label may hold a comma or what no header can: it is percent-encoded then. */
function readLabels(text: string): readonly string[] | null {
  try {
    const labels = text.split(',').map((label) => decodeURIComponent(label.trim()));
    return labels.includes('') ? null : labels;
  } catch {
    return null;
  }
}

function readTier(text: string): Tier | null {
  const tier = /^[0-3]$/.test(text) ? Number(text) : null;
  return isTier(tier) ? tier : null;
}

/** HTTP's own word for it. */
function forbidsStoring(headers: Headers): boolean {
  return /\bno-(?:store|cache)\b/i.test(headers['cache-control'] ?? '');
}

function readFlag(text: string): boolean | null {
  if (/^(true|1|yes|on)$/i.test(text)) return true;
  return /^(false|0|no|off)$/i.test(text) ? false : null;
}

function readInteger(least: number, most: number) {
  return (text: string): number | null => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    return value >= least && value <= most ? value : null;
  };
}
