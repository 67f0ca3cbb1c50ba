import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Catalog } from '../core/catalog.ts';
import { ModicumError } from '../core/error.ts';

const SHIPPED = new URL('../../catalog/models.json', import.meta.url);

/** The models and prices that came with this version of Modicum. */
export function loadCatalog(file: URL = SHIPPED): Catalog {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new ModicumError(
      'catalog_unreadable',
      `${fileURLToPath(file)} cannot be read; install Modicum again.`,
      { cause },
    );
  }
  return readCatalog(content);
}

/** Checks the outline only: the file is ours, its content is held by tests. */
const catalogSchema = z.looseObject({
  version: z.string().regex(/^\d{4}-\d{2}-\d{2}/),
  models: z
    .array(
      z.looseObject({
        id: z.string().min(1),
        kind: z.enum(['anthropic', 'openai-compatible', 'ollama']),
        prices: z.array(z.looseObject({ from: z.string(), bands: z.array(z.unknown()).min(1) })),
        limits: z.looseObject({ contextTokens: z.int(), outputTokens: z.int() }),
        capabilities: z.looseObject({ efforts: z.array(z.string()) }),
      }),
    )
    .min(1),
});

function readCatalog(content: unknown): Catalog {
  const checked = catalogSchema.safeParse(content);
  if (checked.success) return content as Catalog;
  const first = checked.error.issues[0];
  throw new ModicumError(
    'catalog_unreadable',
    `The catalog of models is damaged at ${first?.path.join('.')}: ${first?.message}. Install Modicum again.`,
  );
}
