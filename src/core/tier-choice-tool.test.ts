import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  sampleCall,
  sampleClassification,
  sampleConditions,
  samplePolicy,
} from '../testing/policy.ts';
import { NO_OPTIONS, type CallOptions } from './call-options.ts';
import type { Call, Message, ToolDefinition } from './call.ts';
import type { Classification } from './classification.ts';
import type { Json } from './json.ts';
import type { Policy } from './policy.ts';
import { chooseTier, type NamedWork } from './tier-choice.ts';

interface Asked {
  readonly call?: Partial<Call>;
  readonly options?: Partial<CallOptions>;
  readonly named?: Partial<NamedWork>;
  readonly policy?: Partial<Policy>;
  readonly saw?: Classification;
}

function choose({ call, options, named, policy, saw = sampleClassification(null) }: Asked) {
  const input = {
    call: sampleCall(call),
    classification: saw,
    policy: samplePolicy(policy),
    conditions: sampleConditions({ options: { ...NO_OPTIONS, ...options } }),
  };
  return chooseTier(input, { tier: null, task: null, putThereBy: null, ...named });
}

const tool = (name: string, description: string | null = null): ToolDefinition => ({
  name,
  description,
  inputSchema: {},
  strict: null,
});

/** An agent's turn: it called the tool and brings its result. */
function turn(name: string, input: Json = {}): readonly Message[] {
  return [
    { role: 'user', content: [{ type: 'text', text: 'Go on.' }] },
    { role: 'assistant', content: [{ type: 'tool-use', id: 't', name, input }] },
    {
      role: 'user',
      content: [
        {
          type: 'tool-result',
          toolUseId: 't',
          isError: false,
          content: [{ type: 'text', text: 'delete_everything deploy pay' }],
        },
      ],
    },
  ];
}

const says = (text: string): readonly Message[] => [
  { role: 'user', content: [{ type: 'text', text }] },
];

const CODE = sampleClassification('write_code');
const SUMMARY = sampleClassification('summarize');
const AGENT = [tool('get_issue'), tool('deploy_app'), tool('create_issue'), tool('delete_file')];

describe('the work of one tool that no table knows', () => {
  test.each<[string, Asked, number, string]>([
    ['named: it only reads', { options: { tool: 'get_payment' } }, 1, 'tool_classified'],
    ['named: it only reshapes', { options: { tool: 'parse_invoice' } }, 0, 'tool_classified'],
    ['named: it writes', { options: { tool: 'update_issue' } }, 2, 'default'],
    ['named: it lasts', { options: { tool: 'scale_cluster' } }, 3, 'tool_classified'],
    ['named: nothing to go by', { options: { tool: 'oracle' } }, 2, 'default'],
    [
      'named: what it is given counts',
      { options: { tool: 'manage_user' }, call: { messages: says('{"action":"delete"}') } },
      3,
      'tool_classified',
    ],
    [
      'named: its definition counts',
      { options: { tool: 'crm' }, call: { tools: [tool('crm', 'Searches contacts.')] } },
      1,
      'tool_classified',
    ],
    [
      'named, and surely judgment',
      { options: { tool: 'get_root_cause' }, saw: CODE },
      2,
      'classifier',
    ],
    [
      'named, and perhaps judgment',
      { options: { tool: 'get_root_cause' }, saw: sampleClassification('write_code', 0.3) },
      1,
      'tool_classified',
    ],
    ['the only one offered', { call: { tools: [tool('search_docs')] } }, 1, 'tool_classified'],
    [
      'the only one offered, and perhaps judgment',
      { call: { tools: [tool('search_docs')] }, saw: sampleClassification('write_code', 0.3) },
      2,
      'default',
    ],
    [
      'its result',
      { call: { tools: [tool('get_issue')], messages: turn('get_issue') } },
      1,
      'tool_classified',
    ],
    [
      'its result, and no tools any more',
      { call: { messages: turn('get_issue') } },
      1,
      'tool_classified',
    ],
    [
      'a result in a turn of an agent',
      { call: { tools: AGENT, messages: turn('get_issue') } },
      2,
      'default',
    ],
    [
      'the table goes before',
      { options: { tool: 'get_payment' }, policy: { tools: { get_payment: 3 } } },
      3,
      'tool_table',
    ],
    [
      'background starts lower',
      { options: { tool: 'get_payment', background: true } },
      0,
      'background',
    ],
  ])('%s', (_, asked, tier, decidedBy) => {
    expect(choose(asked)).toMatchObject({ tier, decidedBy });
  });
});

