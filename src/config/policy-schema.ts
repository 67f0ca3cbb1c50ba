import { z } from 'zod';
import { EFFORTS } from '../core/model.ts';
import type { Effort } from '../core/model.ts';
import { BINDABLE_PURPOSES, CLAUDE_CODE_LANES } from '../core/purpose.ts';
import { TASK_TYPES } from '../core/task.ts';
import { MODEL_SECTIONS, modelSchema } from './model-schema.ts';
import {
  byteSizeField,
  durationField,
  keyField,
  tierField,
  tokensField,
  unavailableField,
  written,
} from './policy-fields.ts';
import type { KeyPath } from './problem.ts';

/** Marks, for the schema that editors read, which of a map's values may stand for it. */
export const ALONE = 'x-alone';

/**
 * The shape of `modicum.yaml`, key by key; docs/configuration.md says what each one means. A key that
 * is not here is an error. The built-in file must say everything but the tasks, whose contracts are in
 * `core/tasks`; a user's file may leave out what it does not change.
 */
const providerShape = {
  kind: z.enum(['anthropic', 'openai-compatible', 'ollama']),
  url: z.string(),
  key: keyField,
  models: z.array(z.string().min(1)),
  responses: z.boolean(),
  require_local: z.boolean(),
  allow_http: z.boolean(),
  on_client_gone: z.enum(['cancel', 'drain']),
  simulated: z.boolean(),
};

const bindingShape = {
  model: z.string(),
  effort: z.enum(EFFORTS as readonly [Effort, ...Effort[]]).optional(),
};

const tierShape = {
  models: z.array(orAlone('model', z.strictObject(bindingShape))),
  max_prompt_tokens: tokensField.nullable(),
  max_answer_tokens: tokensField.nullable(),
  tokens_per_second: z.number().positive().max(1_000_000).nullable(),
  timeout: durationField({ from: '1s', to: '1h' }),
  retries: z.int().min(0).max(5),
  unavailable: unavailableField,
};

const complexityBound = z.int().min(0).max(11);
const complexityShape = {
  tier_0_below: complexityBound,
  tier_1_below: complexityBound,
  tier_3_above: complexityBound,
};

const routingShape = {
  default_tier: tierField,
  floor: tierField,
  cap: tierField,
  background_start: tierField,
  irreversible_tier: tierField,
  min_confidence: z.number().min(0).max(1),
  baseline_tier: tierField,
};

const askShape = {
  tier: z.union([z.literal('off'), z.literal(0), z.literal(1)]),
  below: z.number().min(0).max(1),
  max_cost_usd: z.number().min(0).max(1),
  deadline_ms: z.int().min(50).max(60_000),
};

const frequencyShape = {
  calls: z.int().min(0).max(100_000),
  window_minutes: z.int().min(1).max(1_440),
  cap: tierField,
};

const taskShape = {
  tier: tierField,
  floor: tierField,
  cap: tierField,
  delivery: z.enum(['buffered', 'streamed']),
  validate: z.array(z.string()),
  expected_output_tokens: tokensField,
  unavailable: unavailableField.nullable(),
  retries: z.int().min(0).max(5).nullable(),
  deadline: durationField({ from: '1s', to: '24h' }).nullable(),
  kind: z.enum(['judgment', 'processing']),
  stakes: z.enum(['low', 'high']),
  recoverable: z.boolean(),
  repeatable: z.boolean(),
  under_cost: z.number().min(1).max(100),
};

const ruleShape = { words: z.string().min(1).max(200), task: z.enum(TASK_TYPES) };

const rewriteShape = { from: z.string().min(1), to: z.string().min(1) };

const laneMode = z.enum(['observe', 'route', 'off']);
const claudeCodeShape = { main: laneMode, subagents: laneMode, background: laneMode };
const bindSchema = z.partialRecord(z.enum(BINDABLE_PURPOSES), z.string().min(1));

