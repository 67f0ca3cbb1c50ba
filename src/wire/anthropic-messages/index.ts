import type { Dialect } from '../dialect.ts';
import { readAnswer } from './answer-read.ts';
import { writeAnswer } from './answer-write.ts';
import { cannotCarry } from './cannot-carry.ts';
import { readError } from './error-read.ts';
import { writeError, writeErrorEvent } from './error-write.ts';
import { requestEdits } from './request-edits.ts';
import { readRequest } from './request-read.ts';
import { writeRequest } from './request-write.ts';
import { reworded } from './reworded.ts';
import { createStreamReader } from './stream-reader.ts';
import { PING, createStreamWriter } from './stream-writer.ts';

export { readUsage } from './usage.ts';

/** `POST /v1/messages`, as Anthropic and servers that speak like it understand it. */
export const anthropicMessages: Dialect = {
  name: 'anthropic-messages',
  request: {
    read: readRequest,
    write: writeRequest,
    cannotCarry,
    reworded,
    edits: requestEdits,
    // Every stream tells its usage unasked.
    meteringEdits: () => [],
  },
  answer: { read: readAnswer, write: writeAnswer },
  stream: {
    framing: 'sse',
    contentType: 'text/event-stream; charset=utf-8',
    createReader: createStreamReader,
    createWriter: createStreamWriter,
    isMeteringEvent: () => false,
    ping: PING,
  },
  errors: { read: readError, write: writeError, writeEvent: writeErrorEvent },
};
