/*
 * What the page's script draws, embedded in the page as JSON. Lists of numbers are packed; cycles count from the one in which the
 * window's first sample is taken, which is 1.
 */

/** Little-endian numbers of so many bytes each, in base64. */
export interface Packed {
  bytes: 1 | 2 | 4;
  base64: string;
}

/** Rows over one axis: when something is done, or holds. */
export interface TimelineData {
  /** Of the axis and all spans. */
  unit: 'cycle' | 'tenth of a second';
  from: number;
  to: number;
  rows: { label: string; kinds: Kind[] }[];
  /** Named parts of the axis, above the rows; empty: there are none. */
  bands: { label: string; from: number; to: number }[];
}

/** Spans of one kind in a row; the i-th is from starts[i] on, for lengths[i]. */
export interface Kind {
  /** How it is drawn: solid, hatched, or a mark at its start. */
  style: 'solid' | 'hatched' | 'mark';
  label: string;
  starts: Packed;
  lengths: Packed;
}

/** A layer's values of the window, [channel][position]. */
export interface LayerValues {
  name: string;
  channels: number;
  positions: number;
  values: Packed;
  /** The cycle of each; null: only that of the last is known. */
  cycles: Packed | null;
  lastCycle: number;
  min: number;
  max: number;
}

export interface Difference {
  layer: number;
  channel: number;
  position: number;
  expected: string;
  got: string;
}

/** One window on its way through the hardware. */
export interface WindowData {
  /** [channel][sample]. */
  codes: Packed;
  channels: number;
  samples: number;
  rateHz: number;
  /** When each code is taken, [sample][channel]. */
  codeCycles: Packed;
  layers: LayerValues[];
  /** First differences of the last simulation, one a layer; empty: it passed, or there was none. */
  differences: Difference[];
  latencyCycles: number;
}

/** A recording's signal: the least and the largest code of each of `columns` equal parts, [column][least, largest]; least above largest: no sample. */
export interface SignalData {
  columns: number;
  extremes: Packed;
  from: number;
  to: number;
}

export interface PageData {
  schedule: TimelineData;
  window: WindowData;
  recording: { timeline: TimelineData; signal: SignalData } | null;
}
