import fc from 'fast-check';
import type { Answer, AnswerBlock } from '../../src/core/answer.ts';
import type { JsonObject } from '../../src/core/json.ts';
import type { FinishReason } from '../../src/core/outcome.ts';
import type { StreamPart } from '../../src/core/stream-part.ts';
import type { Usage, UsageReading } from '../../src/core/usage.ts';
import { UNKNOWN_USAGE } from '../../src/core/usage.ts';

/** Text of any characters, in particular the ones that matter to JSON and to line-based formats. */
export const arbitraryText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1 }),
  fc.constantFrom('\n\ndata: [DONE]\n\n', '\r\n', '"done":true', '\u2028', '{"error":{}}', '\\"'),
);

/** As it looks after a journey through JSON: no -0. */
export const arbitraryInput: fc.Arbitrary<JsonObject> = fc
  .dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }))
  .map((input) => JSON.parse(JSON.stringify(input)) as JsonObject);

const count = fc.nat(1_000_000);

const arbitraryUsage: fc.Arbitrary<UsageReading> = fc
  .record({
    freshInputTokens: count.map((tokens) => tokens + 1),
    cacheReadTokens: count,
    cacheWrite5mTokens: count,
    cacheWrite1hTokens: count,
    outputTokens: count,
    thinkingTokens: fc.option(count),
  })
  .map((usage: Usage): UsageReading => {
    const { thinkingTokens: thinking, outputTokens } = usage;
    const thinkingTokens = thinking === null ? null : Math.min(thinking, outputTokens);
    return { state: 'reported', usage: { ...usage, thinkingTokens } };
  });

const arbitraryBlock: fc.Arbitrary<AnswerBlock> = fc.oneof(
  arbitraryText.map((text): AnswerBlock => ({ type: 'text', text })),
  fc
    .tuple(arbitraryText, fc.option(fc.base64String({ minLength: 4 })))
    .map(([text, signature]): AnswerBlock => ({ type: 'thinking', text, signature })),
  fc
    .tuple(fc.stringMatching(/^[a-z_]{1,12}$/), arbitraryInput)
    .map(([name, input]): AnswerBlock => ({ type: 'tool-use', id: '', name, input })),
);

const WITHOUT_TOOLS: readonly FinishReason[] = [
  'end',
  'max_tokens',
  'stop_sequence',
  'pause',
  'refusal',
  'context_window',
];

/** A whole answer that a model could give: one that uses tools says so. */
export const arbitraryAnswer: fc.Arbitrary<Answer> = fc
  .record({
    id: fc.stringMatching(/^[a-zA-Z0-9_-]{4,24}$/),
    model: fc.stringMatching(/^[a-z0-9.:-]{1,24}$/),
    blocks: fc.array(arbitraryBlock, { maxLength: 6 }),
    without: fc.constantFrom(...WITHOUT_TOOLS),
    usage: fc.oneof(fc.constant(UNKNOWN_USAGE), arbitraryUsage),
  })
  .map(({ id, model, blocks, without, usage }) => {
    const content = blocks.map((block, index) =>
      block.type === 'tool-use' ? { ...block, id: `call_${index}` } : block,
    );
    const usesTools = content.some(({ type }) => type === 'tool-use');
    const finishReason = usesTools ? 'tool_use' : without;
    const stopSequence = finishReason === 'stop_sequence' ? 'END' : null;
    return { id, model, content, finishReason, stopSequence, usage };
  });

/** The same answer as it would be streamed: deltas cut at `cuts`, usage before the finish. */
export function streamOf(answer: Answer, cut: number): readonly StreamPart[] {
  return [
    { type: 'start', id: answer.id, model: answer.model },
    ...answer.content.flatMap((block, index) => blockParts(block, index, cut)),
    ...(answer.usage.state === 'unknown' ? [] : [{ type: 'usage', usage: answer.usage } as const]),
    { type: 'finish', reason: answer.finishReason, stopSequence: answer.stopSequence },
    { type: 'end' },
  ];
}

function blockParts(block: AnswerBlock, index: number, cut: number): readonly StreamPart[] {
  const end: StreamPart = { type: 'block-end', index };
  switch (block.type) {
    case 'text':
      return [
        { type: 'block-start', index, block: { type: 'text' } },
        ...pieces(block.text, cut).map((text) => ({ type: 'text-delta', index, text }) as const),
        end,
      ];
    case 'thinking':
      return [
        { type: 'block-start', index, block: { type: 'thinking' } },
        ...pieces(block.text, cut).map(
          (text) => ({ type: 'thinking-delta', index, text }) as const,
        ),
        ...(block.signature === null
          ? []
          : [{ type: 'signature', index, signature: block.signature } as const]),
        end,
      ];
    case 'tool-use':
      return [
        { type: 'block-start', index, block: { type: 'tool-use', id: block.id, name: block.name } },
        ...pieces(inputText(block.input), cut).map(
          (json) => ({ type: 'tool-input-delta', index, json }) as const,
        ),
        end,
      ];
    case 'opaque':
      return [{ type: 'block-start', index, block: { type: 'opaque', name: block.name } }, end];
  }
}

/** Anthropic streams nothing at all for an empty input. */
function inputText(input: JsonObject): string {
  return Object.keys(input).length === 0 ? '' : JSON.stringify(input);
}

function pieces(text: string, size: number): readonly string[] {
  const found: string[] = [];
  for (let at = 0; at < text.length; at += size) found.push(text.slice(at, at + size));
  return found;
}
