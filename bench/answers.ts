/** What the stub upstream says: about 1 KB of answer as JSON, or 65 events. */

/** Travels through the gateway (its name begins like Anthropic's own) and asks for a slow stream. */
export const SLOW_STREAM_HEADER = 'anthropic-bench-slow';
export const SLOW_EVENT_MS = 250;

const TEXT = 'The loop ends one step early, so the last page is never read. '.repeat(12);
const DELTAS = 60;
const USAGE = { input_tokens: 300, output_tokens: 180 };

export function anthropicJson(): Buffer {
  return Buffer.from(
    JSON.stringify({
      ...message(),
      content: [{ type: 'text', text: TEXT }],
      stop_reason: 'end_turn',
      usage: USAGE,
    }),
  );
}

export function anthropicStream(): readonly Buffer[] {
  return [
    ...opening(),
    ...Array.from({ length: DELTAS }, () => delta('The loop ends')),
    ...closing(),
  ];
}

/** The parts of a stream whose events say when they were sent, in milliseconds since 1970. */
export function slowEvents() {
  return {
    start: Buffer.concat(opening()),
    event: (sentAt: number) => delta(`@${sentAt.toFixed(3)}@`),
    end: Buffer.concat(closing()),
  };
}

export function openaiJson(): Buffer {
  return Buffer.from(
    JSON.stringify({
      ...completion('chat.completion'),
      choices: [{ index: 0, message: { role: 'assistant', content: TEXT }, finish_reason: 'stop' }],
      usage: OPENAI_USAGE,
    }),
  );
}

export function openaiStream(): readonly Buffer[] {
  const choice = (content: object, reason: string | null = null) =>
    chunk({ choices: [{ index: 0, delta: content, finish_reason: reason }] });
  return [
    choice({ role: 'assistant', content: '' }),
    ...Array.from({ length: DELTAS }, () => choice({ content: 'The loop ends' })),
    choice({}, 'stop'),
    chunk({ choices: [], usage: OPENAI_USAGE }),
    Buffer.from('data: [DONE]\n\n'),
  ];
}

const OPENAI_USAGE = { prompt_tokens: 300, completion_tokens: 180, total_tokens: 480 };

function opening(): Buffer[] {
  return [
    event('message_start', { message: { ...message(), content: [], usage: USAGE } }),
    event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
  ];
}

function delta(text: string): Buffer {
  return event('content_block_delta', { index: 0, delta: { type: 'text_delta', text } });
}

function closing(): Buffer[] {
  return [
    event('content_block_stop', { index: 0 }),
    event('message_delta', {
      delta: { stop_reason: 'end_turn', stop_sequence: null },
      usage: USAGE,
    }),
    event('message_stop', {}),
  ];
}

function event(type: string, fields: object): Buffer {
  return Buffer.from(`event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`);
}

function message() {
  return {
    id: 'msg_bench',
    type: 'message',
    role: 'assistant',
    model: 'claude-sonnet-5-5',
    stop_sequence: null,
  };
}

function completion(object: string) {
  return { id: 'chatcmpl-bench', object, created: 1_795_000_000, model: 'gpt-4.1' };
}

function chunk(fields: object): Buffer {
  return Buffer.from(
    `data: ${JSON.stringify({ ...completion('chat.completion.chunk'), ...fields })}\n\n`,
  );
}
