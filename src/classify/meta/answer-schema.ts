import type { JsonObject } from '../../core/json.ts';
import { TASK_TYPES } from '../../core/task.ts';
import { TIERS } from '../../core/tier.ts';

/** What an answer must be. Always the same, so that upstreams may keep what they make of it. */
export const ANSWER_SCHEMA: JsonObject = {
  type: 'object',
  properties: {
    task_type: { type: 'string', enum: TASK_TYPES },
    tier: { type: 'integer', enum: TIERS },
    confidence: { type: 'number', description: 'from 0 to 1' },
  },
  required: ['task_type', 'tier', 'confidence'],
  additionalProperties: false,
};
