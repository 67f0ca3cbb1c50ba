import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../core/json.ts';
import { sampleCall } from '../testing/policy.ts';
import { callShape } from './call-shape.ts';

function shapeOf(schema: JsonObject): string | null {
  const outputFormat = { kind: 'json-schema', name: null, schema, strict: null } as const;
  return callShape(sampleCall({ outputFormat }))?.name ?? null;
}

describe('the form of a call', () => {
  it.each<[name: string | null, properties: JsonObject]>([
    [null, {}],
    ['schema:title', { title: { type: 'string' } }],
    ['schema:boolean', { ok: { type: 'boolean' } }],
    ['schema:boolean', { ok: { type: 'boolean' }, reason: { type: 'string' } }],
    ['schema:fields', { ok: { type: 'boolean' }, a: {}, b: {} }],
    ['schema:fields', { a: { type: 'boolean' }, b: { type: 'boolean' } }],
    ['schema:enum', { label: { enum: ['a', 'b'] } }],
    ['schema:enum', { label: { enum: ['a'] }, why: { type: 'string' }, sure: {} }],
    ['schema:fields', { label: { enum: ['a'] }, a: {}, b: {}, c: {} }],
    ['schema:fields', { name: { type: 'string' }, age: { type: 'number' } }],
    ['schema:fields', { odd: null, list: [], text: 'x' }],
  ])('%s: %j', (name, properties) => {
    expect(shapeOf({ type: 'object', properties })).toBe(name);
  });

  it('says nothing without a schema, or with one of no fields', () => {
    expect(callShape(sampleCall())).toBeNull();
    expect(callShape(sampleCall({ outputFormat: { kind: 'json-object' } }))).toBeNull();
    expect(shapeOf({})).toBeNull();
    expect(shapeOf({ properties: ['a'] })).toBeNull();
    expect(shapeOf({ properties: 'a' })).toBeNull();
  });

  it('names a type of work with it', () => {
    const schema = { properties: { title: { type: 'string' } } };
    const outputFormat = { kind: 'json-schema', name: null, schema, strict: null } as const;
    expect(callShape(sampleCall({ outputFormat }))?.taskType).toBe('generate_title');
  });
});
