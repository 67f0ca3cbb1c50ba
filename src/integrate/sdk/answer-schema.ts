import { ModicumError } from '../../core/error.ts';
import { isObject, type Json, type JsonObject } from '../../core/json.ts';
import { schemaViolation } from '../../validate/schema-violation.ts';

/** One JSON schema, in the words of each SDK, and the way to read what comes back. */
export interface AnswerSchema<Value> {
  /** Spread into `messages.create({ … })`. */
  readonly anthropic: {
    output_config: { format: { type: 'json_schema'; schema: Record<string, unknown> } };
  };
  /** Spread into `chat.completions.create({ … })`. */
  readonly openai: {
    response_format: {
      type: 'json_schema';
      json_schema: { name: string; schema: Record<string, unknown> };
    };
  };
  /** Spread into `responses.create({ … })`. */
  readonly responses: {
    text: { format: { type: 'json_schema'; name: string; schema: Record<string, unknown> } };
  };
  /**
   * The answer as a value. Throws `answer_mismatch` when the text is no JSON or does not fit: every attempt
   * was rejected, or the answer was cut off.
   */
  read(answer: unknown): Value;
}

/**
 * The answer must be JSON that fits this schema. Modicum judges it before it is handed over, repeats what
 * does not fit and climbs a tier; `read` gives the value with the type you name.
 *
 * @example
 * const city = answerSchema<{ name: string }>({ type: 'object', properties: { name: { type: 'string' } }, required: ['name'], additionalProperties: false });
 * const message = await client.messages.create({ …, ...city.anthropic });
 * city.read(message).name;
 */
export function answerSchema<Value = Json>(
  given: Readonly<Record<string, unknown>>,
  options: { readonly name?: string } = {},
): AnswerSchema<Value> {
  if (!isObject(given)) {
    throw new ModicumError('invalid_request', 'schema must be a JSON Schema, which is an object.');
  }
  const schema: Record<string, unknown> = { ...given };
  const name = options.name ?? 'answer';
  return {
    anthropic: { output_config: { format: { type: 'json_schema', schema } } },
    openai: { response_format: { type: 'json_schema', json_schema: { name, schema } } },
    responses: { text: { format: { type: 'json_schema', name, schema } } },
    read(answer) {
      const value = parse(textOf(answer));
      const wrong = schemaViolation(value, schema as JsonObject);
      if (wrong !== null) throw mismatch(`It does not fit its schema: ${wrong}.`);
      return value as Value;
    },
  };
}

function parse(text: string | null): Json {
  if (text === null) throw mismatch('It holds no text.');
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw mismatch('It is no JSON.');
  }
}

function mismatch(message: string): ModicumError {
  return new ModicumError('answer_mismatch', `The answer cannot be read. ${message}`);
}

/** Of a message, a completion, a response, a run's result, or a text itself. */
function textOf(answer: unknown): string | null {
  if (typeof answer === 'string') return answer;
  if (!isObject(answer)) return null;
  const [choice] = listOf(answer['choices']);
  if (isObject(choice)) {
    return isObject(choice['message']) ? ownText(choice['message']['content']) : null;
  }
  return (
    ownText(answer['output_text']) ?? ownText(answer['output']) ?? blockText(answer['content'])
  );
}

function ownText(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function blockText(content: unknown): string | null {
  const texts = listOf(content).flatMap((block) =>
    isObject(block) && block['type'] === 'text' ? [ownText(block['text']) ?? ''] : [],
  );
  return texts.length === 0 ? null : texts.join('');
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
