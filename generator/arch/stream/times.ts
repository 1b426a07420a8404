/** Cycles in which things happened to an engine, in the order in which they do. */
export interface Times extends Outlet {
  /** A row of the window became complete. */
  rowComplete: number[];
  /** A tile issued its last read. */
  tileDone: number[];
  /** An output channel of a tile issued its last step; of engines that take all taps at once only, as the next. */
  issued: number[];
  /** The last value of an output channel of a tile went to the pool. */
  left: number[];
}

/** Cycles of the beats of a stream. */
export interface Outlet {
  /** A beat entered the output register (it is offered from the next cycle on). */
  loaded: number[];
  /** A beat was taken. */
  taken: number[];
}

export const noBeats = (): Outlet => ({ loaded: [], taken: [] });

export const noTimes = (): Times => ({ rowComplete: [], tileDone: [], issued: [], left: [], ...noBeats() });

/** What a process takes beats of: one stream, or several by turns. */
export interface Source {
  /** When its next beat was loaded; undefined: that is not known yet. */
  next(): number | undefined;
  /** The next beat is taken in this cycle. */
  take(cycle: number): void;
}

/** Waits until it is known when the next beat of a source was loaded. */
export function* offered(from: Source): Generator<void, number> {
  for (;;) {
    const loaded = from.next();
    if (loaded !== undefined) return loaded;
    yield;
  }
}

/** A stream as a source. */
export const sourceOf = ({ loaded, taken }: Outlet): Source => ({
  next: () => loaded[taken.length],
  take: (cycle) => {
    taken.push(cycle);
  },
});

/** Several sources by turns: `turns` has the source of each beat of a fragment. */
export function byTurns(sources: readonly Source[], turns: readonly number[]): Source {
  let beat = 0;
  const turn = () => sources[turns[beat % turns.length]!]!;
  return {
    next: () => turn().next(),
    take: (cycle) => {
      turn().take(cycle);
      beat++;
    },
  };
}
