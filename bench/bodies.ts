/** The requests that are sent: made here, so that nothing of anybody's conversations is needed. */
export type BodySize = '1 KB' | '120 KB';

export interface BodyInput {
  readonly size: BodySize;
  readonly stream: boolean;
  readonly model: string;
}

export function requestBody({ size, stream, model }: BodyInput): Buffer {
  const content = size === '1 KB' ? smallCall() : agentCall();
  return Buffer.from(JSON.stringify({ model, max_tokens: 1024, stream, ...content }));
}

function smallCall() {
  return {
    system: 'You are a careful programmer. Answer with code and one sentence on why it is right.',
    messages: [
      {
        role: 'user',
        content: `Refactor this function so that it reads every page:\n${listing(14)}`,
      },
    ],
  };
}

/** The shape of a coding agent's call: 13 KB of system text, 24 tools in 54 KB, 57 KB of turns. */
function agentCall() {
  return {
    system: [{ type: 'text', text: prose(13_000), cache_control: { type: 'ephemeral' } }],
    tools: Array.from({ length: 24 }, (_, index) => tool(index)),
    messages: [...Array.from({ length: 10 }, (_, turn) => toolTurn(turn)).flat(), lastTurn()],
  };
}

function tool(index: number) {
  const field = (name: string) => [name, { type: 'string', description: prose(330) }] as const;
  return {
    name: `tool_${index}`,
    description: prose(700),
    input_schema: {
      type: 'object',
      properties: Object.fromEntries(['path', 'pattern', 'content', 'reason'].map(field)),
      required: ['path'],
    },
  };
}

function toolTurn(turn: number) {
  const id = `toolu_${turn}`;
  const input = { path: `src/pages/page-${turn}.ts`, reason: prose(150) };
  const content = [{ type: 'text', text: listing(98) }];
  return [
    {
      role: 'assistant',
      content: [
        { type: 'text', text: prose(250) },
        { type: 'tool_use', id, name: `tool_${turn}`, input },
      ],
    },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: id, content }] },
  ];
}

function lastTurn() {
  return {
    role: 'user',
    content: [{ type: 'text', text: `Refactor the reader of pages. ${prose(400)}` }],
  };
}

/** Quotes, backslashes and letters outside of ASCII, as code has them. */
const LINES = [
  'for (let page = first; page < last; page++) {',
  '  const text = await read(`pages/${page}.txt`); // "as it stands"',
  "  if (text.endsWith('\\n')) lines.push(text.trim());",
  '  count += 1; // größer als vorher → weiter',
  '}',
];

function listing(lines: number): string {
  return Array.from({ length: lines }, (_, line) => LINES[line % LINES.length]).join('\n');
}

const SENTENCES = [
  'Read the file before you change it, and keep every name that others use. ',
  'The pattern is matched against each path below the folder. ',
  'Give a reason that a reader can check without running anything. ',
];

function prose(characters: number): string {
  let text = '';
  for (let index = 0; text.length < characters; index++)
    text += SENTENCES[index % SENTENCES.length];
  return text.slice(0, characters);
}
