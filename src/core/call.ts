import type { DialectName } from './dialect.ts';
import type { Json, JsonObject } from './json.ts';
import type { Effort } from './model.ts';

/**
 * What the client asked, free of any dialect: one inbound request, whatever it takes to serve it.
 * The raw bytes are kept beside it (`wire/json-body.ts`), and on the untouched lane it is they that
 * travel; a `Call` is what the other rooms read, and what is written out across dialects.
 */
export interface Call {
  readonly dialect: DialectName;
  /** The model name exactly as the client wrote it. */
  readonly requestedModel: string;
  readonly stream: boolean;
  readonly system: readonly ContentBlock[];
  readonly messages: readonly Message[];
  readonly tools: readonly ToolDefinition[];
  readonly toolChoice: ToolChoice | null;
  readonly parallelToolCalls: boolean | null;
  /** The most tokens the client will take; not what it expects. */
  readonly maxOutputTokens: number | null;
  readonly temperature: number | null;
  readonly topP: number | null;
  readonly topK: number | null;
  readonly stopSequences: readonly string[];
  readonly outputFormat: OutputFormat | null;
  /** The answer must be one of these: said beside the request, not read from its text. */
  readonly labels?: readonly string[];
  readonly thinking: Thinking | null;
  readonly effort: Effort | null;
  /** Asked to be served faster at a higher price (Anthropic's `speed`). */
  readonly fast?: true;
  /** The client's own name for its end user, if it gave one. */
  readonly user: string | null;
  /**
   * Features that only the call's own dialect can express, each named as a person would say it
   * ("field `logprobs`", "content block `document`"). Not empty means: no other dialect may serve it.
   */
  readonly dialectOnly: readonly string[];
  /**
   * What means nothing to other dialects and stays behind when the call is translated, each named for
   * people ("cache_control", "thinking of earlier turns"). It does not change what is asked.
   */
  readonly leftOut: readonly string[];
  readonly size: CallSize;
  /**
   * Its own vendor would store prompt and answer, because the client did not say that it should not.
   * Modicum says it: nothing that is stored there could be asked for here.
   */
  readonly storedUnlessTold?: true;
}

/** What token estimates are made from. Counted while reading; images and documents apart from text. */
export interface CallSize {
  /** Characters of system, messages and tool definitions. */
  readonly characters: number;
  readonly images: number;
  readonly documents: number;
}

export interface Message {
  readonly role: 'user' | 'assistant' | 'system';
  readonly content: readonly ContentBlock[];
  /** Settings that a message carries itself (Anthropic's `output_config` of a message). */
  readonly settings?: MessageSettings;
}

export interface MessageSettings {
  /** Holds from this message on; `null` when it says nothing of effort, or a word nobody knows. */
  readonly effort: Effort | null;
}

export type ContentBlock =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image'; readonly source: ImageSource }
  | {
      readonly type: 'tool-use';
      readonly id: string;
      readonly name: string;
      readonly input: Json;
    }
  | {
      readonly type: 'tool-result';
      readonly toolUseId: string;
      readonly isError: boolean;
      readonly content: readonly ContentBlock[];
    }
  /** Of a redacted block the text is empty, and what it holds is its signature. */
  | { readonly type: 'thinking'; readonly text: string; readonly signature: string | null }
  /** A search for tools found this one, whose definition was deferred until then. */
  | { readonly type: 'tool-reference'; readonly name: string }
  /** A block only its own dialect knows. Its name is also in `Call.dialectOnly`. */
  | { readonly type: 'opaque'; readonly name: string };

export type ImageSource =
  | { readonly kind: 'base64'; readonly mediaType: string; readonly data: string }
  | { readonly kind: 'url'; readonly url: string };

export interface ToolDefinition {
  readonly name: string;
  readonly description: string | null;
  readonly inputSchema: JsonObject;
  readonly strict: boolean | null;
  /** The model is not told of it before a search finds it (`defer_loading`). */
  readonly deferred?: true;
}

export type ToolChoice =
  | { readonly kind: 'auto' }
  | { readonly kind: 'none' }
  | { readonly kind: 'required' }
  | { readonly kind: 'tool'; readonly name: string };

export type OutputFormat =
  | { readonly kind: 'json-object' }
  | {
      readonly kind: 'json-schema';
      readonly name: string | null;
      readonly schema: JsonObject;
      readonly strict: boolean | null;
    };

export type Thinking = ThinkingDetails &
  (
    | { readonly kind: Exclude<ThinkingKind, 'budget'> }
    | { readonly kind: 'budget'; readonly budgetTokens: number }
  );

/** `between_tools`: none before the answer, short notes between calls of tools. */
export type ThinkingKind = 'disabled' | 'between_tools' | 'adaptive' | 'budget';

interface ThinkingDetails {
  /** How much of it comes back: `omitted`, `summarized`, `updates`; absent: as the model does by itself. */
  readonly display?: string;
  /** It says what happens to blocks that are bound to another model or conversation. */
  readonly governsBinding?: true;
}

/** Text of the last user message that is not a tool result, or `''`. What the human asked. */
export function lastUserText(call: Call): string {
  for (let index = call.messages.length - 1; index >= 0; index--) {
    const message = call.messages[index];
    if (message?.role !== 'user') continue;
    const text = message.content
      .map((block) => (block.type === 'text' ? block.text : ''))
      .filter((part) => part !== '')
      .join('\n');
    if (text !== '') return text;
  }
  return '';
}
