import type { WordRule } from './rule.ts';
import { rulesOf } from './rule.ts';
import { HIGHEST_STAKES } from './tasks/highest-stakes.ts';
import { JUDGMENT } from './tasks/judgment.ts';
import { PROCESSING } from './tasks/processing.ts';
import { STRUCTURED } from './tasks/structured.ts';

/** The rules that come with Modicum: those of the founding articles, and what their gaps called for. */
export const WORD_RULES: readonly WordRule[] = [
  ...rulesOf('highest-stakes', HIGHEST_STAKES),
  ...rulesOf('judgment', JUDGMENT),
  ...rulesOf('structured', STRUCTURED),
  ...rulesOf('processing', PROCESSING),
];
