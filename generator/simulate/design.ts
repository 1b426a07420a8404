import { join } from 'node:path';
import type { BuiltDesign } from '../arch/built-design.js';
import { requireCopies } from '../arch/copies.js';
import { spramsOf } from '../arch/estimate/estimate.js';
import { type Chosen, fragmentsFor, type Wanted } from '../data/for-model.js';
import type { SignalSet } from '../data/signal-set.js';
import { findBoard, findPart } from '../devices/devices.js';
import { asBoard, asPart, refuseMissingRams } from '../devices/fit.js';
import { generateDesign } from '../emit/design-folder.js';
import { generated } from '../emit/generated.js';
import { handEdited } from '../emit/hand-edited.js';
import { holdFolder } from '../emit/hold-folder.js';
import type { Tell } from '../support/progress.js';
import { writeStaged } from '../support/write-staged.js';
import { type NetlistResult, simulateNetlist } from './netlist.js';
import type { SimulationResult } from './result.js';
import { type SignalResult, simulateSignal } from './signal.js';
import { simulate } from './simulate.js';
import type { SimulatorName } from './simulators.js';
import type { WaveOptions } from './waves/request.js';
import { type CopiesResult, requireWindows, simulateCopies } from './wrappers/copies.js';

/** Windows, if the user says no number. */
export const USUAL_WINDOWS = 20;

/** What of windows a caller may name; the design says the rest. */
export type SignalOptions = Partial<Pick<Wanted, 'data' | 'record' | 'signals' | 'fragments' | 'usual'>>;

/** Windows for a design. Throws UserError when those that are named do not fit its model. */
export function signalsFor({ hardware }: Pick<BuiltDesign, 'hardware'>, options: SignalOptions = {}): Chosen {
  const { data, record, signals, fragments, usual = USUAL_WINDOWS } = options;
  const { model, hopSamples: hop } = hardware;
  return fragmentsFor(model, { data, record, signals, fragments, usual, hop, replaceable: false });
}

export interface SimulateOptions {
  simulator?: SimulatorName | undefined;
  /** Windows, or a folder of vectors to be taken as they lie there; `signals` chooses if there are none. */
  set?: SignalSet | undefined;
  vectors?: string | undefined;
  /** For `signals`. */
  data?: string | undefined;
  fragments?: number | undefined;
  /** Seed of random pauses on both ports, whose cycles are then not compared; 0: none. */
  stall?: number | undefined;
  /** Generated folder, simulated as it lies there; the design is generated afresh into `build/<name>` if not given. */
  folder?: string | undefined;
  /** A waveform that is written besides. */
  record?: WaveOptions | undefined;
  /** Told what is being done now. */
  progress?: Tell;
}

/** A verdict with the files of a folder that were edited by hand. */
type OnFolder<R> = R & { edited: string[] };

/** Simulates a design and compares every layer's stream of every window, and all cycles, with what they should be. */
export function simulateDesign(built: BuiltDesign, options: SimulateOptions = {}): Promise<OnFolder<SimulationResult>> {
  const { simulator = 'verilator', vectors, stall = 0, record, progress = quiet } = options;
  const stimuli = vectors === undefined ? { set: windows(built, options) } : { vectors };
  return inFolder(built, options, `simulate-${simulator}`, (folder) =>
    simulate(built.hardware, { folder, simulator, stimuli, stall, record, progress }),
  );
}

export interface NetlistOptions extends Omit<SimulateOptions, 'vectors' | 'stall'> {
  /** What it is synthesised for, `up5k` if neither is given: a part, or that of a board. */
  part?: string | undefined;
  board?: string | undefined;
}

/** The same of the netlist that Yosys makes: scores, classes and their cycles. */
export function simulateDesignNetlist(
  built: BuiltDesign,
  options: NetlistOptions = {},
): Promise<OnFolder<NetlistResult>> {
  const { simulator = 'verilator', part = 'up5k', board, record, progress = quiet } = options;
  const target = board === undefined ? findPart(part, '--part') : findBoard(board, '--board');
  const device = 'title' in target ? asBoard(target) : asPart(target);
  refuseMissingRams(spramsOf(built.hardware), device, built.design.name);
  const set = windows(built, options);
  return inFolder(built, options, `simulate-netlist-${target.name}`, (folder) =>
    simulateNetlist(built.hardware, { folder, target, simulator, set, record, progress }),
  );
}

/** A design for a signal without an end on all of a signal: the windows of the set, one behind the other. */
export function simulateDesignSignal(
  built: BuiltDesign,
  options: Omit<SimulateOptions, 'vectors' | 'stall' | 'record'> = {},
): Promise<OnFolder<SignalResult>> {
  const { simulator = 'verilator', progress = quiet } = options;
  const set = windows(built, options);
  return inFolder(built, options, 'simulate-signal', (folder) =>
    simulateSignal(built.hardware, { folder, simulator, set, progress }),
  );
}

/** The wrapper of several copies on windows that are dealt to them, all at once. Throws UserError for a design of one core. */
export function simulateDesignCopies(
  built: BuiltDesign,
  options: Omit<SimulateOptions, 'vectors' | 'record'> = {},
): Promise<OnFolder<CopiesResult>> {
  const { simulator = 'verilator', stall = 0, progress = quiet } = options;
  const wrapper = requireCopies(built);
  const set = windows(built, options);
  requireWindows(wrapper, set);
  return inFolder(built, options, `simulate-copies-${simulator}`, (folder) =>
    simulateCopies(wrapper, { folder, simulator, set, stall, progress }),
  );
}

const quiet = () => {};

const windows = (built: BuiltDesign, { set, data, fragments }: SimulateOptions): SignalSet =>
  set ?? signalsFor(built, { data, fragments }).set;

/** Runs in the generated folder and leaves what is found in its `results`. */
async function inFolder<R extends object>(
  built: BuiltDesign,
  { folder: given }: { folder?: string | undefined },
  name: string,
  run: (folder: string) => Promise<R>,
): Promise<OnFolder<R>> {
  const folder = given ?? generateDesign(built);
  if (given !== undefined) holdFolder(folder);
  const edited = given === undefined ? [] : [...handEdited(folder, generated(built.design, built.hardware).tree)];
  const found = { ...(await run(folder)), edited };
  writeStaged(join(folder, 'results', `${name}.json`), `${JSON.stringify(found, null, 2)}\n`);
  return found;
}
