import { inspect } from 'node:util';
import { isObject, type JsonObject } from '../../src/core/json.ts';
import { answerText } from '../../src/core/answer.ts';
import { DIALECTS } from '../../src/wire/index.ts';
import { deadlineOf } from './check-plan.ts';
import type { Send } from './scripted-upstream.ts';
import type { Run, SimulatedVisit } from './simulate.ts';
import { readStream, type ReadStream } from './stream-grammar.ts';

/** Invariants 6, 7 and 8: every call ends, in one of the ways a client understands, with one answer. */
export function checkReply(visit: SimulatedVisit, run: Run): readonly string[] {
  const { view, script } = visit;
  const problems: string[] = [];
  if (view.threw !== null) problems.push(`it threw ${inspect(view.threw)}`);
  if (view.endedTick === null) problems.push('it never ends');
  else problems.push(...ofTime(visit, run));
  if (view.whole !== null && !isStream(visit)) problems.push(...ofWhole(visit, view.whole));
  else if (view.reply !== null) problems.push(...ofStream(visit));
  if (!script.isNoCall) problems.push(...ofRequests(visit), ...ofWaste(visit));
  return problems;
}

/** After its deadline a call has this long to end; a ledger's own time comes on top. */
const GRACE_MS = 250 + 20;

function ofTime(visit: SimulatedVisit, run: Run): readonly string[] {
  const { view, script } = visit;
  const tookMs = (view.endedTick ?? 0) - view.receivedTick;
  const latestMs = deadlineOf(visit, run) + GRACE_MS + script.pauseMs;
  return tookMs > latestMs
    ? [`it took ${tookMs} ms, with a deadline of ${deadlineOf(visit, run)}`]
    : [];
}

function isStream({ view }: SimulatedVisit): boolean {
  return view.reply?.headers['content-type']?.startsWith('text/event-stream') === true;
}

function ofWhole(visit: SimulatedVisit, body: Uint8Array): readonly string[] {
  const { view, script } = visit;
  const status = view.reply?.status ?? 0;
  const json = parsed(body);
  if (json === null) return ['the reply is not JSON'];
  if (status !== 200)
    return isError(script.dialect, json) ? [] : ['the error is in no shape a client reads'];
  if (script.headers['x-modicum-dry-run'] !== undefined) return [];
  if (script.stream) return ['a streaming client was given a whole answer'];
  const answer = DIALECTS[script.dialect].answer.read(json);
  if (answer === null) return ['the reply is not an answer of the client’s dialect'];
  const tool = answer.content.find((block) => block.type === 'tool-use');
  const said = {
    text: answerText(answer),
    toolJson: tool === undefined ? '' : JSON.stringify(tool.input),
  };
  const sources = visit.sends.filter((send) => gives(send, said, true));
  return sources.length === 0 ? ['no upstream gave this answer'] : untouched(visit, sources, body);
}

function isError(dialect: string, json: JsonObject): boolean {
  const error = isObject(json['error']) ? json['error'] : {};
  const hasWords = typeof error['message'] === 'string' && typeof error['type'] === 'string';
  return hasWords && (dialect !== 'anthropic-messages' || json['type'] === 'error');
}

function ofStream(visit: SimulatedVisit): readonly string[] {
  const { script, view, sends } = visit;
  const body = view.whole ?? Buffer.concat(view.chunks.map(({ bytes }) => bytes));
  const read = readStream(script.dialect, body);
  const problems = read.problems.map((problem) => `its stream has ${problem}`);
  if (!script.stream) problems.push('it was given a stream it did not ask for');
  if (view.left === null && read.terminal === null) problems.push('its stream ends silently');
  const isWhole = read.terminal === 'end';
  const sources = sends.filter((send) => gives(send, read, isWhole));
  if (read.hasContent && sources.length === 0) {
    problems.push(`no one upstream gave this: ${JSON.stringify(read.text.slice(0, 200))}`);
  }
  if (isWhole && sources.length > 0) problems.push(...untouched(visit, sources, body));
  if (read.usage !== null && script.dialect === 'openai-chat' && !script.asksForUsage) {
    problems.push('it was told a usage it did not ask for');
  }
  return problems;
}

