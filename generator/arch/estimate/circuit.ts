import type { Memory } from '../memory.js';

/** Families whose cells are estimated. */
export const ESTIMATED_FAMILIES = ['ice40', 'ecp5', 'gowin', 'nexus'] as const;

/** What an estimate must know of a part. */
export interface Fabric {
  family: (typeof ESTIMATED_FAMILIES)[number];
  resources: { dsp: number; spram: number };
}

/** Sizes that a circuit's logic grows with; bits, but for `one`. */
export type Features = Record<string, number>;

/** Circuits whose cells were measured apart. Those of one kind have one set of weights. */
export const CIRCUIT_KINDS = ['single', 'lanes', 'wide', 'add', 'queue', 'concat', 'fork', 'folded', 'ends'] as const;
export type CircuitKind = (typeof CIRCUIT_KINDS)[number];

/** A circuit of a design: an instance in its top module. */
export interface Circuit {
  instance: string;
  kind: CircuitKind;
  features: Features;
}

/** An engine of a design, as an estimate sees it. */
export interface EngineSize {
  /** Its only layer; null: it computes all. */
  layer: string | null;
  memories: Memory[];
  multipliers: number;
  circuit(fabric: Fabric): Circuit;
  /** What joins its streams with those of others. */
  joints?(fabric: Fabric): Circuit[];
}
