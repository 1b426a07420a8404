/** Cycles in which things happened, in the order in which they do. */
export interface Times {
  /** A code was taken; of the first engine only. */
  sampled: number[];
  /** A row of the window became complete. */
  rowComplete: number[];
  /** A tile issued its last read. */
  tileDone: number[];
  /** An output channel of a tile issued its last step; of engines that take all taps at once only, as the next. */
  issued: number[];
  /** The last value of an output channel of a tile went to the pool. */
  left: number[];
  /** An output beat entered the output register (it is offered from the next cycle on). */
  loaded: number[];
  /** An output beat was taken by the next layer. */
  taken: number[];
}

export const lengthsOf = (times: Times) =>
  [times.sampled, times.rowComplete, times.tileDone, times.issued, times.left, times.loaded, times.taken].reduce(
    (sum, list) => sum + list.length,
    0,
  );

export function noTimes(): Times {
  return { sampled: [], rowComplete: [], tileDone: [], issued: [], left: [], loaded: [], taken: [] };
}

/** What gives a window its values: their times, and how many of one channel come in a row, for each such burst. */
export interface Producer {
  times: Times;
  bursts: readonly number[];
}
