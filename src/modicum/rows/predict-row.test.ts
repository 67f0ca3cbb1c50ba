import { describe, expect, it } from 'vitest';
import { createModicum } from '../../modicum.ts';
import type { Prediction, Unpredicted } from './predict-row.ts';

const quiet = { environment: { HOME: '/nowhere' }, log: () => {} };

async function predict(rows: readonly unknown[], all = false) {
  const modicum = createModicum(quiet);
  const found: (Prediction | Unpredicted)[] = [];
  for await (const one of modicum.classifyMany(rows, { all })) found.push(one);
  await modicum.close();
  return found;
}

const DANGEROUS = {
  messages: [
    { role: 'user', content: 'Clean up.' },
    {
      role: 'assistant',
      content: [
        { type: 'tool_use', id: 't', name: 'bash', input: { command: 'git push --force' } },
      ],
    },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: 'done' }] },
  ],
  tools: [{ name: 'bash', input_schema: { type: 'object' } }],
};

describe('classifyMany', () => {
  it('predicts each row in its order and goes on after one that is none', async () => {
    const found = await predict([
      'Translate "good morning" to Dutch',
      {},
      { id: 'x', text: 'Sum 1 and 2' },
    ]);
    expect(found.map(({ id }) => id)).toEqual([1, 2, 'x']);
    expect(Object.keys(found[0] ?? {})).toEqual([
      'id',
      'taskType',
      'tier',
      'confidence',
      'pStrong',
      'complexity',
      'reasons',
    ]);
    expect(found[0]).toMatchObject({ taskType: 'translate' });
    expect(found[1]).toHaveProperty('error');
  });

  it('decides the same for a body as it stands in a file, whatever dialect it is in', async () => {
    const messages = [{ role: 'user', content: 'Translate hello to French' }];
    const found = await predict([
      'Translate hello to French',
      { id: 2, messages },
      { id: 3, type: 'translate', input: messages },
      { id: 4, model: 'gpt-5', messages },
      { id: 5, model: 'llama3', messages, options: { num_ctx: 8_192 } },
      messages,
    ]);
    const tiers = found.map((one) => ('error' in one ? one.error : one.tier));
    expect(new Set(tiers).size).toBe(1);
    expect(tiers[0]).toBeTypeOf('number');
  });

  it.each([[undefined], ['abc'], [7], [{ text: 'a' }]])(
    'takes a list, and says so to %j',
    async (rows) => {
      const modicum = createModicum(quiet);
      const many = modicum.classifyMany as (given: unknown) => unknown;
      expect(() => many(rows)).toThrow(
        expect.objectContaining({
          code: 'invalid_request',
          message: expect.stringContaining('classifyMany takes a list of rows'),
        }),
      );
      await modicum.close();
    },
  );

  it('decides as the policy does: tool calls that cannot be undone lift', async () => {
    const [found] = await predict([DANGEROUS]);
    expect(found).toMatchObject({ tier: 3, reasons: expect.arrayContaining(['irreversible']) });
  });

  it('says what classify says of the same text', async () => {
    const modicum = createModicum(quiet);
    const text = 'Refactor the parser so that it streams';
    const { tier, taskType, reasons } = modicum.classify(text);
    await modicum.close();
    expect(await predict([text])).toMatchObject([{ tier, taskType, reasons }]);
  });

  it('heeds what a program says of a call', async () => {
    const modicum = createModicum(quiet);
    const { tier, reasons } = modicum.classify({
      input: 'Say hi',
      tier: 3,
      model: 'modicum/tier-1',
    });
    await modicum.close();
    expect({ tier, first: reasons[0] }).toEqual({ tier: 3, first: 'header_tier' });
  });

  it('tells everything when asked', async () => {
    const [found] = await predict(['Translate "good morning" to Dutch'], true);
    expect(found).toMatchObject({
      tiers: expect.any(Array),
      stakes: expect.any(Number),
      kind: expect.any(String),
      model: expect.stringContaining('/'),
    });
  });

  it('reads no row before it is asked for the next prediction', async () => {
    let given = 0;
    const rows = function* () {
      for (;;) {
        given += 1;
        yield 'hi';
      }
    };
    const modicum = createModicum(quiet);
    const predictions = modicum.classifyMany(rows());
    for (let asked = 1; asked <= 300; asked += 1) {
      await predictions.next();
      expect(given).toBe(asked);
    }
    await predictions.return?.();
    await modicum.close();
  });
});
