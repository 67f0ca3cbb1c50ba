import { requestBody } from './bodies.ts';
import type { Case, Lane } from './cases.ts';
import type { Targets } from './targets.ts';

/** A lane that gave a wrong answer quickly would look good: the first answer of each is read and compared. */
export async function verify(
  targets: Targets,
  lanes: readonly Lane[],
  cases: readonly Case[],
): Promise<void> {
  for (const asked of cases) {
    const expected = await answerOf(targets, { ...lanes[0], target: 'direct' } as Lane, asked);
    for (const lane of lanes) {
      const answer = await answerOf(targets, lane, asked);
      const problem = problemOf(lane, answer, expected);
      if (problem !== null)
        throw new Error(
          `${lane.name}, ${asked.size} ${asked.kind}: ${problem}\n${answer.text.slice(0, 500)}`,
        );
    }
  }
}

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly decision: string | null;
}

async function answerOf(targets: Targets, lane: Lane, asked: Case): Promise<Answer> {
  const port = targets.processes.get(lane.target)?.port;
  const response = await fetch(`http://127.0.0.1:${port}/v1/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'anthropic-version': '2023-06-01' },
    body: new Uint8Array(
      requestBody({ size: asked.size, stream: asked.kind === 'SSE', model: lane.model }),
    ),
  });
  const decision = response.headers.get('x-modicum-decision');
  return { status: response.status, text: await response.text(), decision };
}

function problemOf(lane: Lane, answer: Answer, expected: Answer): string | null {
  if (answer.status !== 200) return `answered ${answer.status}`;
  const isTranslated = lane.model.startsWith('gpt-');
  if (isTranslated)
    return answer.text.includes('The loop ends') ? null : 'lost the text of the answer';
  if (answer.text !== expected.text) return 'changed the answer';
  const isRouted = lane.model.startsWith('modicum/');
  return isRouted && (answer.decision === null || answer.decision === 'pin')
    ? 'was not routed'
    : null;
}
