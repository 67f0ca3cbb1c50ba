import type { CatalogModel } from './catalog.ts';
import type { UpstreamState } from './conditions.ts';
import type { DialectName } from './dialect.ts';
import type { Model } from './model.ts';
import { providerNamed, type ProviderPolicy } from './policy.ts';
import type { RoutingInput } from './routing-input.ts';

/** Why a model cannot be asked at all, whatever the call. */
export interface Unavailability {
  readonly reason: 'no_key' | 'provider_down' | 'model_missing' | 'remote_model' | 'retired_model';
  /** What exactly, and what to do about it; goes into a bracket. */
  readonly detail: string;
}

/** What keeps a model from being asked now, or `null`. What is unknown about an upstream is tried. */
export function unavailability(
  model: Model,
  entry: CatalogModel | null,
  input: RoutingInput,
): Unavailability | null {
  const provider = providerNamed(input.policy, model.provider);
  if (provider === null) return missingProvider(model);
  const { upstreams } = input.conditions;
  const state = Object.hasOwn(upstreams, provider.name) ? upstreams[provider.name] : undefined;
  return (
    remoteModel(provider, model) ??
    retiredModel(provider, model, entry) ??
    missingKey(provider, state, input.call.dialect) ??
    down(provider, state) ??
    missingModel(provider, model, { entry, state })
  );
}

function missingProvider(model: Model): Unavailability {
  const detail = `the policy has no provider named ${model.provider}`;
  return { reason: 'provider_down', detail };
}

/** Ollama runs ids with this ending on its own servers, so the text would leave the machine. */
function remoteModel({ requireLocal }: ProviderPolicy, { id }: Model): Unavailability | null {
  if (!requireLocal || !(id.endsWith(':cloud') || id.endsWith('-cloud'))) return null;
  return { reason: 'remote_model', detail: `${id} runs in the cloud` };
}

/** Gone at its vendor; a provider that lists the id by name may have it still. */
function retiredModel(
  provider: ProviderPolicy,
  { id }: Model,
  entry: CatalogModel | null,
): Unavailability | null {
  if (!entry?.retired || provider.models.includes(id)) return null;
  const { on, replacedBy } = entry.retired;
  return { reason: 'retired_model', detail: `since ${on}; use ${replacedBy}` };
}

function missingKey(
  provider: ProviderPolicy,
  state: UpstreamState | undefined,
  dialect: DialectName,
): Unavailability | null {
  if (state === undefined || state.hasKey) return null;
  return { reason: 'no_key', detail: keyRemedy(provider, dialect) };
}

/** What to do about a key that is missing, for who runs Modicum and for who calls it. */
function keyRemedy(provider: ProviderPolicy, dialect: DialectName): string {
  const places = provider.keys.map((source) =>
    source.kind === 'environment' ? `set ${source.name}` : `put it into ${source.path}`,
  );
  if (!provider.passesClientCredential) {
    return places.join(' or ') || `say where in providers.${provider.name}.key`;
  }
  const held = places.length === 0 ? [] : [`${places.join(' or ')} where Modicum runs`];
  const passed =
    dialect === 'anthropic-messages'
      ? 'show your own Anthropic credential, as x-api-key or Authorization: Bearer, with the call'
      : 'call in Anthropic’s dialect, where your own Anthropic credential is handed on';
  return [...held, passed].join(', or ');
}

function down(
  { baseUrl, kind }: ProviderPolicy,
  state: UpstreamState | undefined,
): Unavailability | null {
  if (state?.state !== 'down') return null;
  const remedy = kind === 'ollama' ? '; start it with "ollama serve"' : '';
  return { reason: 'provider_down', detail: `tried ${baseUrl}${remedy}` };
}

function missingModel(
  provider: ProviderPolicy,
  model: Model,
  known: { readonly entry: CatalogModel | null; readonly state: UpstreamState | undefined },
): Unavailability | null {
  const models = known.state?.models ?? null;
  if (models === null || models.some((listed) => isSameId(listed, model.id))) return null;
  const ids = known.entry === null ? [] : [known.entry.id, ...known.entry.aliases];
  if (ids.includes(model.id) && models.some((listed) => ids.includes(listed))) return null;
  const remedy =
    provider.kind === 'ollama' ? `get it with "ollama pull ${model.id}"` : 'its list lacks this id';
  return { reason: 'model_missing', detail: remedy };
}

/** A name without a tag means `latest`. */
function isSameId(listed: string, wanted: string): boolean {
  return listed === wanted || listed === `${wanted}:latest` || `${listed}:latest` === wanted;
}
