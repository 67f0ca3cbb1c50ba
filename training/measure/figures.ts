/** One prediction beside what was right. */
export interface Answered {
  readonly right: readonly string[];
  readonly said: string;
  readonly confidence: number;
}

export function accuracy(rows: readonly Answered[]): number {
  return share(rows, ({ right, said }) => right.includes(said));
}

/** The mean over the classes of how well each is found: a rare class counts as much as a frequent one. */
export function macroF1(rows: readonly Answered[]): number {
  const classes = [...new Set(rows.map(({ right }) => right[0] ?? ''))];
  const scores = classes.map((one) => {
    const of = rows.filter(({ right }) => right[0] === one);
    const said = rows.filter((row) => row.said === one);
    const hits = said.filter(({ right }) => right.includes(one)).length;
    return hits === 0 ? 0 : (2 * hits) / (of.length + said.length);
  });
  return mean(scores);
}

/** One bar of a reliability diagram. */
export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** What was said on average, and how often it was right. */
  readonly confidence: number;
  readonly accuracy: number;
}

export function reliability(rows: readonly Answered[], bins = 10): readonly Bin[] {
  return Array.from({ length: bins }, (_, index) => {
    const [from, to] = [index / bins, (index + 1) / bins];
    const inside = rows.filter(
      ({ confidence }) => confidence >= from && (confidence < to || (to === 1 && confidence === 1)),
    );
    return {
      from,
      to,
      count: inside.length,
      confidence: mean(inside.map(({ confidence }) => confidence)),
      accuracy: accuracy(inside),
    };
  });
}

/** Expected calibration error: how far confidence and accuracy are apart, on average. */
export function calibrationError(rows: readonly Answered[]): number {
  const bins = reliability(rows).filter(({ count }) => count > 0);
  const apart = bins.map((bin) => bin.count * Math.abs(bin.confidence - bin.accuracy));
  return apart.reduce((sum, one) => sum + one, 0) / Math.max(1, rows.length);
}

/** A question that a weak and a strong model answered, and how much it was thought to need the strong one. */
export interface Pair {
  readonly weak: number;
  readonly strong: number;
  readonly need: number;
}

/**
 * The share of the gap between weak and strong that is recovered, averaged over all shares of calls sent to the
 * strong model: 0.5 is chance.
 */
export function gapRecovered(pairs: readonly Pair[]): number {
  const curve = recoveryCurve(pairs);
  return mean(curve);
}

/** The smallest share of calls to the strong model that recovers this share of the gap. */
export function callsFor(pairs: readonly Pair[], recovered: number): number {
  const curve = recoveryCurve(pairs);
  const at = curve.findIndex((one) => one >= recovered);
  return (at < 0 ? curve.length : at + 1) / Math.max(1, curve.length);
}

function recoveryCurve(pairs: readonly Pair[]): readonly number[] {
  const ordered = pairs.toSorted((a, b) => b.need - a.need);
  const weak = mean(pairs.map((pair) => pair.weak));
  const strong = mean(pairs.map((pair) => pair.strong));
  let gained = 0;
  return ordered.map((pair) => {
    gained += pair.strong - pair.weak;
    return gained / pairs.length / (strong - weak);
  });
}

export function share<T>(rows: readonly T[], holds: (row: T) => boolean): number {
  return rows.length === 0 ? 0 : rows.filter(holds).length / rows.length;
}

export function mean(numbers: readonly number[]): number {
  return numbers.length === 0 ? 0 : numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
}
