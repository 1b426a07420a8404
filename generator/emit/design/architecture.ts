import type { PortWidths } from '../../arch/interface.js';
import type { Instead } from '../modules.js';
import type { TopPorts } from '../ports.js';
import type { QuantiserView } from './quantiser.js';

/** Identity of what is generated; printed at the head of every generated file. */
export interface Identity {
  version: string;
  modelHash: string;
  configurationHash: string;
  /** Whose the network is; empty: not told. */
  copyright: string;
  /** The command that makes the tree again. */
  command: string;
}

/** What every top prints, computed. */
export interface TopView extends Identity, TopPorts, PortWidths {
  purpose: string;
  module: string;
  /** Module of the bench. */
  bench: string;
  modelName: string;
  /** Of one fragment, all channels. */
  samples: number;
  classes: number;
  quantiser: QuantiserView;
  /** Instances behind the scores. */
  decision: string;
  /** What it gives, in a sentence. */
  gives: string;
  latencyCycles: number;
  intervalCycles: number;
  /** Memories that are only read have a parity bit a word, and the top a port for it. */
  parity: boolean;
}

/** Where the bench sees each layer's values, [layer]; expressions in the scope of the bench. */
export interface BenchStreams {
  /** Instances of `bb_stored`, where values are seen as they are stored, and what these look at. */
  stored: {
    stream: string;
    parameters: { name: string; value: number }[];
    /** Address behind the running instruction, 32 bits. */
    at: string;
    /** A value that leaves the lanes is stored; one that was pooled of stored ones is. */
    block: string;
    pooled: string;
  }[];
  streams: { data: string; valid: string; ready: string }[];
}

/** What is printed of an architecture; the template of its top is `<architecture>/top.v.ejs`. */
export interface DesignText<H> {
  view(hardware: H, identity: Identity): TopView;
  bench(hardware: H): BenchStreams;
  /** Hand-written files beside the modules that the top names: path in the tree -> path in the project. */
  files(hardware: H): ReadonlyMap<string, string>;
  /** Modules that its engines have in the place of others; none if it is left out. */
  instead?(hardware: H): Instead;
}

/** The score port, as the bench has it. */
export const SCORE_STREAM = { data: 'score', valid: 'score_valid', ready: 'score_ready' };
