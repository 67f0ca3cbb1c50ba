import type { Answer } from '../core/answer.ts';
import { NO_TOKENS } from '../core/usage.ts';
import type { AnswerEnvelope, Dialect } from './dialect.ts';
import { joinBytes } from './join-bytes.ts';

/** What answers that no model gave name as their model. */
export const NO_MODEL = 'modicum/none';

/** A text of Modicum's own as a whole answer or stream of this dialect; no token was used for it. */
export function textAnswer(
  { answer, stream }: Dialect,
  text: string,
  { envelope, isStreamed }: { readonly envelope: AnswerEnvelope; readonly isStreamed: boolean },
): Uint8Array {
  const usage = { state: 'reported', usage: NO_TOKENS } as const;
  if (!isStreamed) {
    const whole: Answer = {
      id: envelope.id,
      model: NO_MODEL,
      content: [{ type: 'text', text }],
      finishReason: 'end',
      stopSequence: null,
      usage,
    };
    return new TextEncoder().encode(JSON.stringify(answer.write(whole, envelope)));
  }
  const writer = stream.createWriter(envelope);
  return joinBytes([
    writer.write({ type: 'start', id: envelope.id, model: NO_MODEL }),
    writer.write({ type: 'usage', usage }),
    writer.write({ type: 'block-start', index: 0, block: { type: 'text' } }),
    writer.write({ type: 'text-delta', index: 0, text }),
    writer.write({ type: 'block-end', index: 0 }),
    writer.write({ type: 'finish', reason: 'end', stopSequence: null }),
    writer.write({ type: 'usage', usage }),
    writer.write({ type: 'end' }),
  ]);
}
