import type { JsonObject } from '../../core/json.ts';

/** A request as it arrives at Anthropic's door. */
export interface AnthropicRequest {
  readonly body: JsonObject;
  /** The header `anthropic-beta` as it came. */
  readonly betas: string;
  /** Who made the thinking with each signature, as far as the test knows. */
  readonly signers: ReadonlyMap<string, string>;
}

/** The sentences whose condition holds. */
export function when(
  faults: readonly (readonly [holds: boolean, fault: string])[],
): readonly string[] {
  return faults.filter(([holds]) => holds).map(([, fault]) => fault);
}
