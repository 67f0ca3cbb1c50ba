import type { ModelWork } from './workload.ts';
import type { SdkClients } from './sdk-clients.ts';

/** What came of one call, as its caller sees it. */
export interface Sent {
  readonly work: ModelWork;
  readonly callId: string | null;
  /** `null` when it was answered. */
  readonly error: string | null;
}

/** Makes one call as an agent's program would: through the vendor's SDK, streaming or not. */
export async function sendWork(clients: SdkClients, work: ModelWork): Promise<Sent> {
  try {
    const send = work.client === 'anthropic' ? sendAnthropic : sendOpenai;
    return { work, callId: await send(clients, work), error: null };
  } catch (cause) {
    const headers = (cause as { headers?: Headers }).headers;
    const callId = headers?.get('x-modicum-call-id') ?? null;
    return { work, callId, error: cause instanceof Error ? cause.message : String(cause) };
  }
}

async function sendAnthropic({ anthropic }: SdkClients, work: ModelWork): Promise<string | null> {
  const { data, response } = await anthropic.messages
    .create(
      {
        model: work.pinnedModel ?? 'modicum/auto',
        max_tokens: work.maxTokens,
        ...(work.system !== '' && { system: work.system }),
        stream: work.stream,
        messages: [{ role: 'user', content: anthropicContent(work) }],
        ...(work.tools.length > 0 && {
          tools: work.tools.map(({ inputSchema, ...tool }) => ({
            ...tool,
            input_schema: inputSchema,
          })),
        }),
        ...(work.schema && {
          output_config: { format: { type: 'json_schema', schema: work.schema } },
        }),
      },
      { headers: headersOf(work) },
    )
    .withResponse();
  if (Symbol.asyncIterator in data) await drain(data);
  return response.headers.get('x-modicum-call-id');
}

function anthropicContent({ prompt, image }: ModelWork) {
  if (image === null) return prompt;
  const source = { type: 'base64' as const, media_type: image.mediaType, data: image.base64 };
  return [
    { type: 'image' as const, source },
    { type: 'text' as const, text: prompt },
  ];
}

async function sendOpenai({ openai }: SdkClients, work: ModelWork): Promise<string | null> {
  const { data, response } = await openai.chat.completions
    .create(
      {
        model: work.pinnedModel ?? 'modicum/auto',
        max_completion_tokens: work.maxTokens,
        stream: work.stream,
        messages: [
          ...(work.system === '' ? [] : [{ role: 'system' as const, content: work.system }]),
          { role: 'user', content: openaiContent(work) },
        ],
        ...(work.tools.length > 0 && {
          tools: work.tools.map(({ inputSchema, ...tool }) => ({
            type: 'function' as const,
            function: { ...tool, parameters: inputSchema },
          })),
        }),
        ...(work.schema && {
          response_format: {
            type: 'json_schema' as const,
            json_schema: { name: 'answer', schema: { ...work.schema }, strict: true },
          },
        }),
      },
      { headers: headersOf(work) },
    )
    .withResponse();
  if (Symbol.asyncIterator in data) await drain(data);
  return response.headers.get('x-modicum-call-id');
}

function openaiContent({ prompt, image }: ModelWork) {
  if (image === null) return prompt;
  const url = `data:${image.mediaType};base64,${image.base64}`;
  return [
    { type: 'image_url' as const, image_url: { url } },
    { type: 'text' as const, text: prompt },
  ];
}

async function drain(stream: AsyncIterable<unknown>): Promise<void> {
  const iterator = stream[Symbol.asyncIterator]();
  while ((await iterator.next()).done !== true);
}

function headersOf(work: ModelWork): Record<string, string> {
  return {
    // An agent's run of an hour: one for the whole day would look like a single user action.
    'x-modicum-session': `demo-${work.group.replaceAll(' ', '-')}-${Math.floor(work.minute / 60)}`,
    'x-modicum-tags': `demo,${work.group}`,
    ...(work.taskType !== null && { 'x-modicum-task': work.taskType }),
    ...(work.background && { 'x-modicum-background': 'true' }),
  };
}
