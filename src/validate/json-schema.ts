import { schemaViolation } from './schema-violation.ts';
import { callsTools, parseAnswer } from './json.ts';
import type { Validator } from './validator.ts';

/** The answer is JSON of the shape that was asked for. */
export const jsonSchema: Validator = {
  name: 'json_schema',
  applies: (call) => call.outputFormat?.kind === 'json-schema',
  check(answer, call) {
    if (call.outputFormat?.kind !== 'json-schema' || callsTools(answer)) return null;
    const parsed = parseAnswer(answer);
    if (parsed === null) return 'not JSON';
    return schemaViolation(parsed.value, call.outputFormat.schema);
  },
};
