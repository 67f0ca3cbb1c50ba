/** What every command promises to programs. A command without a row fails the test beside this file. */
export interface Row {
  /** How to make it print one JSON document; or why it has no `--json`. */
  readonly json: JsonRow | string;
  /** A way to use it wrongly. */
  readonly error: {
    readonly args: readonly string[];
    readonly code: number;
    readonly says: string;
  };
}

interface JsonRow {
  /** After the command's own words; FOLDER stands for the user's folder. */
  readonly args: readonly string[];
  /** Lines that come first: a call to explain, a gateway to have a log. */
  readonly before?: readonly (readonly string[])[];
  /** Fields that are there besides `version`. */
  readonly fields: readonly string[];
  /** Default 0. */
  readonly code?: number;
}

const ONE_CALL = [['ask', 'I want my money back', '--labels', 'billing,bug', '--tier', '1']];
const NO_SUCH_OPTION = { args: ['--bogus'], code: 2, says: 'There is no option --bogus here.' };

export const CONTRACT: Readonly<Record<string, Row>> = {
  up: {
    json: 'what it starts is described by status --json',
    error: { args: ['--port', 'x'], code: 2, says: '--port must be a whole number' },
  },
  down: { json: 'its exit code says it all', error: NO_SUCH_OPTION },
  status: {
    json: { args: ['--json'], fields: ['simulated', 'running', 'ready'], code: 1 },
    error: { args: ['extra'], code: 2, says: 'This command takes options only' },
  },
  logs: {
    json: {
      args: ['--json'],
      before: [['up', '--port', '0'], ['down']],
      fields: ['path', 'entries'],
    },
    error: { args: [], code: 1, says: 'A gateway in the background writes one: modicum up' },
  },
  serve: {
    json: 'it goes on until it is stopped; its log is JSON: --log-file',
    error: { args: ['--config', 'FOLDER/none.yaml'], code: 2, says: 'none.yaml' },
  },
  code: {
    json: 'its streams belong to Claude Code',
    error: { args: ['extra'], code: 2, says: 'comes after two dashes: modicum code -- extra' },
  },
  run: {
    json: 'its streams belong to the program',
    error: { args: ['a text'], code: 2, says: 'For one call to a model: modicum ask' },
  },
  connect: {
    json: { args: ['claude-code', '--dry-run', '--json'], fields: ['target', 'path', 'diff'] },
    error: { args: ['bogus'], code: 2, says: 'claude-code' },
  },
  disconnect: {
    json: { args: ['claude-code', '--json'], fields: ['dryRun', 'changes'] },
    error: { args: ['bogus'], code: 2, says: 'claude-code' },
  },
  undo: {
    json: { args: ['--list', '--json'], fields: ['changes'] },
    error: { args: ['--list', '--all'], code: 2, says: '--list goes alone' },
  },
  route: {
    json: { args: ['hi', '--json'], fields: ['simulated', 'decision', 'classification'] },
    error: { args: [], code: 2, says: 'Give the text, or send it to standard input' },
  },
  classify: {
    json: {
      args: ['Translate this to French', '--json'],
      fields: ['id', 'taskType', 'tier', 'reasons'],
    },
    error: { args: ['--file', 'FOLDER/none.jsonl'], code: 2, says: 'there is no such file' },
  },
  ask: {
    json: {
      args: ['I want my money back', '--labels', 'billing,bug', '--tier', '1', '--json'],
      fields: ['output', 'model', 'tier', 'cost', 'accepted', 'callId', 'receipt'],
    },
    error: { args: ['hi', '--labels', 'a,,b'], code: 2, says: '--labels takes names' },
  },
  explain: {
    json: { args: ['last', '--json'], before: ONE_CALL, fields: ['simulated', 'receipt'] },
    error: { args: [], code: 1, says: 'The ledger has no calls yet.' },
  },
  'ledger tail': {
    json: { args: ['--json'], before: ONE_CALL, fields: ['simulated', 'calls'] },
    error: { args: ['--ledger', 'FOLDER/none'], code: 1, says: 'There is no ledger at' },
  },
  'ledger show': {
    json: { args: ['last', '--json'], before: ONE_CALL, fields: ['simulated', 'receipt'] },
    error: { args: ['call_x', '--demo'], code: 1, says: 'No demo was run yet.' },
  },
  'ledger forget-prompts': {
    json: { args: ['--json'], fields: ['forgotten'] },
    error: { args: ['--ledger', 'FOLDER/none'], code: 1, says: 'There is no ledger at' },
  },
  doctor: {
    json: { args: ['--offline', '--json'], fields: ['usable', 'findings'] },
    error: { args: ['--offlin'], code: 2, says: 'Did you mean --offline?' },
  },
  'tasks list': {
    json: { args: ['--json'], fields: ['policy', 'tasks'] },
    error: { args: ['extra'], code: 2, says: 'This command takes options only' },
  },
  'tasks show': {
    json: { args: ['code', '--json'], fields: ['type', 'about', 'terms', 'examples'] },
    error: { args: ['sumarize'], code: 2, says: 'Did you mean summarize?' },
  },
  'tasks train': {
    json: {
      args: ['examples/rows.csv', '--out', 'FOLDER/own.gz', '--json'],
      fields: ['kind', 'out', 'rows', 'labels', 'heldOut'],
    },
    error: { args: [], code: 2, says: 'Name a file of rows' },
  },
  'tasks eval': {
    json: {
      args: ['--file', 'examples/rows.csv', '--json'],
      fields: ['classifier', 'rows', 'labels', 'tiers', 'microseconds'],
    },
    error: { args: [], code: 2, says: 'Name a file of rows' },
  },
  'policy show': {
    json: { args: ['--json'], fields: ['file', 'policy', 'values'] },
    error: { args: ['--config', 'FOLDER/none.yaml'], code: 2, says: 'none.yaml' },
  },
  'policy set': {
    json: {
      args: ['subagents=route', '--dry-run', '--json'],
      fields: ['file', 'written', 'changes'],
    },
    error: { args: ['nonsense'], code: 2, says: 'nonsense' },
  },
  'policy unset': {
    json: {
      args: ['subagents', '--dry-run', '--json'],
      before: [['policy', 'set', 'subagents=route']],
      fields: ['file', 'written', 'changes'],
    },
    error: { args: ['no.such.key'], code: 2, says: 'no.such.key' },
  },
  'policy lint': {
    json: { args: ['--json'], fields: ['errors', 'warnings', 'problems'] },
    error: { args: ['FOLDER/none.yaml'], code: 2, says: 'none.yaml' },
  },
  'policy test': {
    json: { args: ['examples/policy-cases.yaml', '--json'], fields: ['passed', 'failed', 'cases'] },
    error: { args: ['FOLDER/none.yaml'], code: 2, says: 'none.yaml' },
  },
  'policy schema': {
    json: 'what it prints is JSON, and belongs to editors',
    error: NO_SUCH_OPTION,
  },
  'prices list': {
    json: { args: ['--json'], fields: ['catalog', 'models'] },
    error: { args: ['no-such-model'], code: 2, says: 'no-such-model' },
  },
  'prices diff': {
    json: { args: ['catalog/models.json', '--json'], fields: ['format', 'changed', 'new', 'same'] },
    error: { args: ['FOLDER/none.json'], code: 2, says: 'none.json' },
  },
  'prices override': {
    json: {
      args: ['claude-haiku-5-5', '0.input=0.4', '--dry-run', '--json'],
      fields: ['file', 'written', 'changes'],
    },
    error: { args: ['claude-haiku-5-5'], code: 2, says: 'Give either prices' },
  },
  'models list': {
    json: { args: ['--json'], fields: ['names', 'models'] },
    error: { args: ['extra'], code: 2, says: 'This command takes options only' },
  },
  'models check': {
    json: { args: ['--offline', '--json'], fields: ['providers', 'models'] },
    error: { args: ['--offlin'], code: 2, says: 'Did you mean --offline?' },
  },
  completion: {
    json: 'what it prints belongs to a shell',
    error: { args: ['bogus'], code: 2, says: 'Name the shell' },
  },
  version: {
    json: { args: ['--json'], fields: ['modicum', 'node', 'sqlite', 'catalog', 'policy'] },
    error: { args: ['extra'], code: 2, says: 'This command takes options only' },
  },
  demo: {
    json: { args: ['--json'], fields: ['simulated', 'totals'] },
    error: { args: ['--seed', 'x'], code: 2, says: '--seed must be a whole number' },
  },
};
