/** What was said of one row, and what would have been right. */
export interface Judgement {
  /** Every label that counts as right; the first is the one to confuse. */
  readonly right: readonly string[];
  readonly said: string | null;
  /** Of what was said. */
  readonly confidence: number;
}

export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly rows: number;
  readonly meanConfidence: number;
  readonly accuracy: number;
}

export interface Measures {
  readonly rows: number;
  readonly accuracy: number;
  readonly macroF1: number;
  /** How far confidence is from being right, on average. */
  readonly ece: number;
  readonly reliability: readonly Bin[];
  /** The worst classes first. */
  readonly classes: readonly ClassMeasure[];
  /** The commonest mistakes first. */
  readonly confused: readonly {
    readonly right: string;
    readonly said: string;
    readonly rows: number;
  }[];
}

export interface ClassMeasure {
  readonly label: string;
  readonly rows: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

export function measure(judgements: readonly Judgement[]): Measures {
  const hits = judgements.filter(isRight).length;
  const classes = classMeasures(judgements);
  const reliability = binned(judgements);
  return {
    rows: judgements.length,
    accuracy: share(hits, judgements.length),
    macroF1: share(
      classes.reduce((sum, { f1 }) => sum + f1, 0),
      classes.length,
    ),
    ece: reliability.reduce(
      (sum, { rows, meanConfidence, accuracy }) =>
        sum + share(rows, judgements.length) * Math.abs(meanConfidence - accuracy),
      0,
    ),
    reliability,
    classes: classes.toSorted((a, b) => a.f1 - b.f1 || byText(a.label, b.label)),
    confused: confusions(judgements),
  };
}

export function isRight({ right, said }: Judgement): boolean {
  return said !== null && right.includes(said);
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

interface Counted {
  rows: number;
  said: number;
  hits: number;
}

/** A row whose other accepted label was said counts as a hit of that one. */
function classMeasures(judgements: readonly Judgement[]): readonly ClassMeasure[] {
  const counts = new Map<string, Counted>();
  const of = (label: string): Counted => {
    const known = counts.get(label) ?? { rows: 0, said: 0, hits: 0 };
    counts.set(label, known);
    return known;
  };
  for (const one of judgements) {
    const right = isRight(one) ? one.said : one.right[0];
    if (right === null || right === undefined) continue;
    of(right).rows += 1;
    if (one.said === null) continue;
    of(one.said).said += 1;
    if (isRight(one)) of(right).hits += 1;
  }
  return [...counts]
    .filter(([, { rows }]) => rows > 0)
    .map(([label, { rows, said, hits }]) => ({
      label,
      rows,
      precision: share(hits, said),
      recall: share(hits, rows),
      f1: share(2 * hits, rows + said),
    }));
}

const BINS = 10;

function binned(judgements: readonly Judgement[]): readonly Bin[] {
  return Array.from({ length: BINS }, (_, index) => {
    const within = judgements.filter(
      ({ confidence }) => Math.min(BINS - 1, Math.floor(confidence * BINS)) === index,
    );
    return {
      from: index / BINS,
      to: (index + 1) / BINS,
      rows: within.length,
      meanConfidence: share(
        within.reduce((sum, { confidence }) => sum + confidence, 0),
        within.length,
      ),
      accuracy: share(within.filter(isRight).length, within.length),
    };
  });
}

const MOST_CONFUSED = 20;

function confusions(judgements: readonly Judgement[]): Measures['confused'] {
  const pairs = new Map<string, { right: string; said: string; rows: number }>();
  for (const one of judgements) {
    const {
      right: [right = ''],
      said,
    } = one;
    if (isRight(one)) continue;
    const key = JSON.stringify([right, said]);
    const pair = pairs.get(key) ?? { right, said: said ?? 'nothing', rows: 0 };
    pair.rows += 1;
    pairs.set(key, pair);
  }
  return [...pairs.values()]
    .toSorted((a, b) => b.rows - a.rows || byText(a.right, b.right) || byText(a.said, b.said))
    .slice(0, MOST_CONFUSED);
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
