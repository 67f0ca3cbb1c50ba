/** One event of a stream, with the bytes it came as. */
export interface WireEvent {
  /** Exactly what came, up to and including the end of the event: concatenating `raw` gives the stream. */
  readonly raw: Uint8Array;
  /** The SSE `event:` field, or `''`. Always `''` for NDJSON. */
  readonly event: string;
  /** The joined `data:` lines, or the NDJSON line. `''` for comments and blank lines. */
  readonly data: string;
}
