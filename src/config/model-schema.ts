import { z } from 'zod';
import { EFFORTS } from '../core/model.ts';
import type { Effort } from '../core/model.ts';
import { dollarsField, tokensField } from './policy-fields.ts';

/** The `models` section: what the catalog does not know, or knows differently from this user. */
/** Marks, for the schema that editors read, a list that may be written as its one entry. */
export const ONE_OR_MORE = 'x-one-or-more';

const priceShape = {
  input: dollarsField,
  output: dollarsField,
  cache_read: dollarsField.optional(),
  cache_write_5m: dollarsField.optional(),
  cache_write_1h: dollarsField.optional(),
  up_to_prompt_tokens: tokensField.nullable().optional(),
};

const effortField = z.enum(EFFORTS as readonly [Effort, ...Effort[]]);

const capabilitiesShape = {
  tools: z.boolean(),
  forced_tool_choice: z.boolean(),
  images: z.boolean(),
  documents: z.boolean(),
  structured_output: z.boolean(),
  sampling_parameters: z.boolean(),
  sampling_together: z.boolean(),
  stop_sequences: z.boolean(),
  prefill: z.boolean(),
  system_messages: z.boolean(),
  chat_tools: z.enum(['any', 'without_effort', 'none']),
  thinking: z.array(z.enum(['disabled', 'between_tools', 'adaptive', 'budget'])),
  disabled_thinking_up_to: effortField,
  thinking_displays: z.array(z.string().min(1)),
  thinking_bound_to: z.enum(['model', 'account']),
  smallest_budget: tokensField,
  efforts: z.array(effortField),
  message_settings: z.boolean(),
  deferred_tools: z.boolean(),
  refused_betas: z.array(z.string().min(1)),
  effort_beta: z.string().min(1),
};

const modelShape = {
  kind: z.enum(['anthropic', 'openai-compatible', 'ollama']),
  label: z.string().min(1).max(120),
  aliases: z.array(z.string().min(1)),
  context_tokens: tokensField,
  output_tokens: tokensField,
  characters_per_token: z.number().min(0.5).max(20),
  /** One price, or a list of bands by size of the prompt. */
  price: z
    .preprocess(
      (value): unknown => (Array.isArray(value) ? value : [value]),
      z.array(z.strictObject(priceShape)).min(1),
    )
    .meta({ [ONE_OR_MORE]: true }),
  capabilities: z.strictObject(capabilitiesShape).partial(),
};

export const modelSchema = z.strictObject(modelShape).partial();

export type ModelSection = z.infer<typeof modelSchema>;
export type PriceSection = NonNullable<ModelSection['price']>[number];

export const MODEL_SECTIONS: Readonly<Record<string, readonly string[]>> = {
  'models.*': Object.keys(modelShape),
  'models.*.price': Object.keys(priceShape),
  'models.*.price.*': Object.keys(priceShape),
  'models.*.capabilities': Object.keys(capabilitiesShape),
};
