import { groupBy } from '../data/group-by.js';

/** Some shares, 0 to 1, and how they scatter. */
export interface Spread {
  values: number[];
  mean: number;
  /** Standard deviation of the sample (n - 1); 0 for a single value. */
  sd: number;
}

export function spread(values: number[]): Spread {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  const squares = values.reduce((sum, v) => sum + (v - mean) ** 2, 0);
  return { values, mean, sd: values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1)) };
}

/** A mean and its standard error. */
export interface Estimate {
  mean: number;
  standardError: number;
}

/**
 * Mean of `values` and its standard error when only values of different `clusters` are independent: the linearised
 * variance of a ratio of cluster totals (Cochran, "Sampling Techniques", section 9A). Folds or seeds are no clusters:
 * their models share training data and are scored on the same fragments, so that the scatter between them says little of how
 * another sample of fragments would fare.
 */
export function clusteredMean(values: readonly number[], clusters: readonly string[]): Estimate {
  const groups = groupBy([...values.keys()], (i) => clusters[i]!);
  return clusteredRatio(
    [...groups.values()].map((members) => ({
      sum: members.reduce((sum, i) => sum + values[i]!, 0),
      count: members.length,
    })),
  );
}

/** The same of each cluster's sum and number of values; at least one value. */
export function clusteredRatio(clusters: readonly { sum: number; count: number }[]): Estimate {
  const count = clusters.reduce((all, cluster) => all + cluster.count, 0);
  const mean = clusters.reduce((all, { sum }) => all + sum, 0) / count;
  const squares = clusters.reduce((all, { sum, count }) => all + (sum - mean * count) ** 2, 0);
  const n = clusters.length;
  return { mean, standardError: n < 2 ? 0 : Math.sqrt((n / (n - 1)) * squares) / count };
}
