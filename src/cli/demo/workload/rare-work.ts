import type { Random } from '../../../testing/seeded-random.ts';
import { paragraphs } from './fill.ts';
import type { ModelWork } from './work-item.ts';

/** What a draft of rare work says; id, time and client are given when the day is laid out. */
export type RareWork = Pick<ModelWork, 'group' | 'taskType' | 'truth' | 'system' | 'prompt'> &
  Partial<ModelWork>;

/** The few calls of a day that must not go wrong, those that carry tools or a picture, and one code can do. */
export function rareWork(random: Random): readonly RareWork[] {
  const context = () => paragraphs(CONTEXT, 1400, random).join('\n\n');
  return [
    {
      group: 'highest stakes',
      taskType: 'production_deploy',
      truth: 'production_deploy',
      system: 'You are the release engineer on duty.',
      prompt: `Deploy version 2.14 of the order service to production tonight: lay out the steps, the checks between them and the way back.\n\n${context()}`,
      maxTokens: 1500,
    },
    {
      group: 'highest stakes',
      taskType: null,
      truth: 'credential_change',
      system: 'You keep the keys and passwords of a web shop.',
      prompt: `Rotate the API keys of the payment gateway without a gap in service. Say in which order, and how each step is checked.\n\n${context()}`,
      maxTokens: 1200,
    },
    {
      group: 'highest stakes',
      taskType: null,
      truth: 'irreversible_action',
      system: 'You look after the databases of a web shop.',
      prompt: `Drop the production table of archived baskets and permanently delete all backups older than two years. What has to be true before, and what exactly is run?\n\n${context()}`,
      maxTokens: 1000,
    },
    {
      group: 'tools and images',
      taskType: null,
      truth: 'route_task',
      client: 'openai',
      system: 'You help the support desk and use the tools you are given.',
      prompt: 'Use look_up_order for this one and tell the customer where it is.\nOrder: WH-48213',
      tools: [LOOK_UP_ORDER],
      maxTokens: 400,
    },
    {
      group: 'tools and images',
      taskType: null,
      truth: 'route_task',
      client: 'anthropic',
      stream: true,
      system: 'You help the support desk and use the tools you are given.',
      prompt:
        'A customer from Ghent asks for another delivery day. Call change_delivery_day.\nOrder: WH-73055\nDay: 2026-11-24',
      tools: [LOOK_UP_ORDER, CHANGE_DELIVERY_DAY],
      maxTokens: 400,
    },
    {
      group: 'tools and images',
      taskType: null,
      truth: 'classify_text',
      client: 'anthropic',
      system: 'You sort photographs that customers send in.',
      prompt:
        'What does the photograph show? Answer with exactly one of these labels: scratch, dent, wrong colour, nothing wrong.',
      labels: ['scratch', 'dent', 'wrong colour', 'nothing wrong'],
      image: { mediaType: 'image/png', base64: GREY_SQUARE },
      maxTokens: 40,
    },
    {
      group: 'conversion',
      taskType: null,
      truth: 'format_convert',
      system: '',
      prompt: `Convert this CSV to JSON.\n\n${stockList(random)}`,
      maxTokens: 1000,
    },
  ];
}

/** Rows a program can put into any format by itself: no model is asked. */
function stockList(random: Random): string {
  const rows = ['tyre', 'chain', 'saddle', 'lamp', 'brake'].map(
    (part, at) => `BP-${100 + at},${part},${random.integer(0, 90)}`,
  );
  return ['article,part,stock', ...rows].join('\n');
}

const LOOK_UP_ORDER = {
  name: 'look_up_order',
  description: 'State, carrier and expected day of an order.',
  inputSchema: {
    type: 'object',
    properties: { order: { type: 'string' } },
    required: ['order'],
    additionalProperties: false,
  },
} as const;

const CHANGE_DELIVERY_DAY = {
  name: 'change_delivery_day',
  description: 'Moves the delivery of an order to another day.',
  inputSchema: {
    type: 'object',
    properties: { order: { type: 'string' }, day: { type: 'string' } },
    required: ['order', 'day'],
    additionalProperties: false,
  },
} as const;

/** A PNG of one grey pixel: small, and enough to make a call that only a seeing model can take. */
const GREY_SQUARE =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==';

const CONTEXT = [
  'The {system} runs on {3-12} machines in {city} and {3-12} in {city}.',
  'Traffic is lowest between {time} and {time}, when about {20-90} orders an hour come in.',
  'The last change of this kind, on {date}, took {20-90} minutes.',
  'The {team} has one person awake that night, {person}.',
  'The {system} reads its settings at start and never again.',
  'A copy of the {noun} table is taken every {2-6} hours.',
  'The partner in {city} has to be told {2-5} days ahead.',
  'If {metric} moves by more than {2-9} percent, we stop.',
  'The alarm goes to {phone} and to the {team}.',
  'Nothing may be lost that was paid for after {isodate}.',
];
