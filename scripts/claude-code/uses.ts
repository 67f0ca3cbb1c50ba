import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Scenario } from './scenario.ts';
import { callTool, say, type Body } from './scripted-model.ts';
import type { Performance } from './stage.ts';
import { startWebPage, type WebPage } from './web-page.ts';

const PRINT = ['-p', '--model', 'claude-opus-5-5'];

const WEB_MARKER = 'Web page content:\n---\nhello';

let page: WebPage | null = null;

const PAGE = `<html><body><h1>Tides</h1>${'<p>The sea comes and goes.</p>'.repeat(200)}</body></html>`;

/** What people do with it. */
export const USES: readonly Scenario[] = [
  {
    name: 'plain answer',
    args: [...PRINT, 'Say hello.'],
    model: ({ body }) => say(body, 'Hello from the script.'),
    check(seen) {
      answered(seen, 'Hello from the script.');
      bodiesUntouched(seen);
      return `1 answer, ${purposes(seen)}`;
    },
  },
  {
    name: 'Bash and Edit in a tool loop',
    args: [...PRINT, '--allowedTools', 'Bash,Edit,Read', '--', 'Change the file.'],
    prepare: (folder) => writeFileSync(join(folder, 'note.txt'), 'one two three\n'),
    model({ body, earlier, request }) {
      const cwd = /Primary working directory: ([^\\\n]+)/.exec(request.text())?.[1] ?? '.';
      const file = join(cwd, 'note.txt');
      if (earlier === 0)
        return callTool(body, 'Bash', { command: 'cat note.txt', description: 'Read' });
      if (earlier === 1) return callTool(body, 'Read', { file_path: file });
      if (earlier === 2) {
        return callTool(body, 'Edit', { file_path: file, old_string: 'two', new_string: '2' });
      }
      return say(body, 'Changed.');
    },
    check(seen) {
      answered(seen, 'Changed.');
      assert.equal(readFileSync(join(seen.folder, 'note.txt'), 'utf8'), 'one 2 three\n');
      assert.ok(seen.receipts.some(({ call }) => call.purpose === 'tool_continuation'));
      return purposes(seen);
    },
  },
  {
    name: 'sub-agent, bound to another model',
    needsModicum: true,
    args: [...PRINT, '--allowedTools', 'Agent', '--', 'Send an agent.'],
    policy: 'claude_code: { bind: { sub_agent: claude-haiku-5-5 } }\n',
    model({ body, earlier, request }) {
      if (request.headers['x-claude-code-agent-id'] !== undefined)
        return say(body, 'From the agent.');
      return earlier === 0
        ? callTool(body, 'Agent', {
            description: 'Look around',
            prompt: 'Look around and answer.',
            subagent_type: 'general-purpose',
            run_in_background: false,
          })
        : say(body, 'The agent is back.');
    },
    check(seen) {
      answered(seen, 'The agent is back.');
      const agent = seen.receipts.find(({ call }) => call.purpose === 'sub_agent');
      assert.equal(agent?.call.decidedBy, 'purpose_bound');
      assert.equal(agent?.closed?.servedModel, 'anthropic/claude-haiku-5-5');
      const main = seen.receipts.find(({ call }) => call.purpose === 'main');
      assert.equal(main?.closed?.servedModel, 'anthropic/claude-opus-5-5');
      return `sub-agent served by ${agent?.closed?.servedModel}, ${purposes(seen)}`;
    },
  },
  {
    name: 'sub-agent with tools, on a model of an older generation',
    needsModicum: true,
    args: [...PRINT, '--allowedTools', 'Agent,Bash', '--', 'Send an agent.'],
    policy: 'claude_code: { bind: { sub_agent: claude-haiku-4-5 } }\n',
    model({ body, earlier, request }) {
      if (request.headers['x-claude-code-agent-id'] !== undefined) {
        return earlier === 0
          ? callTool(body, 'Bash', { command: 'echo from the agent', description: 'Say' })
          : say(body, 'From the agent.');
      }
      return earlier === 0
        ? callTool(body, 'Agent', {
            description: 'Look around',
            prompt: 'Look around and answer.',
            subagent_type: 'general-purpose',
            run_in_background: false,
          })
        : say(body, 'The agent is back.');
    },
    check(seen) {
      answered(seen, 'The agent is back.');
      const asked = seen.requests.filter(
        ({ headers }) => headers['x-claude-code-agent-id'] !== undefined,
      );
      assert.equal(asked.length, 2);
      for (const request of asked) {
        const body = request.json() as Body;
        assert.equal(body.model, 'claude-haiku-4-5');
        assert.ok(
          body.messages.every(({ role }) => role !== 'system'),
          'a system-role message',
        );
        assert.ok((body.max_tokens ?? 0) <= 64_000, 'more tokens than it has');
        assert.ok(!('effort' in (body.output_config ?? {})), 'an effort it refuses');
        assert.doesNotMatch(request.headers['anthropic-beta'] ?? '', /effort-|per-turn-control/);
      }
      const changes = seen.receipts.find(({ call }) => call.purpose === 'sub_agent')?.attempts[0];
      return `2 turns, rewritten: ${changes?.opened.changes.length} changes in the receipt`;
    },
  },
  {
    name: 'started by modicum code',
    needsModicum: true,
    startedBy: 'modicum code',
    args: [...PRINT, 'Say hello.'],
    model: ({ body }) => say(body, 'Hello from the script.'),
    check(seen) {
      answered(seen, 'Hello from the script.');
      const lines = seen.stderr.trim().split('\n');
      assert.equal(lines.length, 1, `more than one line: ${seen.stderr}`);
      return `"${lines[0]}"`;
    },
  },
  {
    name: 'stream-json in and out',
    args: [
      ...PRINT,
      '--input-format',
      'stream-json',
      '--output-format',
      'stream-json',
      '--verbose',
    ],
    stdin: `${JSON.stringify({
      type: 'user',
      message: { role: 'user', content: [{ type: 'text', text: 'Say hello.' }] },
    })}\n`,
    model: ({ body }) => say(body, 'Hello in JSON.'),
    check(seen) {
      assert.equal(seen.exitCode, 0);
      const lines = seen.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Line);
      const result = lines.find(({ type }) => type === 'result');
      assert.equal(result?.result, 'Hello in JSON.');
      return `${lines.length} lines, result as answered`;
    },
  },
  {
    name: 'an MCP server’s tool',
    args: [
      ...PRINT,
      '--mcp-config',
      JSON.stringify({
        mcpServers: {
          echo: { command: process.execPath, args: [join(import.meta.dirname, 'echo-mcp.ts')] },
        },
      }),
      '--strict-mcp-config',
      '--allowedTools',
      'mcp__echo__echo,ToolSearch',
      '--',
      'Use the echo tool.',
    ],
    model({ body, earlier }) {
      const loaded = body.tools?.some(({ name }) => name === 'mcp__echo__echo') === true;
      if (!loaded && earlier === 0) {
        return callTool(body, 'ToolSearch', { query: 'select:mcp__echo__echo', max_results: 3 });
      }
      return body.messages.some(({ content }) => JSON.stringify(content).includes('echo:salt'))
        ? say(body, 'The tool answered.')
        : callTool(body, 'mcp__echo__echo', { text: 'salt' });
    },
    check(seen) {
      answered(seen, 'The tool answered.');
      return purposes(seen);
    },
  },
  {
    name: 'the summary of a web page',
    args: [...PRINT, '--allowedTools', 'WebFetch,ToolSearch', '--', 'Read the page.'],
    async open() {
      page = await startWebPage(PAGE);
      return page;
    },
    environment: { NODE_TLS_REJECT_UNAUTHORIZED: '0' },
    model({ body, lastText, isToolResult, earlier }) {
      if (earlier > 5) return say(body, lastText.slice(-300));
      if (lastText.includes('Web page content')) return say(body, 'It is about tides.');
      if (!body.tools?.some(({ name }) => name === 'WebFetch') && !isToolResult) {
        return callTool(body, 'ToolSearch', { query: 'select:WebFetch', max_results: 3 });
      }
      return JSON.stringify(body.messages).includes('about tides')
        ? say(body, 'The page is about tides.')
        : callTool(body, 'WebFetch', { url: page?.url ?? '', prompt: 'What is it about?' });
    },
    check(seen) {
      answered(seen, 'The page is about tides.');
      const summary = seen.receipts.find(({ call }) => call.purpose === 'web_summary');
      assert.ok(summary !== undefined, 'no summary was asked for');
      return `${purposes(seen)}, summary by ${summary.closed?.servedModel}`;
    },
    limitMs: 30_000,
  },
  ...([{}, { DISABLE_PROMPT_CACHING: '1' }] as const).map((caching): Scenario => ({
    name: `a bare turn that reads like the summary of a web page${'DISABLE_PROMPT_CACHING' in caching ? ', without caching' : ''}`,
    args: [...PRINT, WEB_MARKER, '--tools', '', '--bare', '--system-prompt', ''],
    policy: 'claude_code: { bind: { web_summary: claude-haiku-5-5 } }\n',
    environment: { CLAUDE_CODE_DISABLE_THINKING: '1', MAX_THINKING_TOKENS: '0', ...caching },
    model: ({ body }) => say(body, `Hello from ${body.model}.`),
    check(seen) {
      answered(seen, 'Hello from claude-opus-5-5.');
      assert.deepEqual(
        seen.receipts.map(({ call }) => call.purpose).filter((purpose) => purpose !== 'warm_up'),
        ['main'],
      );
      return purposes(seen);
    },
  })),
  {
    name: '/compact',
    before: [
      [...PRINT, 'Say hello.'],
      [...PRINT, '--continue', '--', '/compact'],
    ],
    args: [...PRINT, '--continue', 'Go on.'],
    model: ({ body, lastText }) =>
      say(body, lastText.includes('TEXT ONLY') ? SUMMARY : 'Said by the script.'),
    check(seen) {
      answered(seen, 'Said by the script.');
      const compaction = seen.receipts.find(({ call }) => call.purpose === 'compaction');
      assert.equal(compaction?.call.decidedBy, 'protected');
      assert.equal(compaction?.closed?.servedModel, 'anthropic/claude-opus-5-5');
      return purposes(seen);
    },
  },
  ...(['opus', 'sonnet', 'haiku'] as const).map((alias): Scenario => ({
    name: `model alias ${alias}`,
    args: ['-p', '--model', alias, 'Say hello.'],
    model: ({ body }) => say(body, `Hello from ${body.model}.`),
    check(seen) {
      const [main] = seen.receipts.filter(({ call }) => call.purpose === 'main');
      const asked = main?.call.requestedModel ?? '';
      assert.ok(asked.includes(alias), `asked for ${asked}`);
      answered(seen, `Hello from ${asked}.`);
      return asked;
    },
  })),
  {
    name: 'a model of Modicum’s own',
    needsModicum: true,
    args: ['-p', '--model', 'claude-modicum-auto', 'Say hello.'],
    model: ({ body }) => say(body, `Hello from ${body.model}.`),
    check(seen) {
      const main = seen.receipts.find(({ call }) => call.purpose === 'main');
      answered(seen, `Hello from ${String(main?.closed?.servedModel).split('/')[1]}.`);
      return `${main?.call.decidedBy}, served by ${main?.closed?.servedModel}`;
    },
  },
];

interface Line {
  readonly type: string;
  readonly result?: string;
}

export function answered(seen: Performance, text: string): void {
  assert.equal(seen.exitCode, 0, `exit ${seen.exitCode}: ${seen.stderr || seen.stdout}`);
  assert.equal(seen.stdout.trim(), text);
}

/** `main 1, tool_continuation 2` */
export function purposes(seen: Performance): string {
  const counts = new Map<string, number>();
  for (const { call } of seen.receipts)
    counts.set(call.purpose, (counts.get(call.purpose) ?? 0) + 1);
  return [...counts].map(([purpose, count]) => `${purpose} ${count}`).join(', ');
}

function bodiesUntouched(seen: Performance): void {
  for (const { attempts } of seen.receipts) {
    for (const { opened } of attempts) assert.deepEqual(opened.changes, []);
  }
}

const SUMMARY = '<analysis>Short.</analysis>\n<summary>They said hello.</summary>';
