import type { FragmentSet } from './fragment-set.js';
import { groupBy } from './group-by.js';

export interface DataSummary {
  source: string;
  fragments: number;
  /** Samples of each fragment. */
  samples: number;
  /** Classes in order; records sorted. */
  classes: { name: string; fragments: number; records: string[] }[];
  /** Number of records in all. */
  records: number;
  /** Names of the fragments of each group of byte-identical ones. */
  duplicates: string[][];
  /** ADC codes over all fragments; sd is the population's standard deviation. */
  codes: { min: number; max: number; mean: number; sd: number };
}

/** What a user wants to know of a set before trusting a figure made from it. */
export function summarise(set: FragmentSet): DataSummary {
  const all = set.labels.map((_, i) => i);
  const copies = [...groupBy(all, (i) => set.hashes[i]!).values()].filter((group) => group.length > 1);
  let [min, max, sum, squares] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
  // Sums of whole numbers below 2^53 are exact: 2^11 squared for up to 2^31 samples.
  for (const code of set.codes) {
    min = Math.min(min, code);
    max = Math.max(max, code);
    sum += code;
    squares += code * code;
  }
  const mean = sum / set.codes.length;
  return {
    source: set.source,
    fragments: all.length,
    samples: set.samples,
    classes: set.classes.map((name, label) => {
      const own = all.filter((i) => set.labels[i] === label);
      return { name, fragments: own.length, records: [...new Set(own.map((i) => set.records[i]!))].sort() };
    }),
    records: new Set(set.records).size,
    duplicates: copies.map((group) => group.map((i) => set.names[i]!)),
    codes: { min, max, mean, sd: Math.sqrt(Math.max(0, squares / set.codes.length - mean * mean)) },
  };
}