const repeatsShape = {
  max_entries: z.int().min(0).max(1_000_000),
  max_mb: z.int().min(1).max(4_096),
  ttl: durationField({ from: '1s', to: '24h' }),
  pins: z.boolean(),
};

const recordShape = {
  prompts: z.boolean(),
  days: z.int().min(1).max(365),
  max_rows: z.int().min(1).max(1_000_000),
};

const limitsShape = {
  attempts: z.int().min(1).max(20),
  deadline: durationField({ from: '1s', to: '24h' }),
  idle: durationField({ from: '1s', to: '1h' }),
  ping: durationField({ from: '1s', to: '10m' }),
  max_retry_after: durationField({ from: '0s', to: '10m' }),
  body: byteSizeField({ from: '1KB', to: '256MB' }),
};

const providerSchema = z.strictObject(providerShape).partial();
const tierSchema = z.strictObject(tierShape);
const complexitySchema = z.strictObject(complexityShape);
const askSchema = z.strictObject(askShape);
const taskSchema = orAlone('tier', z.strictObject(taskShape).partial());
const limitsSchema = z.strictObject(limitsShape);
const frequencySchema = z.strictObject(frequencyShape);
const repeatsSchema = z.strictObject(repeatsShape);
const recordSchema = z.strictObject(recordShape);
const modelFileField = z.string().min(1).max(4_096);

const names = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/);

/** Not left out even by users: it tells a whole file from a torn one, and this shape from the next. */
const version = written(
  (value) => (value === 1 ? 1 : null),
  'must be 1, the only version there is; write version: 1',
  { const: 1 },
);

/** What both files say in the same way. */
const sharedShape = {
  providers: z.record(names, providerSchema),
  tools: z.record(z.string().min(1).max(256), tierField),
  rules: z.array(z.strictObject(ruleShape)).max(1_000),
  rewrite: z.array(z.strictObject(rewriteShape)),
  models: z.record(z.string().min(1).max(256), modelSchema),
};

/** The built-in file, with the tasks of the contracts. */
export const completePolicySchema = z.strictObject({
  version,
  ...sharedShape,
  tiers: z.strictObject({ 0: tierSchema, 1: tierSchema, 2: tierSchema, 3: tierSchema }),
  routing: z.strictObject({ ...routingShape, complexity: complexitySchema }),
  classifier: z.strictObject({ model: modelFileField, ask: askSchema }),
  tasks: z.record(z.enum(TASK_TYPES), taskSchema),
  claude_code: z.strictObject({ ...claudeCodeShape, bind: bindSchema }),
  frequency: frequencySchema,
  limits: limitsSchema,
  repeats: repeatsSchema,
  record: recordSchema,
  convert: z.boolean(),
});

const someOfTier = tierSchema.partial();

const someOfPolicy = z
  .strictObject({
    ...sharedShape,
    tiers: z.strictObject({ 0: someOfTier, 1: someOfTier, 2: someOfTier, 3: someOfTier }).partial(),
    routing: z.strictObject({ ...routingShape, complexity: complexitySchema.partial() }).partial(),
    classifier: z.strictObject({ model: modelFileField, ask: askSchema.partial() }).partial(),
    tasks: z.partialRecord(z.enum(TASK_TYPES), taskSchema),
    claude_code: z.strictObject({ ...claudeCodeShape, bind: bindSchema }).partial(),
    frequency: frequencySchema.partial(),
    limits: limitsSchema.partial(),
    repeats: repeatsSchema.partial(),
    record: recordSchema.partial(),
    convert: z.boolean(),
  })
  .partial();

/** A user's file. */
export const policyFileSchema = z.strictObject({ version, ...someOfPolicy.shape });

