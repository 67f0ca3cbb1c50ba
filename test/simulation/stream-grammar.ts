import { isObject, type JsonObject } from '../../src/core/json.ts';
import type { ClientDialect } from './inbound-script.ts';

/** A client's stream, read by its grammar alone and by nothing of the gateway's own. */
export interface ReadStream {
  /** How it ended; `null`: it just stopped. */
  readonly terminal: 'end' | 'error' | null;
  /** Something of an answer came, not only pings. */
  readonly hasContent: boolean;
  readonly text: string;
  readonly toolJson: string;
  /** The closing usage, as it was told. */
  readonly usage: JsonObject | null;
  /** Everything that no client should be sent. */
  readonly problems: readonly string[];
}

interface State {
  readonly problems: string[];
  terminal: 'end' | 'error' | null;
  hasContent: boolean;
  text: string;
  toolJson: string;
  usage: JsonObject | null;
  stage: 'waiting' | 'begun' | 'finished';
  openBlock: number | null;
  nextBlock: number;
}

export function readStream(dialect: ClientDialect, bytes: Uint8Array): ReadStream {
  const state: State = {
    problems: [],
    terminal: null,
    hasContent: false,
    text: '',
    toolJson: '',
    usage: null,
    stage: 'waiting',
    openBlock: null,
    nextBlock: 0,
  };
  const events = new TextDecoder('utf-8', { fatal: true }).decode(bytes).split('\n\n');
  if (events.pop() !== '') state.problems.push('an event that is not whole');
  for (const event of events) {
    const data = /^data: ?(.*)$/m.exec(event)?.[1];
    if (data === undefined) {
      if (!/^(:.*)?$/.test(event)) state.problems.push(`no event: ${event}`);
    } else READERS[dialect](state, data);
  }
  return state;
}

const READERS: Readonly<Record<ClientDialect, (state: State, data: string) => void>> = {
  'anthropic-messages': readAnthropicEvent,
  'openai-chat': readOpenaiEvent,
  'openai-responses': readResponsesEvent,
};

function readAnthropicEvent(state: State, data: string): void {
  const event = parse(state, data);
  const type = typeof event['type'] === 'string' ? event['type'] : '';
  if (type === 'ping') return;
  beforeEnd(state, type);
  const delta = isObject(event['delta']) ? event['delta'] : {};
  switch (type) {
    case 'error':
      state.terminal = 'error';
      return;
    case 'message_start':
      expect(state, state.stage === 'waiting', 'a second message_start');
      state.stage = 'begun';
      break;
    case 'content_block_start':
      expect(state, state.stage === 'begun' && state.openBlock === null, 'a block out of place');
      expect(state, event['index'] === state.nextBlock, 'a block with a wrong number');
      state.openBlock = state.nextBlock++;
      break;
    case 'content_block_delta':
      expect(state, event['index'] === state.openBlock, 'a delta of no open block');
      state.text += typeof delta['text'] === 'string' ? delta['text'] : '';
      state.toolJson += typeof delta['partial_json'] === 'string' ? delta['partial_json'] : '';
      break;
    case 'content_block_stop':
      expect(state, event['index'] === state.openBlock, 'the end of no open block');
      state.openBlock = null;
      break;
    case 'message_delta':
      expect(state, state.stage === 'begun' && state.openBlock === null, 'message_delta too early');
      state.stage = 'finished';
      state.usage = isObject(event['usage']) ? event['usage'] : null;
      break;
    case 'message_stop':
      expect(state, state.stage === 'finished', 'message_stop before message_delta');
      state.terminal = 'end';
      break;
    default:
      state.problems.push(`an unknown event: ${type}`);
  }
  state.hasContent = true;
}

function readOpenaiEvent(state: State, data: string): void {
  beforeEnd(state, data);
  if (data === '[DONE]') {
    expect(state, state.stage === 'finished', '[DONE] before a finish reason');
    state.terminal = 'end';
    state.hasContent = true;
    return;
  }
  const chunk = parse(state, data);
  if (isObject(chunk['error']) || typeof chunk['error'] === 'string') {
    state.terminal = 'error';
    return;
  }
  state.hasContent = true;
  const choices = Array.isArray(chunk['choices']) ? chunk['choices'].filter(isObject) : [];
  for (const choice of choices) readChoice(state, choice);
  if (isObject(chunk['usage'])) state.usage = chunk['usage'];
}

function readResponsesEvent(state: State, data: string): void {
  const event = parse(state, data);
  const type = typeof event['type'] === 'string' ? event['type'] : '';
  beforeEnd(state, type);
  const delta = typeof event['delta'] === 'string' ? event['delta'] : '';
  switch (type) {
    case 'error':
      state.terminal = 'error';
      return;
    case 'response.created':
      expect(state, state.stage === 'waiting', 'a second response.created');
      state.stage = 'begun';
      break;
    case 'response.output_item.added':
      expect(state, state.openBlock === null, 'an item inside another');
      expect(state, event['output_index'] === state.nextBlock, 'an item with a wrong number');
      state.openBlock = state.nextBlock++;
      break;
    case 'response.output_item.done':
      expect(state, event['output_index'] === state.openBlock, 'the end of no open item');
      state.openBlock = null;
      break;
    case 'response.output_text.delta':
      state.text += delta;
      break;
    case 'response.function_call_arguments.delta':
      state.toolJson += delta;
      break;
    case 'response.completed':
    case 'response.incomplete': {
      expect(state, state.openBlock === null, 'an end inside an item');
      const response = isObject(event['response']) ? event['response'] : {};
      state.usage = isObject(response['usage']) ? response['usage'] : null;
      state.terminal = 'end';
      break;
    }
    default:
      expect(state, type.startsWith('response.'), `an unknown event: ${type}`);
  }
  expect(state, state.stage !== 'waiting', `something before response.created: ${type}`);
  state.hasContent = true;
}

function readChoice(state: State, choice: JsonObject): void {
  const delta = isObject(choice['delta']) ? choice['delta'] : {};
  const isFirst = state.stage === 'waiting';
  expect(state, isFirst === (delta['role'] !== undefined), 'a role chunk that is not the first');
  expect(state, state.stage !== 'finished', 'a choice after the finish reason');
  if (isFirst) state.stage = 'begun';
  if (typeof delta['content'] === 'string') state.text += delta['content'];
  const calls = Array.isArray(delta['tool_calls']) ? delta['tool_calls'].filter(isObject) : [];
  for (const call of calls) {
    const called = isObject(call['function']) ? call['function'] : {};
    state.toolJson += typeof called['arguments'] === 'string' ? called['arguments'] : '';
  }
  if (typeof choice['finish_reason'] === 'string') state.stage = 'finished';
}

function parse(state: State, data: string): JsonObject {
  try {
    const value: unknown = JSON.parse(data);
    if (isObject(value)) return value;
  } catch {
    // Told below.
  }
  state.problems.push(`an event that is not JSON: ${data.slice(0, 80)}`);
  return {};
}

function beforeEnd(state: State, what: string): void {
  expect(state, state.terminal === null, `something after the end: ${what.slice(0, 80)}`);
}

function expect(state: State, holds: boolean, problem: string): void {
  if (!holds) state.problems.push(problem);
}
