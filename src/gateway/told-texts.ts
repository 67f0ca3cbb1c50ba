import { listedModels } from '../core/model-list.ts';
import { readModelName } from '../core/model-name.ts';
import type { Gateway } from './gateway.ts';
import type { Inbound } from './inbound.ts';

type Knowing = Pick<Gateway, 'redact' | 'policy' | 'catalog'>;

/** Headers that hold any text, and are kept with the call. */
const FREE_TEXTS: ReadonlySet<string> = new Set([
  'x-modicum-session',
  'x-modicum-tags',
  'x-modicum-tool',
  'x-claude-code-session-id',
  'x-claude-code-agent-id',
]);

/**
 * The headers without a secret in what they tell of the call. Before anything cuts them short: a part of a
 * secret is no longer recognised.
 */
export function toldHeaders(headers: Inbound['headers'], { redact }: Knowing): Inbound['headers'] {
  return Object.fromEntries(
    Object.entries(headers).map(([name, text]) => [
      name,
      FREE_TEXTS.has(name) ? redact(text) : text,
    ]),
  );
}

/** The model's name without a secret in it. One that is known stays, whatever word a client has for a key. */
export function toldModel(name: string, knowing: Knowing): string {
  const told = knowing.redact(name);
  return told === name || isKnown(name, knowing) ? name : told;
}

function isKnown(name: string, { policy, catalog }: Knowing): boolean {
  const read = readModelName(name, catalog, policy);
  if (read.kind !== 'pin') return read.kind !== 'unknown';
  const ids = new Set([name, ...read.candidates.map(({ id }) => id)]);
  return read.entry !== null || listedModels(catalog, policy).some(({ id }) => ids.has(id));
}
