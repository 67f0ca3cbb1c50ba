import type { RequestChange } from '../core/decision.ts';

type Headers = Readonly<Record<string, string>>;

const BETA_HEADER = 'anthropic-beta';

/** The headers of a request as its model is to see them. Those that nothing changes stay as they came. */
export function changedHeaders(headers: Headers, changes: readonly RequestChange[]): Headers {
  return changes.reduce(
    (changed, change) => (change.field === 'betas' ? withBetas(changed, change) : changed),
    headers,
  );
}

/** What the client switched on, each as it wrote it. */
export function readBetas(headers: Headers): readonly string[] {
  return (headers[BETA_HEADER] ?? '')
    .split(',')
    .map((beta) => beta.trim())
    .filter((beta) => beta !== '');
}

/** What stays keeps its order; what comes goes to the end. */
function withBetas(headers: Headers, change: Extract<RequestChange, { field: 'betas' }>): Headers {
  const kept = readBetas(headers).filter((beta) => !change.without.includes(beta));
  const betas = [...kept, ...change.with.filter((beta) => !kept.includes(beta))];
  const { [BETA_HEADER]: _, ...others } = headers;
  return betas.length === 0 ? others : { ...headers, [BETA_HEADER]: betas.join(',') };
}
