/**
 * The field that bounds the answer. OpenAI's own reasoning models refuse `max_tokens`; many compatible
 * servers know nothing else. So the newer name goes only to ids that are OpenAI's reasoning models
 * (`gpt-5` and later, `o1`, `o3`, …), also behind an aggregator's prefix (`openai/gpt-5`).
 */
export function outputLimitField(modelId: string): 'max_tokens' | 'max_completion_tokens' {
  const id = modelId.slice(modelId.lastIndexOf('/') + 1);
  return REASONING_MODEL.test(id) ? 'max_completion_tokens' : 'max_tokens';
}

const REASONING_MODEL = /^(?:gpt-[5-9]|o\d)/;
