/** How well predicted classes match the true ones. */
export interface Metrics {
  fragments: number;
  /** Share of right predictions, 0 to 1. */
  accuracy: number;
  /** Mean of the F1 of the classes that occur among the true labels. */
  macroF1: number;
  /** [true][predicted], counts. */
  confusion: number[][];
  perClass: ClassMetrics[];
}

/** One class; null where the quotient is 0 / 0. */
export interface ClassMetrics {
  /** True fragments of the class. */
  support: number;
  /** Found of the true ones: TP / (TP + FN). */
  sensitivity: number | null;
  /** True of the found ones: TP / (TP + FP). */
  positivePredictivity: number | null;
  /** 2 TP / (2 TP + FP + FN). */
  f1: number | null;
}

/** Metrics of `predicted` against `labels`, both indices of `classes` classes; at least one fragment. */
export function metrics(labels: readonly number[], predicted: readonly number[], classes: number): Metrics {
  return confusionMetrics(confusionMatrix(labels, predicted, classes));
}

/** Counts [true][predicted]; at least one fragment. */
export function confusionMatrix(labels: readonly number[], predicted: readonly number[], classes: number): number[][] {
  if (labels.length !== predicted.length || labels.length === 0)
    throw new RangeError(`${labels.length} labels and ${predicted.length} predictions`);
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  labels.forEach((label, i) => {
    const row = confusion[label];
    const column = predicted[i]!;
    if (row?.[column] === undefined) throw new RangeError(`fragment ${i}: label ${label}, prediction ${column}`);
    row[column]++;
  });
  return confusion;
}

/** Adds matrices of one size; at least one. */
export function addConfusions(matrices: readonly number[][][]): number[][] {
  return matrices.reduce((sum, one) => sum.map((row, t) => row.map((count, p) => count + one[t]![p]!)));
}

/** Metrics of counts [true][predicted], of one fragment or more. */
export function confusionMetrics(confusion: number[][]): Metrics {
  const perClass = confusion.map((row, c): ClassMetrics => {
    const right = row[c]!;
    const support = row.reduce((a, b) => a + b, 0);
    const found = confusion.reduce((total, other) => total + other[c]!, 0);
    return {
      support,
      sensitivity: quotient(right, support),
      positivePredictivity: quotient(right, found),
      f1: quotient(2 * right, support + found),
    };
  });
  const present = perClass.filter((c) => c.support > 0);
  const fragments = perClass.reduce((total, c) => total + c.support, 0);
  return {
    fragments,
    accuracy: confusion.reduce((total, row, c) => total + row[c]!, 0) / fragments,
    macroF1: present.reduce((total, c) => total + c.f1!, 0) / present.length,
    confusion,
    perClass,
  };
}

const quotient = (a: number, b: number) => (b === 0 ? null : a / b);