/** Did this upstream say these words, or when they are not whole, words that begin so? */
function gives(
  { script }: Send,
  said: Pick<ReadStream, 'text' | 'toolJson'>,
  isWhole: boolean,
): boolean {
  const { answer, isGood } = script;
  if (answer === null) return false;
  const toolJson = answer.toolInput === null ? '' : JSON.stringify(answer.toolInput);
  if (isWhole) return isGood && answer.text === said.text && toolJson === said.toolJson;
  return answer.text.startsWith(said.text) && toolJson.startsWith(said.toolJson);
}

/**
 * On the untouched lane a whole answer is the upstream's own bytes. Several attempts may have said the same
 * words; one of them gave it.
 */
function untouched(visit: SimulatedVisit, sources: readonly Send[], body: Uint8Array) {
  const faults = sources.map((source) => untouchedBy(visit, source, body));
  return faults.some((found) => found.length === 0) ? [] : faults.slice(0, 1).flat();
}

function untouchedBy({ receipt, sends, script }: SimulatedVisit, source: Send, body: Uint8Array) {
  const lane = receipt?.attempts[sends.indexOf(source)]?.opened.lane;
  if (lane !== 'untouched' || source.script.answer === null) return [];
  const hidden = script.dialect === 'openai-chat' && script.stream && !script.asksForUsage;
  const shown = source.script.answer.pieces.filter(
    (piece) => !hidden || !piece.includes('"choices":[],'),
  );
  const given = new TextDecoder().decode(body).replace(OWN_PING, '');
  return given === shown.join('') ? [] : ['the bytes are not the upstream’s'];
}

/** What Modicum itself may put before an answer. */
const OWN_PING = /^(?:: ping\n\n|event: ping\ndata: \{"type": "ping"\}\n\n)+/;

/** What goes to an upstream of the client's own dialect is what the client wrote, but for the changes. */
function ofRequests({ script, sends, receipt }: SimulatedVisit): readonly string[] {
  return sends.flatMap((send, index) => {
    const opened = receipt?.attempts[index]?.opened;
    if (opened === undefined || opened.lane !== 'untouched') return [];
    const changed = opened.changes.map((change) => change.split('=')[0] ?? '');
    const metered = script.dialect === 'openai-chat' && script.stream && !script.asksForUsage;
    const isAsWritten = changed.length === 0 && !metered;
    if (isAsWritten && script.body.ok && !Buffer.from(script.body.bytes).equals(send.body)) {
      return ['its bytes were changed for no reason'];
    }
    const ignored = new Set([...changed, ...(metered ? ['stream_options'] : [])]);
    for (const field of changed) for (const name of ALSO[field] ?? []) ignored.add(name);
    return without(send.json, ignored) === without(script.json, ignored)
      ? []
      : ['a field was changed that had not to be'];
  });
}

/** Under what other names the fields of a change stand in OpenAI's bodies. */
const ALSO: Readonly<Record<string, readonly string[]>> = {
  max_tokens: ['max_completion_tokens', 'max_output_tokens'],
  effort: ['reasoning'],
  store: ['include'],
};

/** A whole answer that came in time is an answer: whoever calls it broken pays for it twice. */
function ofWaste({ sends, receipt }: SimulatedVisit): readonly string[] {
  return sends.flatMap(({ script }, index) => {
    const closed = receipt?.attempts[index]?.closed;
    const isWasted =
      script.isGood && closed?.outcome === 'failed' && !TOO_LATE.test(closed.detail ?? '');
    return isWasted ? [`attempt ${index + 1} was answered, yet counts as ${closed.detail}`] : [];
  });
}

const TOO_LATE = /^timeout: /;

function without(json: JsonObject, names: ReadonlySet<string>): string {
  return JSON.stringify(Object.entries(json).filter(([name]) => !names.has(name)));
}

function parsed(body: Uint8Array): JsonObject | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(body));
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}
