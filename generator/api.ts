/*
 * bitbeat as a library, and all that the command line calls.
 *
 *    network file ---- 2 train ----> float model        data set ---- 1 signals
 *                                        | 3 quantise                    |
 *                                        v                               |
 *                                  integer model  <--- 4 evaluate -------+
 *                                        | 5 design: engines, memories, ports, rhythm as data
 *                                        v
 *                                    hardware --- 6 generate ---> Verilog, images, bench
 *                                        |                             |
 *              8 synthesise, implement, bitstream, power <-------------+---> 7 simulate, 9 package
 *
 * Each step is a function from one artefact to the next, which is plain data. What a step finds is left in the generated
 * folder's `results/` too. Mistakes of the user are thrown as `UserError`, with all problems at once; failures of a tool as
 * other errors. Rooms are loaded when one of their functions is first called.
 */
import { type BuiltDesign, buildDesign, sizeDesign } from './arch/built-design.js';
import { type GivenDesign, parseDesign } from './config/design.js';
import type { SignalSet } from './data/signal-set.js';
import { generateDesign, openGenerated } from './emit/design-folder.js';
import { streamedDesign } from './emit/wrappers/uart.js';
import type { StreamResult, StreamSettings } from './link/stream.js';
import { generateBus } from './simulate/wrappers/bus-folder.js';
import { later } from './support/later.js';
import { completed, finish } from './support/long-work.js';

export type { BuiltDesign } from './arch/built-design.js';
export type { GivenDesign } from './config/design.js';
export type { SignalSet } from './data/signal-set.js';
export type { SimulateOptions } from './simulate/design.js';
export type { SimulationResult } from './simulate/result.js';
export type { BoardOptions, BusOptions, MonitorOptions } from './simulate/wrappers/design.js';
export { UserError } from './support/errors.js';
export type { ImplementOptions } from './synth/design.js';

// 1 ---------------------------------------------------------------------------------------------------------- signals

/** Windows for a design: of a folder, a data set file or a record; built-in ones of its model's own shape if none is named. */
export const signals = later(async () => (await import('./simulate/design.js')).signalsFor);

// 2 ------------------------------------------------------------------------------------------------------------ train

/** Trains the network of a training's file on windows with labels. */
export const train = later(async () => (await import('./evaluate/by-files.js')).trainBy);

// 3 --------------------------------------------------------------------------------------------------------- quantise

/** Trains, quantises and fine-tunes by a recipe's file. */
export const quantise = later(async () => (await import('./evaluate/by-files.js')).quantiseBy);

/** A trained network of another framework as streams, exactly and folded, compared with what its framework computes. */
export const importNetwork = later(async () => (await import('./import/import-network.js')).importNetwork);

/** A network of another framework as an integer network that imitates it on windows; no label is needed. */
export const quantiseNetwork = later(
  async () => (await import('./quantise/foreign/quantise-network.js')).quantiseNetwork,
);

/** Float weights that are sums of bases to an integer model. */
export const importWeights = later(async () => (await import('./quantise/recover/import-model.js')).importModel);

// 4 --------------------------------------------------------------------------------------------------------- evaluate

/** What an integer model makes of windows with labels. */
export async function evaluate(model: string, data: string) {
  const [{ readIntegerModel }, { readingData }, { evaluating }] = await Promise.all([
    import('./model/file.js'),
    import('./data/for-model.js'),
    import('./evaluate/evaluate-model.js'),
  ]);
  const own = readIntegerModel(model);
  return finish(evaluating(own, await completed(readingData(data, own))));
}

/** Cross-validates a recipe's file. */
export const crossEvaluate = later(async () => (await import('./evaluate/by-files.js')).crossValidateBy);

// 5 ----------------------------------------------------------------------------------------------------------- design

/** A design by name, by its file, or as its file would have it; `model` is then a path from the present folder. */
export function design(given: string | GivenDesign): BuiltDesign {
  if (typeof given === 'string') return buildDesign(given);
  return sizeDesign(parseDesign(given, 'design'), 'design');
}

/** The design that a generated folder was made from. */
export const generated = (folder: string): BuiltDesign => openGenerated(folder);

// 6 --------------------------------------------------------------------------------------------------------- generate

