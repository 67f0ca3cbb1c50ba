import type { LeaseGateway } from '../gateway/current-gateway.ts';
import { createInProcess, type Fetch } from '../gateway/in-process-fetch.ts';
import { markObject, type ReceiptMark } from '../integrate/sdk/receipt-of.ts';
import { anthropicClient, openaiClient } from '../integrate/sdk/vendor-clients.ts';
import type { Receipt } from '../ledger/ledger.ts';

/** How SDKs in the same process reach Modicum: the endpoints as a function, and clients that use it. */
export interface SdkEntrance {
  readonly fetch: Fetch;
  /** Its client is of the caller's own SDK, whose type only the caller can name. */
  anthropic<Client>(existing?: unknown): Promise<Client>;
  openai<Client>(existing?: unknown): Promise<Client>;
  close(): Promise<void>;
}

export function createSdkEntrance(
  lease: LeaseGateway,
  receipt: (callId: string) => Receipt | null,
): SdkEntrance {
  const inProcess = createInProcess(lease);
  const markFor = ({ headers }: Response): ReceiptMark | null => {
    const callId = headers.get('x-modicum-call-id');
    return callId === null ? null : { callId, read: () => receipt(callId) };
  };
  const fetch: Fetch = async (input, init) => {
    const response = await inProcess.fetch(input, init);
    const mark = markFor(response);
    if (mark !== null) markObject(response, mark);
    return response;
  };
  const connection = { fetch, find: markFor };
  return {
    fetch,
    async anthropic<Client>(existing?: unknown) {
      return (await anthropicClient(connection, existing)) as Client;
    },
    async openai<Client>(existing?: unknown) {
      return (await openaiClient(connection, existing)) as Client;
    },
    close: inProcess.close,
  };
}
