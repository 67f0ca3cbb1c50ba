import fc from 'fast-check';
import type {
  Call,
  ContentBlock,
  ImageSource,
  Message,
  OutputFormat,
  ToolChoice,
  ToolDefinition,
} from '../../src/core/call.ts';
import type { DialectName } from '../../src/core/dialect.ts';
import type { JsonObject } from '../../src/core/json.ts';
import type { Effort } from '../../src/core/model.ts';
import { arbitraryInput } from './arbitrary-answer.ts';

/** Text that can be seen: what is white space only asks nothing, and Anthropic refuses it. */
const words: fc.Arbitrary<string> = fc
  .string({ unit: 'binary', minLength: 1 })
  .map((text) => `${text}·`)
  .map((text) => `·${text}`);

const text: fc.Arbitrary<ContentBlock> = words.map((said) => ({ type: 'text', text: said }));

const image: fc.Arbitrary<ContentBlock> = fc
  .oneof(
    fc.record({
      kind: fc.constant('base64' as const),
      mediaType: fc.constantFrom('image/png', 'image/jpeg'),
      data: fc.base64String({ minLength: 4 }),
    }),
    fc.record({ kind: fc.constant('url' as const), url: fc.webUrl() }),
  )
  .map((source: ImageSource) => ({ type: 'image', source }));

const toolName = fc.stringMatching(/^[a-zA-Z0-9_-]{1,64}$/);

/** One that every dialect holds a model to as it is; what becomes of others has tests of its own. */
const closedSchema: fc.Arbitrary<JsonObject> = fc
  .dictionary(fc.string(), fc.constantFrom({ type: 'string' }, { enum: ['a', null] }), {
    noNullPrototype: true,
  })
  .map((properties) => ({
    type: 'object',
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  }));

const tool: fc.Arbitrary<ToolDefinition> = fc.record({
  name: toolName,
  description: fc.option(words),
  inputSchema: closedSchema,
  strict: fc.constantFrom(true, null),
});

/** One turn of work: what the model said and called, and what came back, possibly from several tools. */
const work: fc.Arbitrary<readonly Message[]> = fc
  .record({
    said: fc.option(text),
    calls: fc.array(
      fc.record({ name: toolName, input: arbitraryInput, result: fc.option(words) }),
      { maxLength: 3 },
    ),
    asked: fc.array(fc.oneof(text, image), { minLength: 1, maxLength: 3 }),
    turn: fc.uuid(),
  })
  .map(({ said, calls, asked, turn }) => {
    const id = (index: number): string => `call_${turn}_${index}`;
    const uses = calls.map(({ name, input }, index): ContentBlock => ({
      type: 'tool-use',
      id: id(index),
      name,
      input,
    }));
    const results = calls.map(({ result }, index): ContentBlock => ({
      type: 'tool-result',
      toolUseId: id(index),
      isError: false,
      content: result === null ? [] : [{ type: 'text', text: result }],
    }));
    const answered = [...(said === null ? [] : [said]), ...uses];
    return [
      { role: 'assistant', content: answered },
      { role: 'user', content: [...results, ...asked] },
    ] satisfies Message[];
  });

const messages: fc.Arbitrary<readonly Message[]> = fc
  .tuple(
    fc.array(fc.oneof(text, image), { minLength: 1, maxLength: 3 }),
    fc.array(work, { maxLength: 3 }),
  )
  .map(([first, turns]) => [{ role: 'user', content: first }, ...turns.flat()]);

const schema: fc.Arbitrary<OutputFormat> = closedSchema.map((closed) => ({
  kind: 'json-schema',
  name: null,
  schema: closed,
  strict: null,
}));

const settings = fc.record({
  maxOutputTokens: fc.integer({ min: 1, max: 100_000 }),
  temperature: fc.option(fc.constantFrom(0, 0.5, 1)),
  topP: fc.option(fc.constantFrom(0.1, 1)),
  stopSequences: fc.array(words, { maxLength: 4 }),
  outputFormat: fc.option(schema),
  effort: fc.option(fc.constantFrom<Effort>('low', 'medium', 'high', 'xhigh', 'max')),
  stream: fc.boolean(),
});

const toolUse = fc.oneof(
  fc.constant({ tools: [], toolChoice: null, parallelToolCalls: null }),
  fc.array(tool, { minLength: 1, maxLength: 3 }).chain((tools) =>
    fc.record({
      tools: fc.constant(tools),
      toolChoice: fc.constantFrom<ToolChoice | null>(
        null,
        { kind: 'auto' },
        { kind: 'none' },
        { kind: 'required' },
        { kind: 'tool', name: tools[0]?.name ?? '' },
      ),
      parallelToolCalls: fc.constantFrom(null, true, false),
    }),
  ),
);

/** A call as a client of this dialect could make it, of what every dialect has a word for. */
export function arbitraryCall(dialect: DialectName): fc.Arbitrary<Call> {
  return fc
    .record({ settings, toolUse, messages, system: fc.array(text, { maxLength: 2 }) })
    .map(({ settings: set, toolUse: use, ...conversation }) => ({
      dialect,
      requestedModel: 'modicum/auto',
      ...conversation,
      ...set,
      ...use,
      topK: null,
      thinking: null,
      user: null,
      dialectOnly: [],
      leftOut: [],
      size: { characters: 0, images: 0, documents: 0 },
    }));
}
