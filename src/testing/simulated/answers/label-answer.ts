import type { Random } from '../../seeded-random.ts';

/** The labels a prompt offers, in its own spelling; empty when it offers none. */
export function offeredLabels(text: string): readonly string[] {
  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) {
    if (!/\b(one of|labels?|categor(?:y|ies)|intents?|topics?|flairs?|queues?)\b/i.test(line)) {
      continue;
    }
    const colon = line.lastIndexOf(':');
    if (colon === -1) continue;
    const inLine = line.slice(colon + 1).split(/[,|]/);
    const listed = inLine.length >= 2 ? inLine : bulletsAfter(lines, index);
    const labels = listed.map(bareLabel).filter((label) => label !== '');
    if (labels.length >= 2 && labels.every((label) => label.length <= 40)) return labels;
  }
  return [];
}

/** The label whose words stand most often in the text; by lot among equals. */
export function bestLabel(labels: readonly string[], text: string, random: Random): string {
  const lower = text.toLowerCase();
  const scored = labels.map((label) => ({ label, score: mentions(label, lower) }));
  const best = Math.max(...scored.map(({ score }) => score));
  return random.pick(scored.filter(({ score }) => score === best)).label;
}

function bulletsAfter(lines: readonly string[], index: number): readonly string[] {
  const bullets: string[] = [];
  for (const line of lines.slice(index + 1)) {
    const bullet = /^\s*[-*•] (.{1,200})$/.exec(line)?.[1];
    if (bullet === undefined) {
      if (line.trim() === '' && bullets.length === 0) continue;
      break;
    }
    bullets.push(bullet.split(/:| [–—-] /, 1)[0] ?? bullet);
  }
  return bullets;
}

function bareLabel(text: string): string {
  return text
    .trim()
    .replace(/^(?:or|and) /, '')
    .replace(/^["'`]+/, '')
    .replace(/["'`.]+$/, '')
    .trim();
}

/** Every label stands once in the list itself, so equal counts mean: not mentioned. */
function mentions(label: string, text: string): number {
  const stems = label
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length >= 3)
    .map((word) => word.slice(0, 6));
  const counts = stems.map((stem) => Math.min(4, text.split(stem).length - 1));
  return counts.reduce((sum, count) => sum + count, 0) / Math.max(1, stems.length);
}
