import type { Json, JsonObject } from '../../core/json.ts';
import type { FinishReason } from '../../core/outcome.ts';
import type { UsageReading } from '../../core/usage.ts';
import type { AnswerEnvelope } from '../dialect.ts';
import { incompleteReason } from './finish-status.ts';
import { writeUsage } from './usage.ts';

/** A response as far as it has come. */
export interface ResponseSoFar {
  readonly id: string;
  readonly model: string;
  readonly output: readonly JsonObject[];
  /** `null` while the model is at work. */
  readonly finish: { readonly reason: FinishReason; readonly usage: UsageReading } | null;
}

/** The response object. It repeats the settings of the request, as its clients expect. */
export function responseObject(
  { id, model, output, finish }: ResponseSoFar,
  envelope: AnswerEnvelope,
): JsonObject {
  const incomplete = finish === null ? null : incompleteReason(finish.reason);
  return {
    id,
    object: 'response',
    created_at: envelope.createdAt,
    status: statusOf(finish !== null, incomplete),
    background: false,
    error: null,
    incomplete_details: incomplete === null ? null : { reason: incomplete },
    ...repeated(envelope.request ?? {}),
    model,
    output,
    previous_response_id: null,
    store: false,
    usage: finish === null ? null : writeUsage(finish.usage),
  };
}

function statusOf(isOver: boolean, incomplete: string | null): string {
  if (!isOver) return 'in_progress';
  return incomplete === null ? 'completed' : 'incomplete';
}

function repeated(request: JsonObject): JsonObject {
  const settings = REPEATED.map(([name, unsaid]) => [name, request[name] ?? unsaid] as const);
  return Object.fromEntries(settings);
}

/** With what a response says where the request said nothing. */
const REPEATED: readonly (readonly [name: string, unsaid: Json])[] = [
  ['instructions', null],
  ['max_output_tokens', null],
  ['metadata', {}],
  ['parallel_tool_calls', true],
  ['reasoning', { effort: null, summary: null }],
  ['temperature', null],
  ['text', { format: { type: 'text' } }],
  ['tool_choice', 'auto'],
  ['tools', []],
  ['top_p', null],
  ['truncation', 'disabled'],
];
