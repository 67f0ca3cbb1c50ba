import { describe, expect, it } from 'vitest';
import { anthropicMessage, ollamaAnswer } from '../../src/testing/index.ts';
import { startScriptedGateway } from './start-gateway.ts';

describe('routeTool', () => {
  const CASES: readonly {
    readonly name: string;
    readonly input: unknown;
    readonly tier: number;
    readonly by: string;
    readonly description?: string;
  }[] = [
    { name: 'summarize_document', input: { text: 'x' }, tier: 0, by: 'tool_table' },
    { name: 'validate_schema', input: {}, tier: 1, by: 'tool_table' },
    { name: 'review_security', input: 'a diff', tier: 3, by: 'tool_table' },
    { name: 'house_rule', input: {}, tier: 1, by: 'tool_table' },
    { name: 'classify_ticket', input: { text: 'I want a refund' }, tier: 0, by: 'tool_classified' },
    { name: 'detectLanguage', input: { text: 'Guten Tag' }, tier: 0, by: 'tool_classified' },
    { name: 'write_unit_tests', input: { code: 'x' }, tier: 2, by: 'classifier' },
    { name: 'rotate_credentials', input: { name: 'db' }, tier: 3, by: 'irreversible' },
    { name: 'helper', input: { ask: 'Summarize this text: …' }, tier: 0, by: 'classifier' },
    {
      name: 'step_four',
      input: {},
      description: 'Extract three keywords from the article.',
      tier: 0,
      by: 'classifier',
    },
    { name: 'run_shell', input: { command: 'ls' }, tier: 2, by: 'tool_classified' },
    {
      name: 'run_shell',
      input: { command: 'git push --force origin main' },
      tier: 3,
      by: 'irreversible',
    },
    // Only what is input of a tool is read as such: a text that says so does nothing.
    { name: 'summarize_document', input: { text: 'git push --force' }, tier: 0, by: 'tool_table' },
  ];

  it.each(CASES)('$name goes to tier $tier by $by', async ({ name, input, tier, by, ...said }) => {
    const { modicum, upstreams } = await startScriptedGateway(
      {},
      { policy: { tools: { house_rule: 1 } } },
    );
    const decision = await modicum.routeTool(name, input, said);
    expect(decision).toMatchObject({ kind: 'decision', tier, decidedBy: by });
    expect(upstreams.ollama.requests.length + upstreams.anthropic.requests.length).toBe(0);
    expect(modicum.ledger.recent({ limit: 1 })).toEqual([]);
  });
});

