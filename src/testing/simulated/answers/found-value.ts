import type { Random } from '../../seeded-random.ts';

/**
 * What a text says under a field's name: first a line or phrase that begins with the name, then
 * anything that looks like such a value. `null` when nothing does.
 */
export function foundText(name: string, text: string, random: Random): string | null {
  const labelled = labelledValue(name, text);
  if (labelled !== null) return labelled;
  const shape = SHAPES.find(({ names }) => names.test(name));
  if (shape !== undefined) {
    const all = text.match(shape.value) ?? [];
    return all.length === 0 ? null : random.pick(all.slice(0, 3)).trim();
  }
  const proper = text.match(/\p{Lu}\p{Ll}{2,20}(?: \p{Lu}\p{Ll}{2,20}){1,2}/gu) ?? [];
  return proper.length === 0 ? null : random.pick(proper.slice(0, 5));
}

/** The number a text gives under a name, or else one of its numbers; `null` when it has none. */
export function foundNumber(name: string, text: string, random: Random): number | null {
  const labelled = /-?\d[\d,]*(?:\.\d+)?/.exec(labelledValue(name, text) ?? '')?.[0];
  if (labelled !== undefined) return asNumber(labelled);
  const all = text.match(/\d[\d,]*(?:\.\d{1,2})?/g) ?? [];
  return all.length === 0 ? null : asNumber(random.pick(all.slice(0, 6)));
}

const SHAPES: readonly { readonly names: RegExp; readonly value: RegExp }[] = [
  { names: /e?mail/i, value: /[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+/g },
  { names: /url|link|website/i, value: /https?:\/\/[^\s"'<>)]{1,200}/g },
  { names: /phone|mobile/i, value: /\+\d[\d ()-]{6,20}\d/g },
  {
    names: /date|deadline|due|_at$|when/i,
    value:
      /\d{4}-\d{2}-\d{2}|\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December)(?: \d{4})?/g,
  },
  { names: /(?:^|_)(?:id|number|no|code|reference|sku)$/i, value: /\b[A-Z]{1,4}-\d{2,8}\b/g },
  { names: /amount|price|total|cost/i, value: /(?:[$€£] ?)\d[\d,]*(?:\.\d{2})?/g },
];

/** `Invoice date: 3 May` or `invoice_date = 3 May`, read up to the end of line, comma or semicolon. */
function labelledValue(name: string, text: string): string | null {
  const words = name.replace(/([a-z])([A-Z])/g, '$1 $2').split(/[^\p{L}\p{N}]+/u);
  const pattern = words.filter((word) => word !== '').join('[ _-]?');
  if (pattern === '') return null;
  const match = new RegExp(
    `(?:^|[\\n\\s"(])${pattern}"?\\s{0,3}[:=]\\s{0,3}([^\\n;]{1,120})`,
    'iu',
  );
  const value = match.exec(text)?.[1]?.replace(/^["'\s]+|["',.\s]+$/g, '');
  return value === undefined || value === '' ? null : value;
}

function asNumber(text: string): number {
  return Number(text.replaceAll(',', ''));
}
