import type { Tier } from './tier.ts';

/** What a program can say about a call besides its body. All of it may be left out. */
export interface SpokenOptions {
  /** A task type or its short name: the policy's rule for it decides. */
  readonly task?: string | undefined;
  /** The tool whose work the call does: the policy's tool table decides. */
  readonly tool?: string | undefined;
  /** The answer must be one of these: judged before it is handed over, as `judge` is. */
  readonly labels?: readonly string[] | undefined;
  /**
   * The answer is held to the JSON schema the request asks for, whatever its task: what does not fit is
   * repeated and then climbs. Not for models that are named, nor where tools are offered.
   */
  readonly judge?: boolean | undefined;
  readonly tier?: Tier | undefined;
  readonly minTier?: Tier | undefined;
  readonly maxTier?: Tier | undefined;
  /** Nobody waits for it. */
  readonly background?: boolean | undefined;
  /** 1 to 10. */
  readonly complexity?: number | undefined;
  /** Milliseconds from the moment the call is received. */
  readonly deadlineMs?: number | undefined;
  readonly session?: string | undefined;
  readonly tags?: readonly string[] | undefined;
}

/** The request header that says each option. docs/headers.md has what they may hold. */
export const OPTION_HEADERS: Readonly<Record<keyof SpokenOptions, string>> = {
  task: 'x-modicum-task',
  tool: 'x-modicum-tool',
  labels: 'x-modicum-labels',
  judge: 'x-modicum-judge',
  tier: 'x-modicum-tier',
  minTier: 'x-modicum-min-tier',
  maxTier: 'x-modicum-max-tier',
  background: 'x-modicum-background',
  complexity: 'x-modicum-complexity',
  deadlineMs: 'x-modicum-deadline-ms',
  session: 'x-modicum-session',
  tags: 'x-modicum-tags',
};

/** Options as the request headers that say them; what is `undefined` is not said. */
export function optionHeaders(options: SpokenOptions): Record<string, string> {
  const names = Object.keys(OPTION_HEADERS) as (keyof SpokenOptions)[];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = name === 'labels' ? options.labels?.map(escaped) : options[name];
      return value === undefined ? [] : [[OPTION_HEADERS[name], textOf(value)]];
    }),
  );
}

function textOf(value: string | number | boolean | readonly string[]): string {
  return typeof value === 'object' ? value.join(',') : String(value);
}

/** Labels are any text, and a header is neither that nor a list. */
function escaped(label: string): string {
  return encodeURIComponent(label.toWellFormed());
}
