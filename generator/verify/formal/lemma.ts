import type { Design } from '../../config/design.js';

/**
 * How a lemma about Verilog is decided:
 *   z3   combinational: all inputs at once, by SMT (yosys-smtbmc with z3)
 *   pdr  for ever, from any reset on: property-directed reachability (ABC, which Debian's Yosys brings along)
 *   bmc  the first `cycles` cycles after power-up: bounded model checking (ABC)
 */
export type Engine = { name: 'z3' } | { name: 'pdr' } | { name: 'bmc'; cycles: number };

/** A change of a module's text that the lemma must notice. */
export interface Defect {
  /** Module of the datapath, which is also its file's name. */
  module: string;
  find: string;
  replace: string;
}

/** A claim about modules of the datapath, stated in Verilog by the checker `sim/formal/<checker>.v`. */
export interface Lemma {
  name: string;
  /** The claim in one sentence. */
  statement: string;
  /** Module and file name of the checker; its inputs are free in every cycle. */
  checker: string;
  /** Module that the claim is about; what it instantiates is found by name. */
  module: string;
  /** Parameters of the checker; the claim is decided for each of these. */
  cases: readonly Readonly<Record<string, number>>[];
  engine: Engine;
  /** Read-only memories hold something fixed, not anything: for claims about two copies of a module. */
  fixedRom?: boolean;
  /** A generated design that the checker instantiates; `parameters` are those of the case. */
  design?: (parameters: Readonly<Record<string, number>>) => Design;
  /** Memories may be read and written at one word at once: for claims that hold for programs that do so, too. */
  collisions?: boolean;
  /** Clocks of the checker are inputs with edges at any time; `one` if not given: every step is a cycle. */
  clocks?: 'one' | 'several';
  defects: readonly Defect[];
}

export const PDR: Engine = { name: 'pdr' };
