import { ModicumError } from '../../core/error.ts';
import { linkReceipts, type FindMark, type SdkClient } from './linked-client.ts';

type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** How a client reaches Modicum: no address, no socket. */
export interface Connection {
  readonly fetch: Fetch;
  readonly find: FindMark;
}

/**
 * What every client of the vendor's SDK has. For all it can do, name the class of your own SDK:
 * `modicum.anthropic<Anthropic>()`. Modicum depends on no SDK, in its types neither.
 */
export type VendorClient = SdkClient;

/** Under a name that no server can have: nothing meant for Modicum ever leaves the process. */
export const IN_PROCESS_URL = 'http://modicum.invalid';

/** A client of `@anthropic-ai/sdk` whose requests Modicum answers, or such a copy of an existing one. */
export async function anthropicClient(
  connection: Connection,
  existing?: unknown,
): Promise<SdkClient> {
  if (existing !== undefined) return copyOf(existing, { connection, baseURL: IN_PROCESS_URL });
  const { default: Anthropic } = await load(() => import('@anthropic-ai/sdk'), '@anthropic-ai/sdk');
  return linkReceipts(
    new Anthropic({
      ...optionsFor(withoutKey(neverAgain(connection.fetch)), IN_PROCESS_URL),
      apiKey: NO_KEY,
      authToken: null,
    }),
    connection.find,
  );
}

/** A client of `openai` whose requests Modicum answers, or such a copy of an existing one. */
export async function openaiClient(connection: Connection, existing?: unknown): Promise<SdkClient> {
  const baseURL = `${IN_PROCESS_URL}/v1`;
  if (existing !== undefined) return copyOf(existing, { connection, baseURL });
  const { default: OpenAI } = await load(() => import('openai'), 'openai');
  return linkReceipts(
    new OpenAI({
      ...optionsFor(withoutKey(neverAgain(connection.fetch)), baseURL),
      apiKey: NO_KEY,
    }),
    connection.find,
  );
}

/** The SDKs insist on one; it goes no further than the function that takes it off. */
const NO_KEY = 'none-needed-in-process';

/** Modicum repeats what is worth it; an SDK that did too would pay for every attempt again. */
function optionsFor(fetch: Fetch, baseURL: string) {
  return { baseURL, fetch, maxRetries: 0 };
}

interface Copying {
  readonly connection: Connection;
  readonly baseURL: string;
}

function copyOf(existing: unknown, { connection, baseURL }: Copying): SdkClient {
  if (!isClient(existing)) {
    throw new ModicumError(
      'invalid_request',
      'This is no client of the SDK: it has no withOptions. Give one made with new, or nothing.',
    );
  }
  const own = Reflect.get(existing, 'fetch');
  const elsewhere: Fetch = typeof own === 'function' ? (own as Fetch) : fetch;
  const options = optionsFor(onlyOurs(neverAgain(connection.fetch), elsewhere), baseURL);
  return linkReceipts(existing.withOptions(options as never), connection.find);
}

function isClient(value: unknown): value is SdkClient {
  return value instanceof Object && typeof Reflect.get(value, 'withOptions') === 'function';
}

/** A client that exchanges its credential for a token does so where it always did. */
function onlyOurs(ours: Fetch, elsewhere: Fetch): Fetch {
  return (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    return url.origin === IN_PROCESS_URL ? ours(input, init) : elsewhere(input, init);
  };
}

function withoutKey(ours: Fetch): Fetch {
  return (input, init) => {
    const headers = new Headers(init?.headers);
    headers.delete('x-api-key');
    headers.delete('authorization');
    return ours(input, { ...init, headers });
  };
}

/** Also where a single request asks its SDK for repeats: what failed here was repeated already. */
function neverAgain(ours: Fetch): Fetch {
  return async (input, init) => {
    const response = await ours(input, init);
    if (!response.ok) response.headers.set('x-should-retry', 'false');
    return response;
  };
}

async function load<Sdk>(importing: () => Promise<Sdk>, name: string): Promise<Sdk> {
  try {
    return await importing();
  } catch (cause) {
    throw new ModicumError(
      'sdk_missing',
      `${name} is not installed, and this call needs it: npm install ${name}`,
      { cause },
    );
  }
}
