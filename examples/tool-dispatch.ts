// Tool dispatch for agent builders: the model of a tool's tier does its work, in one call.
// Run: npx node examples/tool-dispatch.ts
// It claims: tools of the table go where the table says, others where their name and input say,
// what cannot be undone goes to the top tier whatever its name; outputs are held to their labels.
// No key needed; see example.ts.
import { account, openExample, tell } from './example.ts';

const { modicum, claim, close } = await openExample();

const TOOLS = [
  { name: 'classify_intent', input: { text: 'I want a refund' }, tier: 0 },
  { name: 'extract_fields', input: { text: 'total: 12 EUR' }, tier: 0 },
  { name: 'validate_schema', input: { json: '{}' }, tier: 1 },
  { name: 'generate_code', input: { task: 'parse a date' }, tier: 2 },
  { name: 'review_security', input: { diff: '+ eval(input)' }, tier: 3 },
  // In no table:
  { name: 'detect_language', input: { text: 'Guten Tag' }, tier: 0 },
  { name: 'write_unit_tests', input: { code: 'add(a, b)' }, tier: 2 },
  { name: 'run_shell', input: { command: 'git push --force origin main' }, tier: 3 },
];
for (const { name, input, tier } of TOOLS) {
  const decision = await modicum.routeTool(name, input);
  console.log(`${name}: ${decision.explanation}`);
  claim(`${name} goes to tier ${tier}`, decision.kind === 'decision' && decision.tier === tier);
}
claim('deciding called no model', modicum.ledger.recent({ limit: 1 }).length === 0);

const labels = ['refund', 'bug', 'praise'];
const intent = await modicum.dispatchTool(
  'classify_intent',
  { text: 'A refund, please' },
  { labels },
);
tell(`classify_intent says ${intent.output}`, intent.receipt);
claim('the output is one of its labels', labels.includes(intent.output) && intent.accepted);
claim('tier 0 did it for nothing', intent.tier === 0 && account([intent.receipt]).cost === 0);

const review = await modicum.dispatchTool(
  'review_security',
  { diff: '+ eval(input)' },
  { description: 'Names what an attacker could do with a change.', maxOutputTokens: 300 },
);
tell('review_security', review.receipt);
claim('it says why', review.why.includes('the tool table puts review_security on tier 3'));
const { cost, attempts } = account([intent.receipt, review.receipt]);
claim('calls cost the sum of their attempts', cost === attempts && cost > 0);
await close();
