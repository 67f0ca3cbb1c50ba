export { createMemoryLedger, memoryRows, type MemoryRows } from './memory-ledger.ts';
export {
  sampleCall,
  sampleCapabilities,
  sampleCatalog,
  sampleClassification,
  sampleConditions,
  sampleModel,
  samplePolicy,
  samplePrice,
  sampleProvider,
  sampleRule,
  sampleTasks,
  sampleTier,
} from './policy.ts';
export { createFakeClock, FAKE_NOW, type FakeClock } from './fake-clock.ts';
export {
  startScriptedUpstream,
  type ScriptedUpstream,
  type ScriptedUpstreamOptions,
} from './scripted-upstream.ts';
export type { RecordedRequest, RequestEnd } from './scripted/recorded-request.ts';
export {
  drip,
  splitAt,
  type Bytes,
  type HeldChunk,
  type ReplyHeaders,
  type ScriptedChunk,
  type ScriptedReply,
  type StreamedReply,
  type WholeReply,
} from './scripted/reply.ts';
export {
  ANTHROPIC_USAGE,
  anthropicError,
  anthropicErrorEvent,
  anthropicEvent,
  anthropicMessage,
  anthropicStream,
  type AnthropicAnswer,
  type AnthropicToolUse,
} from './scripted/anthropic-bodies.ts';
export {
  OPENAI_USAGE,
  openaiCompletion,
  openaiError,
  openaiEvent,
  openaiStream,
  type OpenaiAnswer,
  type OpenaiToolCall,
} from './scripted/openai-bodies.ts';
export {
  RESPONSES_USAGE,
  responsesAnswer,
  responsesErrorEvent,
  responsesEvent,
  responsesFailedEvent,
  responsesStream,
  type ResponsesAnswer,
  type ResponsesToolCall,
} from './scripted/openai-responses-bodies.ts';
export {
  ollamaAnswer,
  ollamaError,
  ollamaLine,
  ollamaStream,
  type OllamaAnswer,
} from './scripted/ollama-bodies.ts';
export { startSimulatedSetUp, type SimulatedSetUp } from './simulated-set-up.ts';
export {
  SIMULATED_OLLAMA_MODELS,
  SIMULATED_OPENAI_MODELS,
  startSimulatedUpstreams,
  type SimulatedUpstreams,
  type SimulationOptions,
} from './simulated-upstreams.ts';
export type { SimulatedOutcome, UpstreamCounts } from './simulated/tally.ts';
export { anthropicRequestFaults } from './strict/anthropic-request.ts';
export type { AnthropicRequest } from './strict/fault.ts';
export { strictReply } from './strict/strict-reply.ts';
export { responsesRequestFaults } from './strict/responses-request.ts';
export { ollamaRequestFaults, openaiRequestFaults } from './strict/other-request.ts';
