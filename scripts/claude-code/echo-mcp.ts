import { createInterface } from 'node:readline';
import type { JsonObject } from '../../src/core/json.ts';

/** A tool server of the Model Context Protocol on standard input and output with one tool, `echo`. */
interface Request {
  /** Left out in notifications, which want no answer. */
  readonly id?: number;
  readonly method: string;
  readonly params?: {
    readonly protocolVersion?: string;
    readonly arguments?: { readonly text?: string };
  };
}

const ECHO = {
  name: 'echo',
  description: 'Says what it is given.',
  inputSchema: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
};

createInterface({ input: process.stdin }).on('line', (line) => {
  const request = JSON.parse(line) as Request;
  if (request.id === undefined) return;
  const reply = { jsonrpc: '2.0', id: request.id, result: answer(request) };
  process.stdout.write(`${JSON.stringify(reply)}\n`);
});

function answer({ method, params }: Request): JsonObject {
  switch (method) {
    case 'initialize':
      return {
        protocolVersion: params?.protocolVersion ?? '2025-06-18',
        capabilities: { tools: {} },
        serverInfo: { name: 'echo', version: '1.0.0' },
      };
    case 'tools/list':
      return { tools: [ECHO] };
    case 'tools/call':
      return { content: [{ type: 'text', text: `echo:${params?.arguments?.text ?? ''}` }] };
    default:
      return {};
  }
}
