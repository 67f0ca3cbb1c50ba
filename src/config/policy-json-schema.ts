import { z } from 'zod';
import { isObject } from '../core/json.ts';
import { ONE_OR_MORE } from './model-schema.ts';
import { ALONE, policyFileSchema } from './policy-schema.ts';

/**
 * What editors know of `modicum.yaml`: keys, values, forms. Less than Modicum itself checks, which also
 * holds the parts against each other and against the catalog.
 */
export function policyJsonSchema(): object {
  const { $schema, ...schema } = z.toJSONSchema(policyFileSchema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      widen(jsonSchema);
    },
  });
  return {
    $schema,
    title: 'modicum.yaml',
    description: 'The policy of Modicum: which model gets which work. See docs/configuration.md.',
    ...schema,
    required: ['version'],
  };
}

/** Maps and lists that may be written shorter. */
function widen(schema: Record<string, unknown>): void {
  const alone = schema[ALONE];
  const isOneOrMore = schema[ONE_OR_MORE] === true;
  delete schema[ALONE];
  delete schema[ONE_OR_MORE];
  if (typeof alone !== 'string' && !isOneOrMore) return;
  const whole = { ...schema };
  for (const key of Object.keys(schema)) delete schema[key];
  const short = isOneOrMore ? whole['items'] : propertyOf(whole, String(alone));
  schema['anyOf'] = [short, whole];
}

function propertyOf(schema: Readonly<Record<string, unknown>>, key: string): unknown {
  const { properties } = schema;
  return isObject(properties) ? (properties[key] ?? {}) : {};
}