/** The built-in policy, or one merged with a user's: every key has its value. */
export type CompletePolicy = z.infer<typeof completePolicySchema>;
/** What one file says. */
export type PolicyFile = z.infer<typeof policyFileSchema>;
export type ProviderSection = z.infer<typeof providerSchema>;
export type TierSection = z.infer<typeof tierSchema>;
export type TaskSection = z.infer<typeof taskSchema>;

/**
 * Every key there is, by where it stands; `*` is any name or place in a list. For error messages, which
 * name the nearest known key, and for the test that holds the documentation to it.
 */
export const SECTIONS: Readonly<Record<string, readonly string[]>> = {
  '': [
    'version',
    'providers',
    'tiers',
    'routing',
    'classifier',
    'tasks',
    'tools',
    'rules',
    'rewrite',
    'claude_code',
    'frequency',
    'limits',
    'repeats',
    'record',
    'convert',
    'models',
  ],
  'providers.*': Object.keys(providerShape),
  tiers: ['0', '1', '2', '3'],
  'tiers.*': Object.keys(tierShape),
  'tiers.*.models.*': Object.keys(bindingShape),
  routing: [...Object.keys(routingShape), 'complexity'],
  'routing.complexity': Object.keys(complexityShape),
  classifier: ['model', 'ask'],
  'classifier.ask': Object.keys(askShape),
  tasks: TASK_TYPES,
  'tasks.*': Object.keys(taskShape),
  'rules.*': Object.keys(ruleShape),
  'rewrite.*': Object.keys(rewriteShape),
  claude_code: [...CLAUDE_CODE_LANES, 'bind'],
  'claude_code.bind': BINDABLE_PURPOSES,
  frequency: Object.keys(frequencyShape),
  limits: Object.keys(limitsShape),
  repeats: Object.keys(repeatsShape),
  record: Object.keys(recordShape),
  ...MODEL_SECTIONS,
};

/** Keys that may stand at this place. */
export function knownKeys(path: KeyPath): readonly string[] {
  const section = Object.keys(SECTIONS).find((pattern) => isAt(pattern, path));
  return section === undefined ? [] : (SECTIONS[section] ?? []);
}

/** Maps that a user's file changes key by key; everything else is replaced whole. */
const MERGED: readonly string[] = [
  '',
  'providers',
  'providers.*',
  'tiers',
  'tiers.*',
  'routing',
  'routing.complexity',
  'classifier',
  'classifier.ask',
  'tasks',
  'tasks.*',
  'tools',
  'claude_code',
  'claude_code.bind',
  'frequency',
  'limits',
  'repeats',
  'record',
  'models',
  'models.*',
];

export function isMapOfPolicy(path: KeyPath): boolean {
  return MERGED.some((pattern) => isAt(pattern, path));
}

/** Maps whose keys are names that users choose. */
export function isNamedMap(path: KeyPath): boolean {
  return ['providers', 'tools', 'models'].some((pattern) => isAt(pattern, path));
}

const LISTS: readonly string[] = [
  'providers.*.models',
  'providers.*.key',
  'tiers.*.models',
  'tasks.*.validate',
  'rules',
  'rewrite',
  'models.*.aliases',
  'models.*.price',
  'models.*.capabilities.thinking',
  'models.*.capabilities.efforts',
];

export function isListOfPolicy(path: KeyPath): boolean {
  return LISTS.some((pattern) => isAt(pattern, path));
}

/** `tiers.*` is at `tiers.0`. */
function isAt(pattern: string, path: KeyPath): boolean {
  const parts = pattern === '' ? [] : pattern.split('.');
  return (
    parts.length === path.length &&
    parts.every((part, index) => part === '*' || part === String(path[index]))
  );
}

/** A map that may be shortened to the value of its main key: `1` for `{ tier: 1 }`. */
function orAlone<Schema extends z.ZodType>(key: string, schema: Schema) {
  return z
    .preprocess(
      (value) =>
        typeof value === 'number' || typeof value === 'string' ? { [key]: value } : value,
      schema,
    )
    .meta({ [ALONE]: key });
}
