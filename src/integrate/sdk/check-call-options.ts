import { ModicumError } from '../../core/error.ts';
import { isObject } from '../../core/json.ts';
import { OPTION_HEADERS, type SpokenOptions } from '../../core/option-headers.ts';
import { isTier } from '../../core/tier.ts';

/**
 * Throws `invalid_request`, naming the option, for what no compiler saw. Where the call is then sent, nobody
 * may know the options: ignored quietly, a mistyped one could cost money.
 */
export function checkCallOptions(options: unknown): asserts options is SpokenOptions {
  if (!isObject(options)) throw invalid('The options must be an object.');
  for (const [name, value] of Object.entries(options)) {
    if (!isOption(name)) {
      throw invalid(
        `There is no option ${name}. Known: ${Object.keys(OPTION_HEADERS).join(', ')}.`,
      );
    }
    const { holds, says } = RULES[name];
    if (value !== undefined && !holds(value)) throw invalid(`${name} must be ${says}.`);
  }
}

interface Rule {
  readonly says: string;
  readonly holds: (value: unknown) => boolean;
}

const TEXT: Rule = { says: 'text', holds: isText };
const FLAG: Rule = { says: 'true or false', holds: (value) => typeof value === 'boolean' };
const TIER: Rule = { says: '0, 1, 2 or 3', holds: isTier };

/** As docs/headers.md has them. */
const RULES: Readonly<Record<keyof SpokenOptions, Rule>> = {
  task: TEXT,
  tool: TEXT,
  labels: {
    says: 'a list of texts with at least one in it, none of them empty',
    holds: (value) => isTexts(value) && value.length > 0 && !value.includes(''),
  },
  judge: FLAG,
  tier: TIER,
  minTier: TIER,
  maxTier: TIER,
  background: FLAG,
  complexity: { says: 'a whole number from 1 to 10', holds: isWhole(10) },
  deadlineMs: { says: 'whole milliseconds from 1 to 86400000', holds: isWhole(86_400_000) },
  session: TEXT,
  tags: { says: 'a list of texts', holds: isTexts },
};

function isOption(name: string): name is keyof SpokenOptions {
  return Object.hasOwn(OPTION_HEADERS, name);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isText);
}

function isWhole(most: number): (value: unknown) => boolean {
  return (value) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= most;
}

function invalid(message: string): ModicumError {
  return new ModicumError('invalid_request', message);
}
