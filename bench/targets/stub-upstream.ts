import { createServer, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  anthropicJson,
  anthropicStream,
  openaiJson,
  openaiStream,
  slowEvents,
  SLOW_EVENT_MS,
  SLOW_STREAM_HEADER,
} from '../answers.ts';
import { listen } from './listen.ts';

/** Both upstreams in one: answers at once and always the same, except for slow streams. */
const ANSWERS = {
  messages: { json: anthropicJson(), stream: Buffer.concat(anthropicStream()) },
  chat: { json: openaiJson(), stream: Buffer.concat(openaiStream()) },
} as const;

const STREAMS = Buffer.from('"stream":true');
const SSE = { 'content-type': 'text/event-stream', 'request-id': 'req_bench' };

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    if (request.method !== 'POST')
      return answerJson(response, Buffer.from('{"models":[],"data":[]}'));
    const slow = request.headers[SLOW_STREAM_HEADER];
    if (slow !== undefined)
      return void answerSlowly(response, Number(String(slow).split('-').at(-1)));
    const answers = request.url?.includes('chat') === true ? ANSWERS.chat : ANSWERS.messages;
    if (!chunks.some((chunk) => chunk.includes(STREAMS))) return answerJson(response, answers.json);
    response.writeHead(200, SSE);
    response.end(answers.stream);
  });
});
listen(server);

function answerJson(response: ServerResponse, body: Buffer): void {
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-length': body.length,
    'request-id': 'req_bench',
  });
  response.end(body);
}

async function answerSlowly(response: ServerResponse, count: number): Promise<void> {
  const { start, event, end } = slowEvents();
  response.writeHead(200, SSE);
  response.write(start);
  for (let sent = 0; sent < count; sent++) {
    response.write(event(performance.timeOrigin + performance.now()));
    await sleep(SLOW_EVENT_MS);
  }
  response.end(end);
}
