// The Anthropic SDK through the gateway: only the base URL changes.
// Run: npx node examples/anthropic-sdk.ts
// It claims: a label comes from the local tier and costs nothing, judgment from tier 2, streamed;
// headers, ledger and attempts agree on every cost; and the day is cheaper than on one model.
// No key needed; see example.ts.
import Anthropic from '@anthropic-ai/sdk';
import { receiptOf, withModicum } from '../src/index.ts';
import { account, openExample, tell } from './example.ts';

const { modicum, claim, close } = await openExample();
const server = await modicum.serve({ port: 0 });
const client = new Anthropic({ baseURL: server.url, apiKey: 'not-needed-on-loopback' });

const asking = client.messages.create(
  {
    model: 'modicum/auto',
    max_tokens: 20,
    system: 'Answer with one of: billing, bug, praise.',
    messages: [{ role: 'user', content: 'You charged me twice, please look at the billing.' }],
  },
  withModicum({ task: 'classify', labels: ['billing', 'bug', 'praise'], tags: ['example'] }),
);
const { data: label, response } = await asking.withResponse();
const labelled = modicum.ledger.receipt(response.headers.get('x-modicum-call-id') ?? '');
tell('label', labelled);
const word = label.content[0]?.type === 'text' ? label.content[0].text : '';
claim('the label is one of those asked for', ['billing', 'bug', 'praise'].includes(word));
claim('tier 0 served it', labelled?.closed?.servedTier === 0);
claim(
  'it was free',
  labelled?.closed?.cost.state === 'final' && labelled.closed.cost.nanoUsd === 0,
);
claim('a socket leaves no receipt on the answer itself', receiptOf(label) === null);

const stream = client.messages.stream(
  {
    model: 'modicum/auto',
    max_tokens: 400,
    messages: [{ role: 'user', content: 'Why do rivers meander? Explain the physics.' }],
  },
  withModicum({ task: 'explain_concept', session: 'example' }),
);
let pieces = 0;
stream.on('text', () => pieces++);
const essay = await stream.finalMessage();
const explained = modicum.ledger.receipt(stream.response?.headers.get('x-modicum-call-id') ?? '');
tell('explanation', explained);
claim('it came in pieces', pieces > 1);
claim('tier 2 served it', explained?.closed?.servedTier === 2);
claim(
  'the SDK saw the model that answered',
  explained?.closed?.servedModel?.endsWith(essay.model) === true,
);

const { cost, attempts, saved } = account([labelled, explained]);
claim('calls cost the sum of their attempts', cost === attempts);
claim('one model for everything would have cost more', saved > 0);
await close();
