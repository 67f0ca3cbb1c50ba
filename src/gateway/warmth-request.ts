import type { CacheMark, CacheRequest } from '../core/conversation-state.ts';
import type { Call } from '../core/call.ts';
import { isObject, type Json, type JsonObject } from '../core/json.ts';
import { hashOf } from './conversation-key.ts';

/** What of a request decides whether a cache is read: its last cache mark and its tools. */
export function cacheRequest(call: Call, body: JsonObject | null): CacheRequest {
  return { mark: body === null ? null : lastMark(body), tools: toolsFingerprint(call) };
}

/** Tools that are deferred stand behind the conversation: finding one changes no prefix. */
function toolsFingerprint({ tools }: Call): string {
  const parts = tools.flatMap(({ name, description, inputSchema, deferred }) =>
    deferred === true
      ? []
      : [name, description ?? '', Object.keys(inputSchema).join(), propertiesOf(inputSchema)],
  );
  return hashOf(parts);
}

/** Their names are enough: whole schemas would be written out for each call. */
function propertiesOf({ properties }: JsonObject): string {
  return isObject(properties) ? Object.keys(properties).join() : '';
}

/** The mark that covers most: a cache reaches up to it. A mark on the body itself moves along by itself. */
function lastMark(body: JsonObject): CacheMark | null {
  const whole = ttlOf(body);
  if (whole !== null) return { ttl: whole, isHeadOnly: false };
  const inMessages = lastTtl(body['messages'], messageTtl);
  if (inMessages !== null) return { ttl: inMessages, isHeadOnly: false };
  const inHead = lastTtl(body['system'], ttlOf) ?? lastTtl(body['tools'], ttlOf);
  return inHead === null ? null : { ttl: inHead, isHeadOnly: true };
}

type Ttl = CacheMark['ttl'];

function messageTtl(message: Json): Ttl | null {
  return isObject(message) ? lastTtl(message['content'], ttlOf) : null;
}

function lastTtl(list: Json | undefined, read: (item: Json) => Ttl | null): Ttl | null {
  if (!Array.isArray(list)) return null;
  for (let index = list.length - 1; index >= 0; index--) {
    const ttl = read((list as readonly Json[])[index] ?? null);
    if (ttl !== null) return ttl;
  }
  return null;
}

function ttlOf(block: Json): Ttl | null {
  const mark = isObject(block) ? block['cache_control'] : undefined;
  if (!isObject(mark)) return null;
  return mark['ttl'] === '1h' ? '1h' : '5m';
}
