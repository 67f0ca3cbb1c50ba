import type { Call } from '../../core/call.ts';
import type { Classification } from '../../core/classification.ts';
import type { PurposeReading } from '../../core/purpose.ts';
import { readingOf } from '../reading.ts';
import { ANSWER_SCHEMA } from './answer-schema.ts';
import { likelyTypes } from './likely-types.ts';
import { instructions, question } from './prompt.ts';

/** Enough for three short fields, also where a model writes them over several lines. */
const LONGEST_ANSWER = 150;

/**
 * The question what kind of work a call is, as a call of Modicum's own: no thinking, and an answer held to a
 * schema. `null` where the call has no words to be judged by.
 */
export function metaCall(
  call: Call,
  purpose: PurposeReading,
  classification: Classification,
): Call | null {
  const reading = readingOf(call, purpose);
  if (reading.ask.trim() === '') return null;
  const system = instructions(likelyTypes(classification));
  const user = question(reading);
  return {
    // There are no bytes that could travel: for every upstream it is written from here.
    dialect: 'openai-chat',
    requestedModel: 'modicum/auto',
    stream: false,
    system: [{ type: 'text', text: system }],
    messages: [{ role: 'user', content: [{ type: 'text', text: user }] }],
    tools: [],
    toolChoice: null,
    parallelToolCalls: null,
    maxOutputTokens: LONGEST_ANSWER,
    temperature: 0,
    topP: null,
    topK: null,
    stopSequences: [],
    outputFormat: {
      kind: 'json-schema',
      name: 'kind_of_work',
      schema: ANSWER_SCHEMA,
      strict: true,
    },
    thinking: { kind: 'disabled' },
    effort: null,
    user: null,
    dialectOnly: [],
    leftOut: [],
    size: {
      characters: system.length + user.length + SCHEMA_CHARACTERS,
      images: 0,
      documents: 0,
    },
  };
}

/** Whoever holds an answer to a schema reads the schema too. */
const SCHEMA_CHARACTERS = JSON.stringify(ANSWER_SCHEMA).length;
