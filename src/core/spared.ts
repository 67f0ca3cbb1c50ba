import type { Decision } from './decision.ts';

/**
 * A decision that no model is needed, because the answer is there already or code makes it: tier `none`.
 * It has no plan, so nothing is attempted; what it shares with a `Decision` means the same.
 */
export interface Spared extends Pick<
  Decision,
  | 'taskType'
  | 'confidence'
  | 'estimate'
  | 'excluded'
  | 'reasons'
  | 'delivery'
  | 'validate'
  | 'explanation'
> {
  readonly kind: 'spared';
  readonly tier: 'none';
  readonly decidedBy: 'repeat' | 'converted_in_code';
  readonly plan: readonly [];
}
