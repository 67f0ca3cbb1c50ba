import { requestBody, type BodySize } from './bodies.ts';
import { requestBytes } from './http-connection.ts';
import type { TargetName } from './targets.ts';

/** What is asked, in how many connections, and of whom. */
export interface Case {
  readonly size: BodySize;
  readonly kind: 'JSON' | 'SSE';
  readonly connections: number;
}

/** A way through a target: the gateway has several, by the model that is named. */
export interface Lane {
  readonly name: string;
  readonly target: TargetName;
  readonly model: string;
}

const PINNED = 'claude-sonnet-5-5';

export const LANES: readonly Lane[] = [
  { name: 'direct', target: 'direct', model: PINNED },
  { name: 'node:http', target: 'node:http', model: PINNED },
  { name: 'undici', target: 'undici', model: PINNED },
  { name: 'modicum', target: 'modicum', model: PINNED },
  { name: 'modicum auto', target: 'modicum', model: 'modicum/auto' },
];

/** Anthropic's words in, OpenAI's out, and back. */
export const TRANSLATED: Lane = { name: 'modicum translated', target: 'modicum', model: 'gpt-4.1' };

/** The same gateway of another checkout. */
export const OTHER_LANES: readonly Lane[] = [
  { name: 'other', target: 'other', model: PINNED },
  { name: 'other auto', target: 'other', model: 'modicum/auto' },
];

export function caseName({ size, kind, connections }: Case): string {
  return `${size} ${kind}, ${connections} connection${connections === 1 ? '' : 's'}`;
}

/** The bytes one call of this case sends along this lane. */
export function requestOf(
  { size, kind }: Pick<Case, 'size' | 'kind'>,
  { model }: Lane,
  headers = {},
): Buffer {
  return requestBytes({ body: requestBody({ size, stream: kind === 'SSE', model }), headers });
}
