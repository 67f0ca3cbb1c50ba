import { answerText, type Answer } from '../core/answer.ts';
import { NO_OPTIONS, type CallOptions } from '../core/call-options.ts';
import { isErrorCode } from '../core/error-code.ts';
import { ModicumError } from '../core/error.ts';
import { isObject, type Json } from '../core/json.ts';
import type { Cost } from '../core/money.ts';
import { optionHeaders } from '../core/option-headers.ts';
import { taskTypeNamed } from '../core/task-name.ts';
import type { RecordedTier } from '../core/tier.ts';
import type { Receipt } from '../ledger/ledger.ts';
import { anthropicMessages } from '../wire/anthropic-messages/index.ts';
import type { Gateway } from './gateway.ts';
import { handle } from './handle.ts';
import type { Inbound } from './inbound.ts';
import { parse } from './parse.ts';
import { checkRunInput, type RunInput } from './run-input.ts';

export interface RunResult {
  /** The answer's text. */
  readonly output: string;
  /** The parsed answer when a schema was given and the text is JSON. */
  readonly data: Json | null;
  /** `provider/id` of what answered; `modicum/none` where code did. */
  readonly model: string;
  /** `none` where no model was needed. */
  readonly tier: RecordedTier;
  readonly cost: Cost;
  /** `false` when every attempt's answer was rejected and this is the last one. */
  readonly accepted: boolean;
  readonly callId: string;
  /** On what grounds this tier and model, in a sentence. */
  readonly why: string;
  /** Why, what it cost, every attempt: as it stands in the ledger. */
  readonly receipt: Receipt;
}

/** The eight rooms without a socket. Throws `ModicumError` with the call's own error code when it is not served. */
export async function ask(gateway: Gateway, input: RunInput): Promise<RunResult> {
  checkRunInput(input);
  const inbound = inboundOf(gateway, input);
  const reply = await handle(inbound, anthropicMessages, gateway);
  const body: unknown = JSON.parse(Buffer.from(reply.body as Uint8Array).toString('utf8'));
  const answer =
    reply.status === 200 && isObject(body) ? anthropicMessages.answer.read(body) : null;
  const callId = reply.headers['x-modicum-call-id'] ?? '';
  const receipt = callId === '' ? null : gateway.ledger.receipt(callId);
  if (answer === null) throw refusedError(body, callId, receipt);
  if (receipt?.closed == null)
    throw new ModicumError('ledger_unavailable', 'The call is not in the ledger.');
  return resultOf({ answer, receipt, input, callId, verdict: reply.headers['x-modicum-verdict'] });
}

interface Finished {
  readonly answer: Answer;
  readonly receipt: Receipt;
  readonly input: RunInput;
  readonly callId: string;
  readonly verdict: string | undefined;
}

function resultOf({ answer, receipt, input, callId, verdict }: Finished): RunResult {
  const output = answerText(answer);
  return {
    output,
    data: input.schema === undefined ? null : parseOrNull(output),
    model: receipt.closed?.servedModel ?? answer.model,
    tier: receipt.closed?.servedTier ?? 2,
    cost: receipt.closed?.cost ?? { state: 'unknown' },
    accepted: verdict !== 'rejected',
    callId,
    why: receipt.call.explanation,
    receipt,
  };
}

function parseOrNull(text: string): Json | null {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}

/** The upstream's own words may stand in the body, and they hold no code of ours; the row always does. */
function refusedError(body: unknown, callId: string, receipt: Receipt | null): ModicumError {
  const error = isObject(body) && isObject(body['error']) ? body['error'] : {};
  const message =
    typeof error['message'] === 'string' ? error['message'] : 'The call was not served.';
  const codes = [receipt?.closed?.errorCode, error['code'], error['type']];
  const code = codes.find(isErrorCode) ?? 'failed';
  return new ModicumError(code, callId === '' ? message : `${message} (${callId})`);
}

/** The call and its options as the gateway would read them, for classifying and routing alone. */
export function prepare(gateway: Gateway, input: RunInput | string) {
  const whole = typeof input === 'string' ? { input } : input;
  checkRunInput(whole);
  const parsed = parse({
    bytes: bodyOf(whole),
    inbound: inboundOf(gateway, whole),
    dialect: anthropicMessages,
    gateway,
  });
  if (!parsed.ok) throw new ModicumError(parsed.error.code, parsed.error.message);
  return { call: parsed.call, options: { ...NO_OPTIONS, ...parsed.options } satisfies CallOptions };
}

const DEFAULT_MAX_OUTPUT_TOKENS = 4_096;

function bodyOf(input: RunInput): Uint8Array {
  const labels = input.labels?.length
    ? `Answer with exactly one of: ${input.labels.join(', ')}.`
    : null;
  const system = [input.system, labels].filter((text) => text != null).join('\n\n');
  return Buffer.from(
    JSON.stringify({
      model: input.model ?? 'modicum/auto',
      max_tokens: input.maxOutputTokens ?? DEFAULT_MAX_OUTPUT_TOKENS,
      ...(system !== '' && { system }),
      messages: [{ role: 'user', content: input.input }],
      ...(input.schema && {
        output_config: { format: { type: 'json_schema', schema: input.schema } },
      }),
    }),
  );
}

function headersOf(input: RunInput): Record<string, string> {
  if (input.task !== undefined && taskTypeNamed(input.task) === null) {
    throw new ModicumError(
      'unknown_task',
      `${JSON.stringify(input.task)} is not a task type. See docs/task-types.md.`,
    );
  }
  const labels = input.labels?.length ? input.labels : undefined;
  return optionHeaders({ ...input, labels, judge: input.schema === undefined ? undefined : true });
}

function inboundOf(gateway: Gateway, input: RunInput): Inbound {
  const bytes = bodyOf(input);
  return {
    method: 'POST',
    path: '/v1/library',
    query: '',
    headers: headersOf(input),
    readBody: () => Promise.resolve({ ok: true, bytes }),
    bodyStream: emptyStream(),
    clientGone: input.signal ?? new AbortController().signal,
    receivedAt: gateway.clock.now(),
    receivedTick: gateway.clock.tick(),
  };
}

async function* emptyStream(): AsyncGenerator<Uint8Array, void, void> {
  // A program's call has no socket to read from.
}
