import type { JsonObject } from '../../core/json.ts';
import { numberOr, objectOr, objectsIn, textOr } from '../simulated/loose-json.ts';
import { when } from './fault.ts';
import {
  effortsOf,
  functionFaults,
  mostTokens,
  strangeParts,
  unknownFields,
} from './other-request.ts';

/** What OpenAI's Responses API would refuse, or should never have been told. */
export function responsesRequestFaults(body: JsonObject): readonly string[] {
  const model = textOr(body['model']);
  const tools = objectsIn(body['tools']);
  const limit = numberOr(body['max_output_tokens'], 16);
  const { effort } = objectOr(body['reasoning']);
  return [
    ...unknownFields(body, RESPONSES_FIELDS),
    ...strangeParts(body),
    ...inputFaults(objectsIn(body['input'])),
    ...functionFaults(tools),
    ...when([
      [tools.length === 0 && body['tools'] !== undefined, 'tools is empty'],
      [
        tools.length === 0 &&
          (body['tool_choice'] !== undefined || body['parallel_tool_calls'] !== undefined),
        'tool_choice is only allowed when tools are specified',
      ],
      [tools.some(({ strict }) => typeof strict !== 'boolean'), 'tools: unsaid means strict'],
      [limit > mostTokens(model), `${limit} tokens are above the limit`],
      [limit < 16, 'max_output_tokens must be at least 16'],
      [
        model.startsWith('gpt-5') && ['temperature', 'top_p'].some((name) => name in body),
        'sampling is not supported with this model',
      ],
      [effort !== undefined && !effortsOf(model).includes(textOr(effort)), 'reasoning.effort'],
      [body['store'] !== false, 'store: the answer would be kept'],
    ]),
  ];
}

const RESPONSES_FIELDS = [
  'model',
  'instructions',
  'input',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'max_output_tokens',
  'temperature',
  'top_p',
  'text',
  'reasoning',
  'store',
  'stream',
];

/** Every call of a tool is answered before anybody speaks again, and nothing else is. */
function inputFaults(items: readonly JsonObject[]): readonly string[] {
  const faults: string[] = [];
  let open: string[] = [];
  for (const [index, item] of items.entries()) {
    const fault = (text: string): number => faults.push(`input.${index}: ${text}`);
    const id = textOr(item['call_id']);
    switch (item['type']) {
      case 'function_call':
        open.push(id);
        break;
      case 'function_call_output':
        if (!open.includes(id)) fault(`no call has the id ${id}`);
        open = open.filter((one) => one !== id);
        break;
      case 'message':
        if (open.length > 0) fault(`the calls ${open.join(', ')} are not answered`);
        if (textOr(item['content']) === '' && objectsIn(item['content']).length === 0) {
          fault('content is empty');
        }
        break;
      default:
        fault(`item ${textOr(item['type'])} is not known`);
    }
  }
  const last = items.at(-1);
  if (last === undefined) faults.push('nobody asks anything');
  if (last?.['role'] === 'assistant') faults.push('the last message is the answer');
  return faults;
}