describe('a tool that is called lifts', () => {
  const deploys: Partial<Call> = { tools: AGENT, messages: turn('scale_cluster') };
  const writes: Partial<Call> = { tools: AGENT, messages: turn('create_issue') };
  test.each<[string, Asked, number, string]>([
    ['the classifier', { call: deploys, saw: SUMMARY }, 3, 'tool_classified'],
    ['the background', { call: deploys, options: { background: true } }, 3, 'tool_classified'],
    ['the default', { call: deploys }, 3, 'tool_classified'],
    [
      'to where the policy puts such work',
      { call: deploys, policy: { irreversible: { tier: 2 } }, saw: SUMMARY },
      2,
      'tool_classified',
    ],
    ['not what the call names', { call: deploys, named: { tier: 1 } }, 1, 'header_tier'],
    [
      'not a task the call names',
      { call: deploys, named: { task: 'summarize' } },
      0,
      'header_task',
    ],
    [
      'not what the table says',
      { call: deploys, policy: { tools: { scale_cluster: 1 } } },
      1,
      'tool_table',
    ],
    [
      'to the workhorse where it writes',
      { call: writes, policy: { defaultTier: 1 } },
      2,
      'tool_classified',
    ],
    ['not for writing where the type is sure', { call: writes, saw: SUMMARY }, 0, 'classifier'],
    [
      'not for writing in the background',
      { call: writes, options: { background: true } },
      0,
      'background',
    ],
    [
      'not where it only reads',
      { call: { tools: AGENT, messages: turn('get_issue') }, saw: SUMMARY },
      0,
      'classifier',
    ],
    [
      'not where nothing is known of it',
      { call: { tools: AGENT, messages: turn('oracle') }, saw: SUMMARY },
      0,
      'classifier',
    ],
    ['not because it is offered', { call: { tools: AGENT }, saw: SUMMARY }, 0, 'classifier'],
    [
      'not what cannot be undone, which says so itself',
      { call: { messages: turn('send_email') } },
      3,
      'irreversible',
    ],
  ])('%s', (_, asked, tier, decidedBy) => {
    expect(choose(asked)).toMatchObject({ tier, decidedBy });
  });

  it('with its evidence and the weight of each', () => {
    expect(choose({ call: deploys }).evidence).toBe(
      'the tool scale_cluster does what stays done (verb:scale 3)',
    );
  });
});

describe('any tool', () => {
  const names = fc.constantFrom(
    'get_issue',
    'parse_x',
    'create_issue',
    'delete_file',
    'oracle',
    'scale_cluster',
    'Bash',
  );
  const saw = fc.constantFrom(SUMMARY, CODE, sampleClassification(null));

  it('never lowers a turn of an agent', () => {
    fc.assert(
      fc.property(names, saw, (name, seen) => {
        const before = choose({ saw: seen, call: { tools: AGENT } });
        const after = choose({ saw: seen, call: { tools: AGENT, messages: turn(name) } });
        expect(after.tier).toBeGreaterThanOrEqual(before.tier);
      }),
    );
  });

  it('is judged by its call, never by what its result says', () => {
    fc.assert(
      fc.property(names, saw, fc.string(), (name, seen, text) => {
        const messages = turn(name);
        const other = messages.with(messages.length - 1, {
          role: 'user',
          content: [
            {
              type: 'tool-result',
              toolUseId: 't',
              isError: false,
              content: [{ type: 'text', text }],
            },
          ],
        });
        const one = choose({ saw: seen, call: { messages } });
        expect(choose({ saw: seen, call: { messages: other } })).toEqual(one);
      }),
    );
  });
});
