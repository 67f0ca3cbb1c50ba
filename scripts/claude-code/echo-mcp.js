// A tool server of the Model Context Protocol on standard input and output with one tool, `echo`.
import { createInterface } from 'node:readline';

const ECHO = {
  name: 'echo',
  description: 'Says what it is given.',
  inputSchema: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
};

createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method, params } = JSON.parse(line);
  if (id === undefined) return;
  const result = answer(method, params);
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, result })}\n`);
});

function answer(method, params) {
  if (method === 'initialize') {
    return {
      protocolVersion: params.protocolVersion,
      capabilities: { tools: {} },
      serverInfo: { name: 'echo', version: '1.0.0' },
    };
  }
  if (method === 'tools/list') return { tools: [ECHO] };
  if (method === 'tools/call') {
    return { content: [{ type: 'text', text: `echo:${params.arguments.text}` }] };
  }
  return {};
}
