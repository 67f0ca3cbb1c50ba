import type { Exchange } from './served.ts';
import type { StreamItem } from './stream-source.ts';

/** How one item looks to the client: its own bytes on the untouched lane, else a translation. */
export function createItemWriter({
  job,
  attempt,
  request,
}: Exchange): (item: StreamItem) => Uint8Array {
  const { stream } = job.dialect;
  if (attempt.candidate.lane === 'untouched') {
    return (item) =>
      request.hidesMetering && stream.isMeteringEvent(item.event) ? NO_BYTES : item.event.raw;
  }
  const writer = stream.createWriter(job.envelope);
  return (item) => Buffer.concat(item.parts.map((part) => writer.write(part)));
}

const NO_BYTES = new Uint8Array();
