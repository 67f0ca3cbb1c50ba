// Stands in for Claude Code: reads --settings as it does, makes one call, and tells what it saw.
import { readFileSync, statSync } from 'node:fs';

/** What it tells, on its first line. */
export interface Seen {
  readonly args: readonly string[];
  readonly isFile: boolean;
  readonly fileMode: number | null;
  readonly settings: { readonly env: Readonly<Record<string, string>> };
  /** Of the answer to its call. */
  readonly status: number;
}

const args = process.argv.slice(2);
const given = args[args.indexOf('--settings') + 1] ?? '{}';
const isFile = !given.startsWith('{');
const settings = JSON.parse(isFile ? readFileSync(given, 'utf8') : given) as Seen['settings'];
const env = { ...process.env, ...settings.env };

const seen: Seen = {
  args,
  isFile,
  fileMode: isFile ? statSync(given).mode & 0o777 : null,
  settings,
  status: await makeCall(),
};
process.stdout.write(`${JSON.stringify(seen)}\n`);
end();

async function makeCall(): Promise<number> {
  const { ANTHROPIC_AUTH_TOKEN: token, ANTHROPIC_API_KEY: key } = env;
  const custom = (env['ANTHROPIC_CUSTOM_HEADERS'] ?? '').split('\n').filter((line) => line !== '');
  const headers = {
    'content-type': 'application/json',
    'anthropic-version': '2023-06-01',
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(key !== undefined && { 'x-api-key': key }),
    ...Object.fromEntries(custom.map((line) => line.split(': '))),
  };
  const messages = [{ role: 'user', content: 'Say hello.' }];
  const body = JSON.stringify({ model: 'claude-haiku-5-5', max_tokens: 50, messages });
  const url = `${env['ANTHROPIC_BASE_URL']}/v1/messages`;
  const response = await fetch(url, { method: 'POST', headers, body });
  return response.status;
}

function end(): void {
  if (args.includes('die')) process.kill(process.pid, 'SIGKILL');
  process.exitCode = Number(env['FAKE_EXIT'] ?? 0);
  if (!args.includes('wait')) return;
  process.on('SIGTERM', () => process.exit(7));
  process.on('SIGINT', () => process.exit(8));
  process.stdout.write('ready\n');
  setInterval(() => {}, 1_000);
}
