import type { Bin } from './figures.ts';

/** Drawn by hand: two pictures need no library. Text takes the reader's colour, so dark pages work too. */
const WIDTH = 460;
const HEIGHT = 380;
const LEFT = 56;
const TOP = 34;
const INNER = 300;

interface Series {
  readonly name: string;
  readonly colour: string;
  readonly bins: readonly Bin[];
}

/** How often an answer was right, beside how sure the classifier said it was. */
export function reliabilityDiagram(title: string, series: readonly Series[]): string {
  const lines = series.map(({ bins, colour }) => {
    const points = bins.filter(({ count }) => count >= 5);
    const path = points.map((bin) => `${x(bin.confidence)},${y(bin.accuracy)}`).join(' ');
    const dots = points.map(
      (bin) =>
        `<circle cx="${x(bin.confidence)}" cy="${y(bin.accuracy)}" r="${Math.round(10 * Math.min(9, 2 + Math.sqrt(bin.count) / 3)) / 10}" fill="${colour}"/>`,
    );
    return `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>${dots.join('')}`;
  });
  const diagonal = `<line x1="${x(0)}" y1="${y(0)}" x2="${x(1)}" y2="${y(1)}" stroke="#888" stroke-dasharray="4 4"/>`;
  return page(title, [
    axes(
      'confidence',
      'share that was right',
      [0, 0.2, 0.4, 0.6, 0.8, 1],
      [0, 0.2, 0.4, 0.6, 0.8, 1],
    ),
    diagonal,
    ...lines,
    legend(series),
  ]);
}

export interface Point {
  readonly x: number;
  readonly y: number;
  /** Beside the point; `''` where there is no room. */
  readonly name: string;
}

/** What is saved against what is sent too low, as the price of an error rises. */
export function tradeOffCurve(
  title: string,
  points: readonly Point[],
  most: { readonly x: number; readonly y: number },
): string {
  const at = (point: Point) => `${x(point.x / most.x)},${y(point.y / most.y)}`;
  const path = `<polyline points="${points.map(at).join(' ')}" fill="none" stroke="#0a7d5a" stroke-width="2"/>`;
  const dots = points.map(
    (point) =>
      `<circle cx="${x(point.x / most.x)}" cy="${y(point.y / most.y)}" r="4" fill="#0a7d5a"/>` +
      `<text x="${x(point.x / most.x) + 7}" y="${y(point.y / most.y) - 6}" font-size="11" fill="currentColor">${point.name}</text>`,
  );
  const ticks = [0, 0.25, 0.5, 0.75, 1];
  return page(title, [
    axes(
      'cost, everything on tier 2 is 1',
      'share sent too low',
      ticks.map((one) => one * most.x),
      ticks.map((one) => one * most.y),
      most,
    ),
    path,
    ...dots,
  ]);
}

function x(share: number): number {
  return Math.round((LEFT + share * INNER) * 10) / 10;
}

function y(share: number): number {
  return Math.round((TOP + INNER - share * INNER) * 10) / 10;
}

function axes(
  across: string,
  up: string,
  xs: readonly number[],
  ys: readonly number[],
  most = { x: 1, y: 1 },
): string {
  const number = (one: number) => String(Math.round(one * 100) / 100);
  return [
    `<rect x="${LEFT}" y="${TOP}" width="${INNER}" height="${INNER}" fill="none" stroke="#888"/>`,
    ...xs.map(
      (one) =>
        `<text x="${x(one / most.x)}" y="${TOP + INNER + 16}" font-size="11" text-anchor="middle" fill="currentColor">${number(one)}</text>`,
    ),
    ...ys.map(
      (one) =>
        `<text x="${LEFT - 8}" y="${y(one / most.y) + 4}" font-size="11" text-anchor="end" fill="currentColor">${number(one)}</text>`,
    ),
    `<text x="${LEFT + INNER / 2}" y="${TOP + INNER + 34}" font-size="12" text-anchor="middle" fill="currentColor">${across}</text>`,
    `<text x="14" y="${TOP + INNER / 2}" font-size="12" text-anchor="middle" fill="currentColor" transform="rotate(-90 14 ${TOP + INNER / 2})">${up}</text>`,
  ].join('');
}

function legend(series: readonly Series[]): string {
  return series
    .map(
      ({ name, colour }, index) =>
        `<circle cx="${LEFT + INNER + 14}" cy="${TOP + 10 + index * 20}" r="4" fill="${colour}"/>` +
        `<text x="${LEFT + INNER + 22}" y="${TOP + 14 + index * 20}" font-size="11" fill="currentColor">${name}</text>`,
    )
    .join('');
}

function page(title: string, parts: readonly string[]): string {
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" color="#777" role="img" aria-label="${title}">` +
    `<text x="${LEFT}" y="20" font-size="13" fill="currentColor">${title}</text>${parts.join('')}</svg>\n`
  );
}
