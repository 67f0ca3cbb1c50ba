import type { Dialect } from '../dialect.ts';
import { readAnswer } from './answer-read.ts';
import { writeAnswer } from './answer-write.ts';
import { cannotCarry } from './cannot-carry.ts';
import { readError } from './error-read.ts';
import { writeError, writeErrorEvent } from './error-write.ts';
import { requestEdits, usageEdit } from './request-edits.ts';
import { readRequest } from './request-read.ts';
import { writeRequest } from './request-write.ts';
import { reworded } from './reworded.ts';
import { createStreamReader, isUsageChunk } from './stream-reader.ts';
import { PING, createStreamWriter } from './stream-writer.ts';

/** `POST /v1/chat/completions`, as OpenAI and every compatible server speak it. */
export const openaiChat: Dialect = {
  name: 'openai-chat',
  request: {
    read: readRequest,
    write: writeRequest,
    cannotCarry,
    reworded,
    edits: requestEdits,
    meteringEdits: usageEdit,
  },
  answer: { read: readAnswer, write: writeAnswer },
  stream: {
    framing: 'sse',
    contentType: 'text/event-stream; charset=utf-8',
    createReader: createStreamReader,
    createWriter: createStreamWriter,
    isMeteringEvent: isUsageChunk,
    ping: PING,
  },
  errors: { read: readError, write: writeError, writeEvent: writeErrorEvent },
};
