import { isObject } from '../../core/json.ts';
import { seededRandom } from '../seeded-random.ts';
import type { ComposedReply } from './compose-reply.ts';

/**
 * The same reply as a small model gets it wrong: a label inside a sentence, JSON that is cut, wrapped in
 * talk, or short of a field. Prose and tool calls have no form to miss and stay as they are.
 */
export function spoilReply(reply: ComposedReply, seed: number, key: string): ComposedReply {
  if (reply.kind === 'tool' || reply.shape === 'prose') return reply;
  const random = seededRandom(seed, key, 'spoil');
  const spoil = random.pick(reply.shape === 'label' ? LABEL_FAULTS : JSON_FAULTS);
  return { ...reply, text: spoil(reply.text) };
}

type Fault = (text: string) => string;

const LABEL_FAULTS: readonly Fault[] = [
  (label) =>
    `I would say this is best described as "${label}", since that is what it is mostly about.`,
  (label) =>
    `It could be several of these, but probably ${label}. Let me know if you want more detail!`,
  () => 'other / unclear',
];

const JSON_FAULTS: readonly Fault[] = [
  (json) => json.slice(0, Math.max(1, Math.floor(json.length * 0.7))),
  (json) => `Here is what I found:\n${json.slice(0, -1)},\n  // the rest was not stated\n`,
  withoutFirstField,
];

function withoutFirstField(json: string): string {
  const value: unknown = JSON.parse(json);
  if (!isObject(value)) return json.slice(1);
  return JSON.stringify(Object.fromEntries(Object.entries(value).slice(1)));
}
