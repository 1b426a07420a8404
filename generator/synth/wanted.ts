import type { Part } from '../devices/devices.js';
import type { Toolchain } from '../devices/programs.js';
import type { Tree } from '../emit/tree.js';
import type { Placement, SynthesisPrograms } from './implement.js';

/** A placement of a generated design that may be made on any machine. */
export interface WantedPlacement {
  design: string;
  tree: Tree;
  part: Part;
  seed: number;
  toolchain: Toolchain;
  programs: SynthesisPrograms;
}

/** Makes placements somewhere else, before any is begun here. */
export type PlaceAhead = (all: readonly WantedPlacement[]) => Promise<readonly [WantedPlacement, Placement][]>;

/** All seeds of one design on one part. */
export const wantedSeeds = (of: Omit<WantedPlacement, 'seed'>, seeds: number): WantedPlacement[] =>
  Array.from({ length: seeds }, (_, i) => ({ ...of, seed: i + 1 }));
