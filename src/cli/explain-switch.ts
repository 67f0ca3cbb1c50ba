import { findModel, type Catalog, type CatalogModel } from '../core/catalog.ts';
import { dayOf } from '../core/cost.ts';
import { nearestName } from '../core/nearest-name.ts';
import type { SwitchAccount } from '../core/switch-guard.ts';
import { PRIOR_GROWTH, PRIOR_OUTPUT, PRIOR_TURNS } from '../core/switch-guard-outlook.ts';
import {
  weighSupposed,
  type SeenCache,
  type SupposedModel,
} from '../core/switch-guard-supposed.ts';
import { promptTokens, type Usage } from '../core/usage.ts';
import type { AttemptRecord, Receipt } from '../ledger/ledger.ts';
import { usage } from './check-arguments.ts';
import { readWholeNumber } from './options.ts';

/** The figures a person may give, as they were typed. */
export interface SwitchFigures {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly tokens?: string | undefined;
  readonly turns?: string | undefined;
  readonly new?: string | undefined;
  readonly growth?: string | undefined;
  readonly output?: string | undefined;
  readonly ttl?: string | undefined;
}

/** `--from X --to Y --tokens N`: a conversation that need not exist, at a safe point. */
export function supposedAccount(figures: SwitchFigures, catalog: Catalog): SwitchAccount {
  const tokens = readWholeNumber('tokens', figures.tokens, { least: 1, most: 10_000_000 });
  if (figures.from === undefined || figures.to === undefined || tokens === undefined) {
    throw usage(
      'Give both models and the size: modicum explain switch --from claude-opus-5-5 --to claude-haiku-5-5 --tokens 78000',
    );
  }
  return weighSupposed({
    from: modelNamed(figures.from, catalog),
    to: modelNamed(figures.to, catalog),
    tokens,
    outlook: outlookOf(figures),
    ttl: readTtl(figures.ttl),
    boundary: 'first_turn',
    day: dayOf(Date.now()),
  });
}

/**
 * What leaving its model after this call would cost: the sums it was decided by, or else from its usage,
 * in the middle of the conversation as it is. `null` where nothing is known to compare with.
 */
export function accountOfCall(
  receipt: Receipt,
  figures: SwitchFigures,
  { catalog, to }: { readonly catalog: Catalog; readonly to: string | null },
): SwitchAccount | null {
  const { switchAccount, startedAt } = receipt.call;
  if (switchAccount !== null && !isChanged(figures)) return switchAccount;
  const last = answeredAttempt(receipt);
  if (last?.closed?.usage.state !== 'reported' || to === null) return null;
  const { usage: used } = last.closed.usage;
  const outlook = outlookOf(figures);
  const from = modelNamed(`${last.opened.provider}/${last.opened.requestedModel}`, catalog);
  return weighSupposed({
    from,
    to: modelNamed(to, catalog),
    tokens: promptTokens(used) + outlook.newTokens,
    outlook:
      figures.output === undefined ? { ...outlook, outputTokens: used.outputTokens } : outlook,
    ttl: used.cacheWrite1hTokens > 0 ? '1h' : readTtl(figures.ttl),
    ...(figures.ttl === undefined && { seen: seenCache(receipt, from, used) }),
    boundary: null,
    day: dayOf(startedAt),
  });
}

/**
 * A cache that was read or written was marked, and so was one that the call was only too short for. What
 * another kind of upstream served reports no marks: Claude Code sets them always, of others none is known.
 */
function seenCache({ call }: Receipt, { entry }: SupposedModel, used: Usage): SeenCache {
  const { cacheReadTokens, cacheWrite5mTokens, cacheWrite1hTokens } = used;
  const { cachePrediction, lane, dialect } = call;
  const cachedTokens = cacheReadTokens + cacheWrite5mTokens + cacheWrite1hTokens;
  const isAsked = cachePrediction !== null && cachePrediction.coldBecause !== 'not_cached';
  const isSilent = entry.kind !== 'anthropic' && lane !== null;
  const isUsed = cachedTokens > 0 || isAsked || isSilent;
  return {
    isMarked: dialect === 'anthropic-messages' && isUsed,
    cachedTokens,
    tailTokens: used.freshInputTokens,
  };
}

function answeredAttempt({ attempts }: Receipt): AttemptRecord | undefined {
  return attempts.findLast(({ closed }) => closed?.outcome === 'answered');
}

function isChanged({ to, turns, growth, output, ttl, new: added }: SwitchFigures): boolean {
  return [to, turns, growth, output, ttl, added].some((value) => value !== undefined);
}

function outlookOf(figures: SwitchFigures) {
  const within = { least: 0, most: 1_000_000 };
  const newTokens = readWholeNumber('new', figures.new, within) ?? PRIOR_GROWTH;
  return {
    turns: readWholeNumber('turns', figures.turns, { least: 1, most: 400 }) ?? PRIOR_TURNS / 2,
    newTokens,
    growthTokens: readWholeNumber('growth', figures.growth, within) ?? newTokens,
    outputTokens: readWholeNumber('output', figures.output, within) ?? PRIOR_OUTPUT,
  };
}

function readTtl(text: string | undefined): '5m' | '1h' {
  if (text === undefined || text === '5m') return '5m';
  if (text === '1h') return '1h';
  throw usage('--ttl must be 5m or 1h.');
}

/** `anthropic/claude-opus-5-5`, `claude-opus-5-5` or, as people say, `opus-5-5`. */
function modelNamed(text: string, catalog: Catalog): SupposedModel {
  const id = text.slice(text.indexOf('/') + 1);
  const entry = findModel(catalog, id) ?? findModel(catalog, `claude-${id}`);
  if (entry !== null) return { name: nameOf(text, entry), entry };
  const nearest = nearestName(
    id,
    catalog.models.map((model) => model.id),
  );
  const hint =
    nearest === null ? 'modicum prices list shows all of them.' : `Did you mean ${nearest}?`;
  throw usage(`No model ${JSON.stringify(text)} is known. ${hint}`);
}

function nameOf(text: string, { id }: CatalogModel): string {
  return text.includes('/') ? text : id;
}
