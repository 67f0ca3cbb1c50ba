import type { JsonObject } from '../core/json.ts';

/** An event as it travels. Its `type` is also the name of the event. */
export function eventBytes(event: JsonObject & { readonly type: string }): Uint8Array {
  return utf8.encode(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
}

const utf8 = new TextEncoder();
