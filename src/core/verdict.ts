/** What the validators said about an answer. `unjudged`: none applied. */
export type Verdict =
  | { readonly kind: 'accepted'; readonly validators: readonly string[] }
  | { readonly kind: 'unjudged' }
  | {
      readonly kind: 'rejected';
      /** The validator that said no. */
      readonly validator: string;
      /** What it saw, without quoting the answer. */
      readonly detail: string;
    };

export const UNJUDGED: Verdict = { kind: 'unjudged' };
