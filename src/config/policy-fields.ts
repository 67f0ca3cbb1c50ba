import { z } from 'zod';
import type { KeySource } from '../core/policy.ts';
import type { Unavailable } from '../core/task.ts';
import { isTier } from '../core/tier.ts';
import type { Tier } from '../core/tier.ts';
import { isObject } from '../core/json.ts';
import { parseByteSize, parseDollars, parseDuration } from './quantity.ts';

/** The kinds of value that a policy is written with. */

/**
 * Written one way in the file and another inside; `expected` says how to write it, `form` says it to
 * editors, as JSON Schema.
 */
export function written<Value>(
  parse: (value: unknown) => Value | null,
  expected: string,
  form: Readonly<Record<string, unknown>>,
) {
  return z
    .unknown()
    .meta({ ...form, description: expected })
    .transform((value, context): Value => {
      const parsed = parse(value);
      if (parsed !== null) return parsed;
      context.addIssue({ code: 'custom', message: expected });
      return z.NEVER;
    });
}

export const tierField = written<Tier>(
  (value) => (isTier(value) ? value : null),
  'must be a tier; write 0, 1, 2 or 3',
  { enum: [0, 1, 2, 3] },
);

/** Milliseconds. */
export function durationField(range: { readonly from: string; readonly to: string }) {
  return rangeField(range, parseDuration, { what: 'a duration', units: 'ms|s|m|h' });
}

export function byteSizeField(range: { readonly from: string; readonly to: string }) {
  return rangeField(range, parseByteSize, { what: 'a size', units: 'B|KB|MB' });
}

/** Nano-USD. */
export const dollarsField = written(
  parseDollars,
  'must be dollars per million tokens with at most nine decimals; write 0.10 for example',
  {
    anyOf: [
      { type: 'number', minimum: 0, maximum: 100_000 },
      { type: 'string', pattern: '^\\d{1,6}(\\.\\d{1,9})?$' },
    ],
  },
);

export const tokensField = z.int().min(1).max(100_000_000);

/** Where a key is found, as it is written; `client`: what the call itself shows. */
export type WrittenKey = KeySource | 'client' | 'none';

const KEY_FORM = {
  type: 'string',
  pattern: '^(env:[A-Za-z_][A-Za-z0-9_]{0,127}|file:.+|client|none)$',
};

/** One place or several. A key itself is refused without being repeated. */
export const keyField = written<readonly WrittenKey[]>(
  parseKeys,
  'must say where the key is, not the key itself; write env:NAME, file:/path, client or none, or a list of them',
  { anyOf: [KEY_FORM, { type: 'array', items: KEY_FORM, minItems: 1, maxItems: 8 }] },
);

const LONGEST_WAIT_MS = 10 * 60_000;

export const unavailableField = written<Unavailable>(
  parseUnavailable,
  'must say what to do when no model of the tier can serve; write escalate, refuse or { wait: 20s }, from 1ms to 10m',
  {
    anyOf: [
      { enum: ['escalate', 'refuse'] },
      {
        type: 'object',
        properties: { wait: { type: 'string', pattern: '^\\d{1,9} ?(ms|s|m|h)$' } },
        required: ['wait'],
        additionalProperties: false,
      },
    ],
  },
);

function rangeField(
  range: { readonly from: string; readonly to: string },
  parse: (value: unknown) => number | null,
  { what, units }: { readonly what: string; readonly units: string },
) {
  const least = parse(range.from) ?? 0;
  const most = parse(range.to) ?? 0;
  const inRange = (value: unknown) => {
    const parsed = parse(value);
    return parsed !== null && parsed >= least && parsed <= most ? parsed : null;
  };
  return written(inRange, `must be ${what} from ${range.from} to ${range.to}`, {
    type: 'string',
    pattern: `^\\d{1,9} ?(${units})$`,
  });
}

const MOST_KEY_SOURCES = 8;

function parseKeys(value: unknown): readonly WrittenKey[] | null {
  const sources: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (sources.length === 0 || sources.length > MOST_KEY_SOURCES) return null;
  const keys = sources.map(parseKey).filter((key) => key !== null);
  return keys.length === sources.length ? keys : null;
}

function parseKey(value: unknown): WrittenKey | null {
  if (value === 'none' || value === 'client') return value;
  if (typeof value !== 'string') return null;
  const environment = /^env:([A-Za-z_][A-Za-z0-9_]{0,127})$/.exec(value);
  if (environment?.[1] !== undefined) return { kind: 'environment', name: environment[1] };
  const file = /^file:(.{1,4096})$/.exec(value);
  return file?.[1] === undefined ? null : { kind: 'file', path: file[1] };
}

function parseUnavailable(value: unknown): Unavailable | null {
  if (value === 'escalate' || value === 'refuse') return { action: value };
  if (!isObject(value) || Object.keys(value).join() !== 'wait') return null;
  const waitMs = parseDuration(value['wait']);
  if (waitMs === null || waitMs < 1 || waitMs > LONGEST_WAIT_MS) return null;
  return { action: 'wait', waitMs };
}
