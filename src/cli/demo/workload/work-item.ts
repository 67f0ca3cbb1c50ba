import type { Json, JsonObject } from '../../../core/json.ts';
import type { TaskType } from '../../../core/task.ts';

/** One thing an agent does in its day. */
export type WorkItem = ModelWork | Heartbeat;

/** Work that needs a model: one call through the gateway. */
export interface ModelWork {
  readonly kind: 'model';
  readonly id: string;
  /** Minutes since midnight. */
  readonly minute: number;
  readonly group: WorkGroup;
  /** What the agent declares with its call; `null`: nothing, the classifier has to see it. */
  readonly taskType: TaskType | null;
  /** What it really is, declared or not. */
  readonly truth: TaskType;
  /** Whose SDK makes the call. */
  readonly client: 'anthropic' | 'openai';
  readonly stream: boolean;
  /** A real model the agent insists on; `null`: Modicum decides. */
  readonly pinnedModel: string | null;
  readonly background: boolean;
  readonly system: string;
  readonly prompt: string;
  readonly maxTokens: number;
  /** The labels offered, where the answer has to be one of them. */
  readonly labels: readonly string[] | null;
  /** The JSON Schema the answer has to fit. */
  readonly schema: JsonObject | null;
  readonly tools: readonly WorkTool[];
  /** A picture sent along with the prompt. */
  readonly image: { readonly mediaType: 'image/png'; readonly base64: string } | null;
}

/** A look at an inbox that found nothing to think about: no model, no cost. */
export interface Heartbeat {
  readonly kind: 'none';
  readonly id: string;
  readonly minute: number;
  readonly group: 'heartbeat';
  /** What was looked at and found. */
  readonly note: string;
}

export type WorkGroup =
  | 'intent classification'
  | 'summaries'
  | 'field extraction'
  | 'schema validation'
  | 'content'
  | 'code'
  | 'highest stakes'
  | 'tools and images'
  | 'conversion';

export interface WorkTool {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: { readonly type: 'object' } & { readonly [key: string]: Json };
}
