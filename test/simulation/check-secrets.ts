import type { Run, SimulatedVisit } from './simulate.ts';
import { CLIENT_KEY, PLANTED } from './world.ts';

/** Invariant 9: no key in a reply, a row or a log line, and the client's own key goes to no upstream. */
export function checkSecrets(
  { view, sends, receipt }: SimulatedVisit,
  run: Run,
): readonly string[] {
  const problems: string[] = [];
  const look = (where: string, text: string) => {
    const found = PLANTED.exec(text)?.[0];
    if (found !== undefined) problems.push(`${found} is in ${where}`);
  };
  look('the reply’s headers', JSON.stringify(view.reply?.headers ?? {}));
  const body = view.whole ?? Buffer.concat(view.chunks.map(({ bytes }) => bytes));
  look('the reply', new TextDecoder().decode(body));
  look('the ledger', JSON.stringify(receipt));
  look('the log', run.log.join('\n'));
  for (const { request, body: sent } of sends) {
    const text = JSON.stringify(request.headers) + new TextDecoder().decode(sent);
    if (text.includes(CLIENT_KEY)) problems.push('the client’s key was sent on');
  }
  return problems;
}
