import type { Call } from './call.ts';
import type { CatalogModel } from './catalog.ts';
import type { DialectName } from './dialect.ts';
import type { Misfit } from './fit.ts';
import type { Effort } from './model.ts';

/**
 * Would this model refuse the call's tools over Chat Completions as they are asked for? OpenAI's newer
 * models take them there only without effort, or not at all; over Responses they take both.
 */
export function prefersResponses(call: Call, entry: CatalogModel, effort: Effort | null): boolean {
  if (call.tools.length === 0) return false;
  const { chatTools, efforts } = entry.capabilities;
  return chatTools === 'none' || (chatTools === 'without_effort' && asksEffort(effort, efforts));
}

/** A model that has no efforts is never told one. */
function asksEffort(effort: Effort | null, efforts: readonly Effort[]): boolean {
  return effort !== null && efforts.length > 0;
}

/** Does effort have to go so that the tools are taken? */
export function dropsEffort(call: Call, entry: CatalogModel, dialect: DialectName): boolean {
  return (
    dialect === 'openai-chat' && call.tools.length > 0 && entry.capabilities.chatTools !== 'any'
  );
}

/** Why the tools cannot come to this model in this dialect, or `null`. */
export function chatToolsMisfit(
  call: Call,
  entry: CatalogModel,
  dialect: DialectName,
): Misfit | null {
  if (!dropsEffort(call, entry, dialect) || entry.capabilities.chatTools !== 'none') return null;
  const detail =
    'it takes tools only over /v1/responses: set `responses: true` for its provider if that speaks it';
  return { reason: 'tools_unsupported', detail };
}
