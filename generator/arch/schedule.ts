/** What is done from a cycle on, for so many cycles. */
export interface Activity {
  /** Index in `doing`. */
  doing: number;
  from: number;
  cycles: number;
}

/**
 * When the engines work and when values leave, of a fragment on its own whose samples are always offered and whose scores are always taken. The
 * cycle in which its first sample is taken is 1, as in `latencyCycles`.
 */
export interface Schedule {
  /** What activities are called, and what that is. */
  doing: readonly { name: string; meaning: string }[];
  /** In which cycles each code is taken. */
  codes: number[];
  /** Of each layer, in order; those of the input are before the first layer's. */
  input: Activity[];
  layers: {
    activities: Activity[];
    /** The cycle of each value of its stream, in the order of the stream; null: only that of the last value is known. */
    values: number[] | null;
  }[];
}

/** Joins activities that follow one another and are alike. */
export function joinActivities(all: Iterable<Activity>): Activity[] {
  const joined: Activity[] = [];
  for (const { doing, from, cycles } of all) {
    const last = joined.at(-1);
    if (last?.doing === doing && last.from + last.cycles === from) last.cycles += cycles;
    else joined.push({ doing, from, cycles });
  }
  return joined;
}
