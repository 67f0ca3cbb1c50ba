import type { JsonObject } from '../../core/json.ts';
import type { ReadResult } from '../dialect.ts';
import {
  optionalBoolean,
  optionalNumber,
  optionalObject,
  optionalText,
  requiredText,
} from '../fields.ts';
import type { NamedField } from '../fields.ts';
import { noteLeftBehind } from '../left-behind.ts';
import { createReadingNotes } from '../reading-notes.ts';
import { callSize } from './call-size.ts';
import { readContent } from './content-read.ts';
import { noteDialectOnlyFields } from './dialect-only.ts';
import { readMaxTokens, readOutput, readStopSequences, readThinking } from './generation-read.ts';
import { readMessages } from './messages-read.ts';
import { readToolChoice, readTools } from './tools-read.ts';

/**
 * A Messages body as a call: the right types of what Modicum reads, and a note of what only this dialect
 * can say. What a model accepts is for the catalog to know, so no value is refused for being too much.
 */
export function readRequest(body: JsonObject): ReadResult {
  const notes = createReadingNotes();
  const inside = (name: string): NamedField => ({ path: name, value: body[name] });
  const system = body['system'] ?? '';
  const conversation = {
    system: readContent({ path: 'system', value: system }, notes),
    messages: readMessages(inside('messages'), notes),
  };
  const metadata = optionalObject(inside('metadata'), notes) ?? {};
  const call = {
    dialect: 'anthropic-messages',
    requestedModel: requiredText(inside('model'), notes),
    stream: optionalBoolean(inside('stream'), notes) ?? false,
    ...conversation,
    tools: readTools(inside('tools'), notes),
    ...readToolChoice(inside('tool_choice'), notes),
    maxOutputTokens: readMaxTokens(inside('max_tokens'), notes),
    temperature: optionalNumber(inside('temperature'), notes),
    topP: optionalNumber(inside('top_p'), notes),
    topK: optionalNumber(inside('top_k'), notes),
    stopSequences: readStopSequences(inside('stop_sequences'), notes),
    ...readOutput(body, notes),
    thinking: readThinking(inside('thinking'), notes),
    ...(body['speed'] === 'fast' ? { fast: true as const } : {}),
    user: optionalText({ path: 'metadata.user_id', value: metadata['user_id'] }, notes),
  } as const;
  noteDialectOnlyFields(body, notes);
  noteLeftBehind(body, ['cache_control', 'metadata', 'context_management', 'service_tier'], notes);
  const message = notes.problem();
  if (message !== null) return { ok: false, message };
  const size = callSize(conversation, body['tools']);
  return {
    ok: true,
    call: { ...call, dialectOnly: notes.dialectOnly(), leftOut: notes.leftOut(), size },
  };
}
