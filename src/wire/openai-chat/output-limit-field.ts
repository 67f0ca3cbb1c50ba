/**
 * The field that bounds the answer. OpenAI's own reasoning models refuse `max_tokens`; many compatible
 * servers know nothing else. So the newer name goes only to ids that are OpenAI's reasoning models
 * (`gpt-5` and later, `o1`, `o3`, …), also behind an aggregator's prefix (`openai/gpt-5`).
 */
export function outputLimitField(modelId: string): 'max_tokens' | 'max_completion_tokens' {
  return NEWER_MODEL.test(ownId(modelId)) ? 'max_completion_tokens' : 'max_tokens';
}

/** Is this one of OpenAI's models that reason? Those made for its chat (`gpt-5-chat-latest`) do not. */
export function isReasoningModel(modelId: string): boolean {
  const id = ownId(modelId);
  return NEWER_MODEL.test(id) && !id.includes('-chat');
}

function ownId(modelId: string): string {
  return modelId.slice(modelId.lastIndexOf('/') + 1);
}

const NEWER_MODEL = /^(?:gpt-[5-9]|o\d)/;
