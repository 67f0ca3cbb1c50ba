import { seededRandom, type Random } from '../../testing/seeded-random.ts';
import { longDocument } from './workload/documents.ts';
import { fill } from './workload/fill.ts';
import { messageTask } from './workload/messages.ts';
import { codingTask } from './workload/programming.ts';
import { rareWork, type RareWork } from './workload/rare-work.ts';
import { extractionTask, validationTask } from './workload/records.ts';
import type { Heartbeat, ModelWork, WorkItem } from './workload/work-item.ts';
import { writingBrief } from './workload/writing.ts';

export type { Heartbeat, ModelWork, WorkGroup, WorkItem, WorkTool } from './workload/work-item.ts';

/** Sizes are meant in tokens of four characters, as in the founding articles. */
const CHARACTERS_PER_TOKEN = 4;

/** One day by the founding articles: how many calls of each kind, and how long their prompts are. */
const MIX: readonly {
  readonly prefix: string;
  readonly count: number;
  readonly promptTokens: number;
  make(characters: number, random: Random): RareWork;
}[] = [
  { prefix: 'intent', count: 120, promptTokens: 800, make: intent },
  { prefix: 'summary', count: 40, promptTokens: 3200, make: summary },
  { prefix: 'extract', count: 80, promptTokens: 600, make: extraction },
  { prefix: 'validate', count: 60, promptTokens: 400, make: validation },
  { prefix: 'content', count: 15, promptTokens: 2000, make: content },
  { prefix: 'code', count: 10, promptTokens: 4000, make: code },
];

/** From 07:00 until 22:50, every ten minutes. */
const HEARTBEATS = 96;
const FIRST_MINUTE = 7 * 60;
const HEARTBEAT_MINUTES = 10;

/**
 * A day of an agent that looks after a small shop, in the order it happens. The same seed gives the same
 * day, byte for byte.
 *
 * @example
 * const calls = dayOfAgentWork({ seed: 7 }).filter((item) => item.kind === 'model');
 */
export function dayOfAgentWork(options: { readonly seed: number }): readonly WorkItem[] {
  const { seed } = options;
  const mixed = MIX.flatMap(({ prefix, count, promptTokens, make }) =>
    Array.from({ length: count }, (_, at) => {
      const random = seededRandom(seed, prefix, at);
      // A fifth more or less: real prompts are not all of one length.
      const characters = promptTokens * CHARACTERS_PER_TOKEN * (0.8 + random.next() * 0.4);
      return placed(make(characters, random), numbered(prefix, at), random);
    }),
  );
  const rare = rareWork(seededRandom(seed, 'rare')).map((work, at) => {
    return placed(work, numbered('rare', at), seededRandom(seed, 'rare', at));
  });
  const beats = Array.from({ length: HEARTBEATS }, (_, at) => heartbeat(at, seed));
  return [...mixed, ...rare, ...beats].toSorted((a, b) => a.minute - b.minute);
}

function intent(characters: number, random: Random): RareWork {
  const { instruction, labels, message } = messageTask(characters, random);
  const base = {
    group: 'intent classification' as const,
    taskType: 'classify_intent' as const,
    truth: 'classify_intent' as const,
    prompt: message,
  };
  if (random.chance(0.7)) return { ...base, system: instruction, labels, maxTokens: 60 };
  return {
    ...base,
    system: `Classify the intent of the message. Labels: ${labels.join(', ')}. Give a confidence from 0 to 1 and the words that decided it.`,
    schema: {
      type: 'object',
      properties: {
        intent: { type: 'string', enum: labels },
        confidence: { type: 'number', minimum: 0, maximum: 1 },
        evidence: { type: 'string', maxLength: 160 },
      },
      required: ['intent', 'confidence', 'evidence'],
      additionalProperties: false,
    },
    maxTokens: 200,
  };
}

function summary(characters: number, random: Random): RareWork {
  const length = random.pick(['in about 250 words', 'in about 220 words', 'in about 280 words']);
  return {
    group: 'summaries',
    taskType: 'summarize',
    truth: 'summarize',
    system: `Summarize the text ${length} for someone who was not there. Keep names and figures.`,
    prompt: `Summarize the text below ${length}.\n\n<document>\n${longDocument(characters, random)}\n</document>`,
    maxTokens: 900,
    stream: random.chance(0.3),
    background: random.chance(0.4),
  };
}

function extraction(characters: number, random: Random): RareWork {
  const { what, fields, schema, text } = extractionTask(characters, random);
  const base = {
    group: 'field extraction' as const,
    taskType: 'extract_fields' as const,
    truth: 'extract_fields' as const,
    maxTokens: 400,
    background: random.chance(0.25),
  };
  if (random.chance(0.7)) {
    const system = `Extract the fields of ${what}. What is not stated is an empty string or 0.`;
    return { ...base, system, prompt: text, schema };
  }
  const system = `Extract fields from ${what}. Answer with JSON only, with the fields: ${fields.join(', ')}.`;
  return { ...base, system, prompt: text };
}

function validation(characters: number, random: Random): RareWork {
  const { text, schema } = validationTask(characters, random);
  return {
    group: 'schema validation',
    taskType: 'validate_schema',
    truth: 'validate_schema',
    system: 'Validate the record against the rules. Report every rule that it breaks.',
    prompt: text,
    schema,
    maxTokens: 400,
  };
}

function content(characters: number, random: Random): RareWork {
  return {
    group: 'content',
    taskType: 'long_form_writing',
    truth: 'long_form_writing',
    system: 'You write for the magazine of a bicycle shop. Do not invent figures.',
    prompt: writingBrief(characters, random),
    maxTokens: 2600,
    stream: true,
    pinnedModel: random.chance(0.12) ? 'claude-opus-5-5' : null,
  };
}

function code(characters: number, random: Random): RareWork {
  return {
    group: 'code',
    taskType: 'write_code',
    truth: 'write_code',
    system: 'You are a careful programmer. Give whole files, no fragments.',
    prompt: codingTask(characters, random),
    maxTokens: 4000,
    stream: true,
    pinnedModel: random.chance(0.25) ? 'claude-sonnet-5-5' : null,
  };
}

/** What every call needs besides its content. A third of the agents declare nothing. */
function placed(work: RareWork, id: string, random: Random): ModelWork {
  return {
    client: random.chance(0.5) ? 'anthropic' : 'openai',
    stream: false,
    pinnedModel: null,
    background: false,
    maxTokens: 1024,
    labels: null,
    schema: null,
    tools: [],
    image: null,
    ...work,
    kind: 'model',
    id,
    minute: FIRST_MINUTE + random.integer(0, HEARTBEATS * HEARTBEAT_MINUTES - 1),
    taskType: random.chance(1 / 3) ? null : work.taskType,
  };
}

function heartbeat(at: number, seed: number): Heartbeat {
  const random = seededRandom(seed, 'heartbeat', at);
  return {
    kind: 'none',
    id: numbered('heartbeat', at),
    minute: FIRST_MINUTE + at * HEARTBEAT_MINUTES,
    group: 'heartbeat',
    note: fill(random.pick(NOTES), random),
  };
}

const NOTES = [
  'Inbox: nothing new since {time}.',
  'Inbox: {1-4} messages, all of them already sorted.',
  'Coordination folder: the {team} left no task.',
  'Coordination folder: one note about the {topic}, for {weekday}.',
  'Inbox and folder: nothing to do.',
];

function numbered(prefix: string, at: number): string {
  return `${prefix}-${String(at + 1).padStart(3, '0')}`;
}
