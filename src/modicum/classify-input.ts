import type { Classification } from '../core/classification.ts';
import type { Decision, Refusal } from '../core/decision.ts';
import { PLAIN_CALL } from '../core/purpose.ts';
import { prepare } from '../gateway/ask.ts';
import { withWhatWouldChange } from '../core/what-would-change.ts';
import type { Gateway } from '../gateway/gateway.ts';
import type { RunInput } from '../gateway/run-input.ts';
import { OWN_NAME } from './rows/row-body.ts';
import { createLoneDecider, predictionOf, type Prediction } from './rows/predict-row.ts';

/** What a call is, and what the policy makes of it by itself. */
export type Classified = Classification &
  Pick<Prediction, 'tier' | 'pStrong' | 'complexity' | 'reasons'>;

/** What would be decided if every provider were up and had its key, and nothing had been before. */
export function routeInput(gateway: Gateway, input: RunInput | string): Decision | Refusal {
  const asked = { ...prepare(gateway, input), purpose: PLAIN_CALL };
  const made = createLoneDecider(gateway)(asked);
  return withWhatWouldChange(made.decision, made.input);
}

/** As one row would be classified, with all that a program can say of a call. */
export function classifyInput(gateway: Gateway, input: RunInput | string): Classified {
  const { call, options } = prepare(gateway, input);
  const asked = { ...call, requestedModel: OWN_NAME };
  const decide = createLoneDecider(gateway);
  const { classification, decision } = decide({ call: asked, purpose: PLAIN_CALL, options });
  const { tier, pStrong, complexity, reasons } = predictionOf(classification, decision, false);
  return { ...classification, tier, pStrong, complexity, reasons };
}
