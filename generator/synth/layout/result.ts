import type { Priced } from './price.js';

/** A laid out design: its wires, what they cost, and what was checked. Energies are modelled. */
export interface LayoutResult {
  design: string;
  target: string;
  modelled: true;
  /** Version of the generator, and hash of the generated files (`folderHash`). */
  generator: string;
  tree: string;
  source: string;
  fragments: number;
  clockMHz: number;
  block: {
    cells: number;
    fillers: number;
    pins: number;
    nets: number;
    rows: number;
    widthUm: number;
    heightUm: number;
    /** By the sizes of LEF, without fillers. */
    cellMm2: number;
    /** The rows without the margin around them. */
    coreMm2: number;
    utilisation: number;
  };
  /** Outside of the block; their areas are modelled. */
  memories: { name: string; areaMm2: number; pins: number }[];
  /** Of all nets, um: by the average for each load, half the perimeters around pins, and as routed. */
  wires: {
    estimatedUm: number;
    placedUm: number;
    routedUm: number;
    vias: number;
    /** Of the routed wires: by the wire model's value for each um, and by the layers of the library without neighbours. */
    capacitancePf: number;
    layersPf: number;
  };
  costs: { estimated: Priced; placed: Priced; routed: Priced };
  checks: {
    cells: number;
    nets: number;
    pins: number;
    overlaps: number;
    faults: string[];
    /** Nets that the router left open. */
    open: number;
    /** Places that break a rule, by rule. */
    drc: Record<string, number>;
    lvs: { devices: number; nets: number; match: boolean; said: string };
  };
  /** Against the interpreter. */
  scores: { values: number; mismatches: number };
  tools: Record<string, string>;
}
