import type { Dialect } from '../dialect.ts';
import { readError } from '../openai-chat/error-read.ts';
import { writeError } from '../openai-chat/error-write.ts';
import { reworded } from '../openai-chat/reworded.ts';
import { readAnswer } from './answer-read.ts';
import { writeAnswer } from './answer-write.ts';
import { cannotCarry } from './cannot-carry.ts';
import { writeErrorEvent } from './error-write.ts';
import { requestEdits } from './request-edits.ts';
import { readRequest } from './request-read.ts';
import { writeRequest } from './request-write.ts';
import { createStreamReader } from './stream-reader.ts';
import { PING, createStreamWriter } from './stream-writer.ts';

/**
 * `POST /v1/responses`, what OpenAI's clients speak by default. Stateless: nothing is kept between calls.
 * What both of OpenAI's APIs say alike (errors, strict schemas) is in `openai-chat`.
 */
export const openaiResponses: Dialect = {
  name: 'openai-responses',
  request: {
    read: readRequest,
    write: writeRequest,
    cannotCarry,
    reworded,
    edits: requestEdits,
    // The last event always has the usage.
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
