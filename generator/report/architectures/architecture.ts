import type { Part } from '../../devices/devices.js';

/** What is told of an architecture where the designs of all are told alike. */
export interface ArchitectureReport<H> {
  /** What it is, after its name. */
  summary: string;
  /** How fragments go through its layers, a sentence. */
  flow: string;
  /** Columns of a table of layers, beside name, shape and lanes: how each is sized, what it takes of `part`. */
  columns(hardware: H, part: Part): Column[];
  /** Columns on each layer's work, beside the cycles to its last value. */
  work(hardware: H): Column[];
  /** What is stored, after the bytes of all. */
  stored(hardware: H): string;
  /** Whose words the bytes of the model by itself are filled up to. */
  modelWords: string;
  /** Further memories, a line each. */
  buffers(hardware: H): string[];
  /** Which memories have parity. */
  checked: string;
  /** Anything else, a line each. */
  notes(hardware: H): string[];
  /** On widths that layers share; empty: they share none. */
  sharedWidths(hardware: H): string;
}

/** A column of a table of layers. */
export interface Column {
  head: string;
  cells: (string | number)[];
}
