import { isObject, type Json, type JsonObject } from '../json.ts';
import { isLoopback, isPaymentTest } from './hosts.ts';

/**
 * What a tool that sends any request to any address would change there, or `null`. Read from the shape of its
 * input, because such tools have many names: a method that changes something, and an address. A request counts
 * as the same request of `curl` does.
 */
export function requestTool(words: readonly string[], input: JsonObject): string | null {
  const parts = [input, ...NESTED.map((key) => input[key]).filter(isPart)];
  const method = textAt(parts, METHOD_KEYS)?.toUpperCase() ?? '';
  if (!CHANGING.has(method)) return null;
  const address = textAt(parts, ADDRESS_KEYS);
  if (address === null) return method === 'DELETE' && isRequest(words) ? CHANGES : null;
  if (isLoopback(address) || isPaymentTest(textsIn(parts))) return null;
  return method === 'POST' && onlyAsks(address, parts) ? null : CHANGES;
}

const CHANGES = 'changes something on another machine';
const CHANGING: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
const METHOD_KEYS = ['method', 'http_method', 'httpMethod', 'verb'];
const ADDRESS_KEYS = ['url', 'uri', 'endpoint', 'href', 'address'];
/** Where a tool keeps what `fetch` takes as its second argument. */
const NESTED = ['options', 'init', 'request', 'config', 'params', 'headers'];

/** Without an address only a tool that is named after requests is taken for one. */
function isRequest(words: readonly string[]): boolean {
  return words.some((word) => ['http', 'https', 'request', 'fetch', 'api', 'rest'].includes(word));
}

/** A search or a GraphQL query is a POST that reads, unless it is a mutation. */
function onlyAsks(address: string, parts: readonly JsonObject[]): boolean {
  const [path = ''] = address.split(/[?#]/, 1);
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  if (name !== 'graphql') return ASKING.has(name);
  const bodies = parts.flatMap((part) => ['body', 'data', 'json', 'query'].map((key) => part[key]));
  const queries = bodies.map((body) => (isObject(body) ? body['query'] : body)).filter(isText);
  return queries.length > 0 && !queries.some((query) => query.includes('mutation'));
}

const ASKING: ReadonlySet<string> = new Set(['search', '_search', 'query', 'count', '_count']);

function textAt(parts: readonly JsonObject[], keys: readonly string[]): string | null {
  return parts.flatMap((part) => keys.map((key) => part[key])).find(isText) ?? null;
}

function textsIn(parts: readonly JsonObject[]): readonly string[] {
  return parts.flatMap((part) => Object.values(part).filter(isText));
}

function isText(value: Json | undefined): value is string {
  return typeof value === 'string';
}

function isPart(value: Json | undefined): value is JsonObject {
  return isObject(value);
}