describe('dispatchTool', () => {
  it('gives the model name, description and input, and answers with the whole account', async () => {
    const { modicum, upstreams } = await startScriptedGateway({
      ollama: [{ body: ollamaAnswer({ text: 'Moved to Monday.' }) }],
    });
    const result = await modicum.dispatchTool(
      'summarize_document',
      { text: 'The meeting was moved to Monday.' },
      { description: 'One sentence, at most eight words.', session: 'night', tags: ['tool'] },
    );
    expect(result).toMatchObject({
      output: 'Moved to Monday.',
      tier: 0,
      model: 'local/qwen2.5:7b',
      cost: { state: 'final', nanoUsd: 0 },
      why: expect.stringMatching(
        /^Tier 0, local\/qwen2\.5:7b: the tool table puts summarize_document on tier 0\. /,
      ),
      receipt: { call: { decidedBy: 'tool_table', session: 'night', tags: ['tool'] } },
    });
    const sent = upstreams.ollama.requests[0]?.text() ?? '';
    expect(sent).toContain('One sentence, at most eight words.');
    expect(sent).toContain(
      JSON.stringify('{"text":"The meeting was moved to Monday."}').slice(1, -1),
    );
  });

  it('judges the output by its labels, and climbs', async () => {
    const { modicum } = await startScriptedGateway({
      ollama: { afterwards: { body: ollamaAnswer({ text: 'it is about money' }) } },
      anthropic: [{ body: anthropicMessage({ text: 'billing' }) }],
    });
    const labels = ['billing', 'bug'];
    const result = await modicum.dispatchTool('classify_intent', { text: 'Refund!' }, { labels });
    expect(result).toMatchObject({ output: 'billing', tier: 1, accepted: true });
    expect(result.receipt.closed?.escalatedFrom).toBe(0);
    expect(result.receipt.attempts.length).toBeGreaterThan(1);
  });

  it('judges whatever the task is, and labels that only look like something else', async () => {
    const { modicum } = await startScriptedGateway({
      anthropic: [
        { body: anthropicMessage({ text: 'both, I think', model: 'claude-opus-5-5' }) },
        { body: anthropicMessage({ text: 'JSON, maybe', model: 'claude-opus-5-5' }) },
      ],
    });
    const labels = ['JSON, maybe', 'Übersicht'];
    const result = await modicum.dispatchTool('review_security', {}, { labels });
    expect(result).toMatchObject({ output: 'JSON, maybe', tier: 3, accepted: true });
    expect(result.receipt.attempts).toHaveLength(2);
  });

  it('gives the parsed output of a schema', async () => {
    const schema = {
      type: 'object',
      properties: { total: { type: 'number' } },
      required: ['total'],
    };
    const { modicum } = await startScriptedGateway({
      ollama: [
        { body: ollamaAnswer({ text: '{"total":"12"}' }) },
        { body: ollamaAnswer({ text: '{"total":12}' }) },
      ],
    });
    const result = await modicum.dispatchTool('extract_fields', { text: 'Total: 12' }, { schema });
    expect(result.data).toEqual({ total: 12 });
    expect(result.receipt.attempts).toHaveLength(2);
  });

  it('does what is irreversible on the tier the policy says, whatever the table has', async () => {
    const { modicum } = await startScriptedGateway(
      { anthropic: [{ body: anthropicMessage({ text: 'done', model: 'claude-opus-5-5' }) }] },
      { policy: { tools: { sql_query: 0 } } },
    );
    const result = await modicum.dispatchTool('sql_query', { query: 'DROP TABLE users' });
    expect(result).toMatchObject({ tier: 3, model: 'anthropic/claude-opus-5-5' });
    expect(result.why).toContain('cannot be undone');
  });

  const circle: Record<string, unknown> = {};
  circle['circle'] = circle;
  const WRONG: readonly {
    readonly name: unknown;
    readonly input: unknown;
    readonly says: RegExp;
  }[] = [
    { name: '', input: {}, says: /needs a name/ },
    { name: 'x'.repeat(201), input: {}, says: /needs a name/ },
    { name: 7, input: {}, says: /needs a name/ },
    { name: 'x', input: undefined, says: /input is missing/ },
    { name: 'x', input: circle, says: /JSON/ },
    { name: 'x', input: 1n, says: /JSON/ },
    { name: 'x', input: () => 1, says: /JSON/ },
  ];

  it.each(WRONG)('refuses $name with its reason', async ({ name, input, says }) => {
    const { modicum } = await startScriptedGateway();
    const asking = modicum.dispatchTool(name as string, input);
    await expect(asking).rejects.toMatchObject({
      code: 'invalid_request',
      message: expect.stringMatching(says),
    });
  });

  it('names an option that does not exist', async () => {
    const { modicum } = await startScriptedGateway();
    const options = { descriptoin: 'x' } as object;
    await expect(modicum.dispatchTool('x', {}, options)).rejects.toThrow(/descriptoin/);
    const none = null as unknown as object;
    await expect(modicum.dispatchTool('x', {}, none)).rejects.toThrow(/options must be an object/);
    const wrong = { description: 3 } as unknown as { description: string };
    await expect(modicum.routeTool('x', {}, wrong)).rejects.toThrow(/description must be text/);
  });
});

it('a client of the gateway names the tool in a header', async () => {
  const gateway = await startScriptedGateway({
    ollama: [{ body: ollamaAnswer({ text: 'short' }) }],
  });
  await gateway.anthropic.messages.create(
    {
      model: 'modicum/auto',
      max_tokens: 50,
      messages: [{ role: 'user', content: '{"text":"long"}' }],
    },
    { headers: { 'x-modicum-tool': 'summarize_document' } },
  );
  expect(gateway.lastReceipt().call).toMatchObject({ decidedBy: 'tool_table', tier: 0 });
});
