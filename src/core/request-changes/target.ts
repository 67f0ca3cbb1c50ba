import type { CatalogModel } from '../catalog.ts';
import type { Candidate, TokenEstimate } from '../decision.ts';
import type { DialectName } from '../dialect.ts';
import type { Model } from '../model.ts';
import type { RoutingInput } from '../routing-input.ts';

/** A model that is to take a call, and how the call travels to it. */
export interface Target {
  readonly input: RoutingInput;
  readonly model: Model;
  /** `null`: nobody described this model. */
  readonly entry: CatalogModel | null;
  readonly estimate: TokenEstimate;
  /** In which the call is sent. */
  readonly dialect: DialectName;
  readonly lane: Candidate['lane'];
  /** The client wrote the call for this very model, in the dialect it is sent in. */
  readonly isAsWritten: boolean;
}
