import { assess } from '../../src/core/candidate.ts';
import type { Call } from '../../src/core/call.ts';
import type { Catalog, CatalogModel } from '../../src/core/catalog.ts';
import { NO_OPTIONS } from '../../src/core/call-options.ts';
import type { RequestChange } from '../../src/core/decision.ts';
import type { JsonObject } from '../../src/core/json.ts';
import type { DialectName } from '../../src/core/dialect.ts';
import type { Effort } from '../../src/core/model.ts';
import type { Policy } from '../../src/core/policy.ts';
import {
  sampleClassification,
  sampleConditions,
  samplePolicy,
  sampleProvider,
} from '../../src/testing/index.ts';
import { anthropicRequestFaults } from '../../src/testing/strict/anthropic-request.ts';
import {
  ollamaRequestFaults,
  openaiRequestFaults,
} from '../../src/testing/strict/other-request.ts';
import { responsesRequestFaults } from '../../src/testing/strict/responses-request.ts';
import { contextTokens } from '../../src/gateway/upstream-request.ts';
import { changedHeaders, readBetas } from '../../src/wire/changed-headers.ts';
import { DIALECTS, readJsonBody, reworded, untranslatable } from '../../src/wire/index.ts';
import { spliceJson } from '../../src/wire/json-splice.ts';

/** A Messages request of a client, and what is known of who answered before. */
export interface Asked {
  readonly body: JsonObject;
  readonly betas: string;
  /** By signature, where another model answered than the one named. */
  readonly signers?: ReadonlyMap<string, string>;
  /** The model that made all thinking nobody noted; the one the client names unless given. */
  readonly usualSigner?: string;
  readonly effort?: Effort | null;
  readonly standing?: 'rewritten' | 'pinned';
  /** The compatible provider speaks Responses too. */
  readonly responses?: boolean;
}

export type Outcome =
  | {
      readonly sent: true;
      readonly dialect: DialectName;
      readonly body: JsonObject;
      readonly bytes: Uint8Array;
      readonly betas: string;
      readonly changes: readonly RequestChange[];
      /** What the independent rules say against it. */
      readonly faults: readonly string[];
    }
  | { readonly sent: false; readonly reason: string };

function policyWith(speaksResponses: boolean): Policy {
  const kind = 'openai-compatible';
  return samplePolicy({
    providers: [
      sampleProvider({ name: 'anthropic' }),
      sampleProvider({ name: kind, kind, speaksResponses }),
      sampleProvider({ name: 'ollama', kind: 'ollama', keys: [] }),
    ],
  });
}

/** What becomes of a request when this model is to take it, judged by rules of its own. */
export function rewriteFor(asked: Asked, entry: CatalogModel, catalog: Catalog): Outcome {
  const bytes = new TextEncoder().encode(JSON.stringify(asked.body));
  const read = readJsonBody(bytes);
  if (!read.ok) throw new Error(read.message);
  const parsed = DIALECTS['anthropic-messages'].request.read(read.body.json);
  if (!parsed.ok) throw new Error(parsed.message);
  const { call } = parsed;
  const headers = asked.betas === '' ? {} : { 'anthropic-beta': asked.betas };
  const assessment = assess({
    input: {
      call,
      classification: sampleClassification(null),
      policy: policyWith(asked.responses ?? false),
      conditions: sampleConditions({
        catalog,
        options: { ...NO_OPTIONS, betas: readBetas(headers) },
        untranslatable: untranslatable(call),
        reworded: reworded(call),
        signers: asked.signers ?? new Map(),
        kept:
          asked.usualSigner === undefined
            ? null
            : { provider: 'anthropic', id: asked.usualSigner, effort: null },
      }),
    },
    model: { provider: entry.kind, id: entry.id, effort: asked.effort ?? null },
    tier: 2,
    rule: null,
    standing: asked.standing ?? 'rewritten',
    mayBeDown: false,
  });
  if (!assessment.able) {
    const { reason, detail } = assessment.exclusion;
    return { sent: false, reason: detail === null ? reason : `${reason}: ${detail}` };
  }
  const { dialect, lane, changes } = assessment.candidate;
  const changed = changedHeaders(lane === 'untouched' ? headers : {}, changes);
  const sentBytes =
    lane === 'untouched'
      ? spliceJson(read.body, DIALECTS[dialect].request.edits(read.body.json, changes))
      : new TextEncoder().encode(
          JSON.stringify(
            DIALECTS[dialect].request.write(call, {
              model: entry.id,
              stream: call.stream,
              changes,
              contextTokens: contextTokens({
                ...assessment.estimate,
                maxOutputTokens:
                  changes.find((change) => change.field === 'max_tokens')?.to ??
                  call.maxOutputTokens,
                windowTokens: entry.limits.contextTokens,
              }),
            }),
          ),
        );
  const body = JSON.parse(new TextDecoder().decode(sentBytes)) as JsonObject;
  const betas = changed['anthropic-beta'] ?? '';
  const faults = faultsOf(dialect, { body, betas, signers: signersOf(asked, call) });
  return { sent: true, dialect, body, bytes: sentBytes, betas, changes, faults };
}

function faultsOf(
  dialect: DialectName,
  request: Parameters<typeof anthropicRequestFaults>[0],
): readonly string[] {
  switch (dialect) {
    case 'anthropic-messages':
      return anthropicRequestFaults(request);
    case 'openai-chat':
      return openaiRequestFaults(request.body);
    case 'openai-responses':
      return responsesRequestFaults(request.body);
    case 'ollama-chat':
      return ollamaRequestFaults(request.body);
  }
}

/** Who made every piece of thinking, by the test's own account. */
function signersOf(
  { signers, usualSigner }: Asked,
  { messages, requestedModel }: Call,
): ReadonlyMap<string, string> {
  const signatures = messages.flatMap(({ content }) =>
    content.flatMap((block) => (block.type === 'thinking' ? [block.signature ?? ''] : [])),
  );
  return new Map(
    signatures.map((signature) => [
      signature,
      signers?.get(signature) ?? usualSigner ?? requestedModel,
    ]),
  );
}
