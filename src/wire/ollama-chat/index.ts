import type { Dialect } from '../dialect.ts';
import { readAnswer, writeAnswer } from './answer.ts';
import { cannotCarry } from './cannot-carry.ts';
import { readError, writeError } from './errors.ts';
import { writeRequest } from './request-write.ts';
import { reworded } from './reworded.ts';
import { createStreamReader } from './stream-reader.ts';
import { createStreamWriter, lineBytes } from './stream-writer.ts';

/**
 * `POST /api/chat`, Ollama's own format, towards upstreams only. Its OpenAI-compatible path is not used
 * because it ignores `num_ctx`. Answers and streams can be written too: simulated upstreams do.
 */
export const ollamaChat: Dialect = {
  name: 'ollama-chat',
  request: {
    read: () => ({
      ok: false,
      message: 'Modicum does not serve the ollama-chat dialect to clients.',
    }),
    write: writeRequest,
    cannotCarry,
    reworded,
    edits: () => [],
    meteringEdits: () => [],
  },
  answer: { read: readAnswer, write: writeAnswer },
  stream: {
    framing: 'ndjson',
    contentType: 'application/x-ndjson',
    createReader: createStreamReader,
    createWriter: createStreamWriter,
    isMeteringEvent: () => false,
    // An empty line is nothing to a reader of lines.
    ping: new Uint8Array([0x0a]),
  },
  errors: {
    read: readError,
    write: writeError,
    writeEvent: (error) => lineBytes(writeError(error)),
  },
};