/** Writes Verilog, memory images and bench into `out`, `build/<name>` if not given; returns the folder. */
export function generate(built: BuiltDesign, { out, force = false }: { out?: string; force?: boolean } = {}): string {
  return generateDesign(built, out, force);
}

/** The same as a slave of AXI or Wishbone, with C driver and table of registers; into `build/<name>-<bus>` if not given. */
export const generateOnBus = generateBus;

// 7 --------------------------------------------------------------------------------------------------------- simulate

/** Simulates a design and compares every layer's stream of every window, and all cycles, with what they should be. */
export const simulate = later(async () => (await import('./simulate/design.js')).simulateDesign);

/** The same of the netlist that Yosys makes for a part: scores, classes and their cycles. */
export const simulateNetlist = later(async () => (await import('./simulate/design.js')).simulateDesignNetlist);

/** A design for a signal without an end on all of a signal, from one reset on. */
export const simulateSignal = later(async () => (await import('./simulate/design.js')).simulateDesignSignal);

/** Several copies of a design behind one port of scores, all at once. */
export const simulateCopies = later(async () => (await import('./simulate/design.js')).simulateDesignCopies);

/** A design with its wrapper for a continuing signal, window by window. */
export const simulateMonitor = later(async () => (await import('./simulate/wrappers/design.js')).simulateDesignMonitor);

/** A design on AXI or Wishbone, with its software, against foreign clients of the bus. */
export const simulateBus = later(async () => (await import('./simulate/wrappers/design.js')).simulateDesignBus);

/** A simulated board of a design, which serves a pseudo-terminal. */
export const startBoard = later(async () => (await import('./simulate/wrappers/design.js')).startDesignBoard);

/** A session at the pins of a simulated board: power-on, button, LEDs, every answer. */
export const checkBoard = later(async () => (await import('./simulate/wrappers/design.js')).checkDesignBoard);

/** Windows through a board of a design at a serial port. */
export async function stream(built: BuiltDesign, set: SignalSet, settings: StreamSettings): Promise<StreamResult> {
  const { streamFragments } = await import('./link/stream.js');
  return streamFragments(streamedDesign(built), set, settings);
}

// 8 ------------------------------------------------------------------------------------------------------- synthesise

/** Cells of a design after synthesis for a family of FPGAs, nothing placed. */
export const synthesise = later(async () => (await import('./synth/design.js')).synthesiseDesign);

/** A design placed and routed for a part. A part that does not hold it is the user's mistake. */
export const implement = later(async () => (await import('./synth/design.js')).implementDesign);

/** A design with its UART on a board: placed and routed, and its bitstream, into `build/<name>-<board>`. */
export const bitstream = later(async () => (await import('./synth/design.js')).bitstreamOfDesign);

/** Modelled energy of a window in standard cells, and on an iCE40UP5K. */
export const powerInCells = later(async () => (await import('./synth/power/asic.js')).asicPower);
export const gatedPowerInCells = later(async () => (await import('./synth/power/gated.js')).gatedAsicPower);
export const gatedPowerOnIce40 = later(async () => (await import('./synth/power/gated-ice40.js')).gatedIce40Power);
export const powerOnIce40 = later(async () => (await import('./synth/power/ice40.js')).ice40Power);

/** A design as placed and routed standard cells, priced with the wires that it got. */
export const layoutInCells = later(async () => (await import('./synth/layout/layout.js')).layOut);

/** Designs of one model over lanes and parts. */
export const sweep = later(async () => (await import('./synth/sweep/sweep.js')).runSweep);

// 9 ---------------------------------------------------------------------------------------------------------- package

/** The files of an IP package with its data sheet; its bench has passed. */
export const makePackage = later(async () => (await import('./report/package.js')).makePackage);

// 10 ---------------------------------------------------------------------------------------------------------- verify

/** Random networks on every architecture, every value and cycle. */
export const fuzz = later(async () => (await import('./verify/fuzz/campaign.js')).fuzz);

/** Defects in the Verilog: does the simulation notice? */
export const mutate = later(async () => (await import('./verify/mutation/mutate.js')).mutate);

/** Lemmas about the modules, by provers. */
export const proveLemmas = later(async () => (await import('./verify/formal/proof.js')).proveLemmas);

/** What of the modules a simulation reaches. */
export const cover = later(async () => (await import('./verify/coverage/coverage.js')).cover);
