import type { Marks } from './labelling/marks.js';
import type { Rule } from './labelling/rule.js';

/** A lead of a recording with what its annotations say. */
export interface Recording {
  /** Of the record. */
  name: string;
  lead: string;
  group: string;
  /** Index of its first code among those of the input, and its samples. */
  start: number;
  samples: number;
  /** Its windows are scored; those of other leads are for training alone. */
  scored: boolean;
  marks: Marks;
}

/** What windows are cut from. */
export interface Recorded {
  recordings: readonly Recording[];
  /** Index of its recording, of each window. */
  of: readonly number[];
  /** That gave windows their classes. */
  rule: Rule;
  /** Hashes of the windows of every signal of the records, one behind the other from the first sample: where a window is from. */
  fingerprints: readonly { hash: string; record: string; sample: number }[];
}
