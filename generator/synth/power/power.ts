import type { SignalSet } from '../../data/signal-set.js';
import { measuredOn } from '../../emit/measured-on.js';
import type { SimulatorName } from '../../simulate/simulators.js';
import { programHash } from '../../support/program-hash.js';
import type { Activity } from './activity.js';

export interface PowerSettings {
  /** Generated folder. */
  folder: string;
  set: SignalSet;
  clockMHz: number;
  simulator: SimulatorName;
  progress: (doing: string) => void;
}

/** A check that the design did not pass: exit code 1. */
export class PowerFailure extends Error {}

/** Refuses to price a netlist that does not compute the network. Throws PowerFailure. */
export function requireRight({ failures }: Activity, design: string): void {
  if (failures.length > 0) throw new PowerFailure(`${design}: the netlist is not the network: ${failures.join('; ')}`);
}

/** Throws PowerFailure with both clocks. */
export function requireClock(clockMHz: number, fmaxMHz: number, target: string): void {
  if (clockMHz > fmaxMHz)
    throw new PowerFailure(`${target}: ${clockMHz} MHz asked for, the netlist reaches ${fmaxMHz.toFixed(1)} MHz`);
}

/** Hash of what prices a netlist: with another one a result is stale. */
export const pricingHash = (): string =>
  programHash(['dist/synth/power', 'rtl-templates/power', 'rtl-templates/cells']);

/** What a result says of the generated files that it is of, and of its prices. */
export const pricedOn = (folder: string) => ({
  modelled: true as const,
  ...measuredOn(folder),
  pricing: pricingHash(),
});

/** One kind of consumer, mean of the fragments. */
export interface EnergyPart {
  name: string;
  energyUj: number;
}

export interface MemoryUse {
  name: string;
  kind: string;
  words: number;
  width: number;
  /** Mean accesses of a fragment. */
  reads: number;
  writes: number;
  readPj: number;
  writePj: number;
  energyUj: number;
}

/** Modelled power of a design on a target: nothing of it was measured on that target. */
export interface PowerResult {
  design: string;
  target: string;
  /** Always: no figure of this kind is a measurement. */
  modelled: true;
  /** Version of the generator, and hash of the generated files (`folderHash`). */
  generator: string;
  tree: string;
  /** `pricingHash`. */
  pricing: string;
  /** Where the fragments are from. */
  source: string;
  fragments: number;
  clockMHz: number;
  fmaxMHz: number;
  volts: number;
  celsius: number;
  cyclesPerFragment: number;
  /** A new fragment comes each so many seconds. */
  secondsPerFragment: number;
  size: Record<string, number>;
  /** Dynamic energy of a fragment by consumer. */
  parts: EnergyPart[];
  /** Empty where memories are priced by kind. */
  memories: MemoryUse[];
  /** Mean of a fragment: what the energies were made from, where it is not in `memories`. */
  counts: Record<string, number>;
  /** Dynamic energy of each fragment. */
  fragmentsUj: number[];
  /** Power that flows always, by consumer. */
  staticUw: Record<string, number>;
  /** Dynamic energy, and static power while the fragment is computed. */
  energyPerFragmentUj: number;
  /**
   * One fragment each `secondsPerFragment`, clock stopped or running in between; where it is gated in the netlist, the clock before
   * the gate.
   */
  averageUw: { clockStopped: number; clockRunning: number };
  /** Of a wrapper with two clocks: a fragment is a hop of its signal, with the work on one window; all that stands here was counted. */
  gated?:
    | {
        intakeHz: number;
        /** Dynamic power while no window is in work. */
        intakeUw: number;
        /** Edges of a fragment, and the energy of one, of each clock. */
        edges: { slow: number; fast: number; core: number };
        edgePj: { slow: number; fast: number; core: number };
      }
    | undefined;
  /** Against the interpreter. */
  scores: { values: number; mismatches: number };
  /** null: the core says none. */
  class: { values: number; mismatches: number } | null;
  tools: Record<string, string>;
}

export interface PowerInput {
  clockMHz: number;
  secondsPerFragment: number;
  /** Of each fragment. */
  cycles: readonly number[];
  /** Dynamic energy of each consumer in each fragment, uJ. */
  dynamicUj: Readonly<Record<string, readonly number[]>>;
  staticUw: Readonly<Record<string, number>>;
  /** Energy of a clock cycle in which nothing but the clock moves, pJ. */
  idlePj: number;
}

/** Energy of a fragment and average power in real time. Clock in MHz times pJ is uW. */
export function summarise({ clockMHz, secondsPerFragment, cycles, dynamicUj, staticUw, idlePj }: PowerInput) {
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const parts = Object.entries(dynamicUj).map(([name, values]) => ({ name, energyUj: mean(values) }));
  const dynamic = parts.reduce((sum, { energyUj }) => sum + energyUj, 0);
  const still = Object.values(staticUw).reduce((a, b) => a + b, 0);
  const activeSeconds = mean(cycles) / (clockMHz * 1e6);
  const stopped = dynamic / secondsPerFragment + still;
  return {
    parts,
    fragmentsUj: cycles.map((_, f) => Object.values(dynamicUj).reduce((sum, values) => sum + values[f]!, 0)),
    cyclesPerFragment: mean(cycles),
    energyPerFragmentUj: dynamic + still * activeSeconds,
    averageUw: {
      clockStopped: stopped,
      clockRunning: stopped + idlePj * clockMHz * Math.max(0, 1 - activeSeconds / secondsPerFragment),
    },
  };
}
