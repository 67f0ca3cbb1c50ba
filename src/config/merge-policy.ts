import type { CompletePolicy, PolicyFile } from './policy-schema.ts';

/**
 * A policy with what a file changes: maps key by key, tasks and tiers each field by field, lists and
 * single values replaced.
 */
export function mergePolicy(base: CompletePolicy, file: PolicyFile): CompletePolicy {
  return {
    version: base.version,
    providers: overlayEach(base.providers, file.providers),
    tiers: {
      0: overlay(base.tiers[0], file.tiers?.[0]),
      1: overlay(base.tiers[1], file.tiers?.[1]),
      2: overlay(base.tiers[2], file.tiers?.[2]),
      3: overlay(base.tiers[3], file.tiers?.[3]),
    },
    routing: {
      ...overlay(base.routing, { ...file.routing, complexity: undefined }),
      complexity: overlay(base.routing.complexity, file.routing?.complexity),
    },
    classifier: {
      model: file.classifier?.model ?? base.classifier.model,
      ask: overlay(base.classifier.ask, file.classifier?.ask),
    },
    tasks: overlayEach(base.tasks, file.tasks),
    tools: overlay(base.tools, file.tools),
    rules: file.rules ?? base.rules,
    rewrite: file.rewrite ?? base.rewrite,
    claude_code: {
      ...overlay(base.claude_code, { ...file.claude_code, bind: undefined }),
      bind: overlay(base.claude_code.bind, file.claude_code?.bind),
    },
    frequency: overlay(base.frequency, file.frequency),
    limits: overlay(base.limits, file.limits),
    repeats: overlay(base.repeats, file.repeats),
    record: overlay(base.record, file.record),
    convert: file.convert ?? base.convert,
    models: overlayEach(base.models, file.models),
  };
}

type Changes<Section> = { readonly [Key in keyof Section]?: Section[Key] | undefined };

/** `base` with the fields that `changes` gives. */
function overlay<Section extends object>(
  base: Section,
  changes: Changes<Section> | undefined,
): Section {
  const given = Object.entries(changes ?? {}).filter(([, value]) => value !== undefined);
  return { ...base, ...(Object.fromEntries(given) as Partial<Section>) };
}

/** The same for every named section; names only `changes` has are added. */
function overlayEach<Name extends string, Section extends object>(
  base: Readonly<Record<Name, Section>>,
  changes: Readonly<Partial<Record<Name, Section | undefined>>> | undefined,
): Record<Name, Section> {
  const merged: Record<Name, Section> = { ...base };
  for (const name of Object.keys(changes ?? {}) as Name[]) {
    merged[name] = overlay(base[name] ?? ({} as Section), changes?.[name]);
  }
  return merged;
}
