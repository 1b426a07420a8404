import { join } from 'node:path';
import type { BuiltDesign } from '../../arch/built-design.js';
import { type GatedHardware, gatedHardware } from '../../arch/gated.js';
import { type MonitorHardware, monitorHardware } from '../../arch/monitor.js';
import type { Bus } from '../../arch/registers.js';
import { designFolder } from '../../config/design.js';
import { fragmentsFor } from '../../data/for-model.js';
import { type SignalSet, windowCodes } from '../../data/signal-set.js';
import { findBoard } from '../../devices/devices.js';
import { generateDesign } from '../../emit/design-folder.js';
import { generated } from '../../emit/generated.js';
import { holdFolder } from '../../emit/hold-folder.js';
import { boardBench } from '../../emit/wrappers/board-bench.js';
import { designRegisters } from '../../emit/wrappers/bus.js';
import { gatedBoardBench } from '../../emit/wrappers/gated-board-bench.js';
import { writeTree } from '../../emit/write-tree.js';
import { UserError } from '../../support/errors.js';
import { writeStaged } from '../../support/write-staged.js';
import type { SimulatorName } from '../simulators.js';
import { type SimulatedBoard, startBoard } from './board.js';
import { boardSession } from './board-session.js';
import { type BusTest, refuseNoTests, simulateBus } from './bus.js';
import { generateBus } from './bus-folder.js';
import { driverTest } from './driver.js';
import { type GatedResult, simulateGated } from './gated.js';
import { playGatedBoard } from './gated-board.js';
import { checkedClocks } from './gated-board-clocks.js';
import { type MonitorEvent, type MonitorResult, simulateMonitor, steadySamples } from './monitor.js';
import { disturbed, guarded } from './monitor-signal.js';
import { playSession } from './session.js';

interface Common {
  /** Reads about as many windows when their turn has come; built-in ones are taken if it is not given. */
  windows?: ((usual: number) => Promise<SignalSet>) | undefined;
  /** Told what is being done now. */
  progress?: ((doing: string) => void) | undefined;
}

const quiet = () => {};

/** `hop` as in `Wanted`: a continuing signal is made of whole windows. */
const chosen = async (
  { hardware: { model } }: BuiltDesign,
  { windows }: Common,
  usual: number,
  hop?: number,
): Promise<SignalSet> =>
  windows === undefined
    ? fragmentsFor(model, { data: undefined, fragments: undefined, usual, hop }).set
    : windows(usual);

// ------------------------------------------------------------------------------------------------ a continuing signal

/** Length of the signal, if the caller names none; of a quick signal less, as every sample is simulated. */
export const USUAL_SIGNAL = { seconds: 30, samples: 100_000 };

export interface MonitorOptions extends Common {
  simulator?: SimulatorName | undefined;
  /** The design as it was given, for messages; its name if absent. */
  where?: string | undefined;
  /** Length of the signal. */
  seconds?: number | undefined;
  /** The documented thresholds for flat, saturated and lead-off windows, if the model has none. */
  guard?: boolean | undefined;
  /** Two clocks, the core's standing between windows, though the design's file does not say so. */
  gated?: boolean | undefined;
  /** Seed of samples too early, gaps and clears of the status; none if absent. */
  disturb?: number | undefined;
}

/**
 * Generates a design with its wrapper for a continuing signal into `build/<name>-monitor` and simulates it: windows in a row,
 * cut so that hops and windows do not fall together.
 *
 * @throws UserError before anything is written when the clock cannot do a window in a hop, or windows do not fit
 */
export async function simulateDesignMonitor(
  given: BuiltDesign,
  options: MonitorOptions = {},
): Promise<{ monitor: MonitorHardware | GatedHardware; result: MonitorResult | GatedResult }> {
  const { simulator = 'verilator', progress = quiet } = options;
  const { design: core, hardware } = guarded(given, options.guard ?? false);
  const own = core.monitor ?? {};
  const where = options.where ?? core.name;
  const config = options.gated === true ? { ...own, gated: own.gated ?? {} } : own;
  const design = { ...core, monitor: config };
  const folderOf = () => generateDesign({ design, hardware }, designFolder(`${design.name}-monitor`));
  if (config.gated !== undefined) {
    const gated = gatedHardware(hardware, config, where);
    const events = await signal(given, gated, options);
    const folder = folderOf();
    progress(`simulating ${events.length} samples, ${gated.cyclesPerSample} cycles of the slow clock each`);
    const result = await simulateGated(gated, { folder, simulator, events });
    writeStaged(join(folder, 'results', 'monitor.json'), `${JSON.stringify(result, null, 2)}\n`);
    return { monitor: gated, result };
  }
  const monitor = monitorHardware(hardware, config, where);
  const events = await signal(given, monitor, options);
  const folder = folderOf();
  progress(`simulating ${events.length} samples, ${monitor.cyclesPerSample} cycles each`);
  const result = await simulateMonitor(monitor, { folder, simulator, events });
  writeStaged(join(folder, 'results', 'monitor.json'), `${JSON.stringify(result, null, 2)}\n`);
  return { monitor, result };
}

/** Windows in a row, from the middle of a hop of the first on. */
async function signal(given: BuiltDesign, monitor: MonitorHardware, options: MonitorOptions): Promise<MonitorEvent[]> {
  const { seconds, disturb } = options;
  const { samples, channels, sampleRateHz } = monitor.hardware.model.input;
  const wanted = Math.round((seconds ?? USUAL_SIGNAL.seconds) * sampleRateHz);
  const length = Math.max(samples, seconds === undefined ? Math.min(wanted, USUAL_SIGNAL.samples) : wanted);
  const cut = Math.floor(monitor.hopSamples / 2) + 1;
  const set = await chosen(given, options, Math.ceil((length + cut) / samples));
  const codes = set.names.flatMap((_, i) => [...windowCodes(set, i)]);
  const part = codes.slice(cut * channels, (cut + length) * channels);
  const steady = steadySamples(part, channels, monitor.cyclesPerSample);
  return disturb === undefined ? steady : disturbed(monitor, steady, disturb);
}

// -------------------------------------------------------------------------------------------------------------- a bus

/** Windows, if the caller names none: the benches need two in a row. */
export const USUAL_BUS_WINDOWS = 2;

export interface BusOptions extends Common {
  out?: string | undefined;
  force?: boolean | undefined;
  /** Regular expression of the tests to run. */
  tests?: string | undefined;
  /** Clock that constraints ask for, MHz. */
  clockMHz?: number | undefined;
}

/**
 * Generates a design on a bus and plays it against foreign clients of the bus; on Wishbone its C driver classifies the windows
 * too.
 *
 * @throws UserError before anything is written for windows that do not fit and a filter that no test matches
 */
export async function simulateDesignBus(
  built: BuiltDesign,
  bus: Bus,
  options: BusOptions = {},
): Promise<{ folder: string; tests: BusTest[] }> {
  const { out, force = false, tests: filter = '', clockMHz, progress = quiet } = options;
  const { design, hardware } = built;
  refuseNoTests(bus, filter);
  const set = await chosen(built, options, USUAL_BUS_WINDOWS, hardware.hopSamples);
  const folder = generateBus(built, bus, { out, force, clockMHz });
  progress(`simulating ${set.names.length} fragments a test, ${hardware.intervalCycles} cycles each`);
  const map = designRegisters(generated(design, hardware), bus);
  const tests = await simulateBus(hardware, map, { folder, bus, set, tests: filter });
  if (bus === 'wishbone') tests.push(await driverTest(hardware, folder, set));
  return { folder, tests };
}

// ------------------------------------------------------------------------------------------------------------ a board

export interface BoardOptions extends Pick<Common, 'progress'> {
  /** The whole top of this board at its own clock; a UART alone, at its quickest, if not given. */
  board?: string | undefined;
  /** Share of the bytes on the line that are flipped, lost or followed by another, and its seed. */
  noise?: number | undefined;
  seed?: number | undefined;
}

/** Generates a design behind a UART into `build/<name>-board`, or `-<board>-simulated`, and starts it. Throws UserError. */
export function startDesignBoard(built: BuiltDesign, options: BoardOptions = {}): Promise<SimulatedBoard> {
  if (options.board !== undefined && built.design.monitor?.gated !== undefined)
    throw new UserError({
      where: built.design.name,
      field: '--board',
      message: 'the top of a monitor with two clocks takes its samples from a converter, not from a host',
      value: options.board,
      allowed: '--check, or no --board',
      fix: `bitbeat board --board ${options.board} --check`,
    });
  const { noise, seed, progress = quiet } = options;
  const { folder, cyclesPerBit } = simulatedBoard(built, options);
  progress(`compiling the board of ${built.design.name}`);
  return startBoard(built.hardware, { folder, cyclesPerBit, noise, seed });
}

/** What a session at the pins of a board came to. */
export interface BoardCheck {
  design: string;
  /** null: a UART alone. */
  board: string | null;
  simulator: string;
  /** Answers, silences and states of the pins that were looked at; of a monitor with two clocks results, frames and resets. */
  checks: number;
  failures: string[];
  pass: boolean;
}

/** Generates a board as `startDesignBoard` does and plays a session at its pins (`boardSession`). Throws UserError. */
export async function checkDesignBoard(built: BuiltDesign, options: BoardOptions = {}): Promise<BoardCheck> {
  const { progress = quiet } = options;
  if (options.board !== undefined && built.design.monitor?.gated !== undefined)
    return checkGatedBoard(built, options.board, progress);
  const { folder, cyclesPerBit, core, board } = simulatedBoard(built, options);
  const session = boardSession(core, board, cyclesPerBit);
  const { name: design } = built.design;
  progress(
    `playing a session of ${session.checks} checks to ${board === null ? 'the UART' : 'the board'} of ${design}`,
  );
  const { tool, failures } = await playSession(session, design, { folder, simulator: 'verilator' });
  const said = { simulator: tool, checks: session.checks, failures, pass: failures.length === 0 };
  return { design, board: board?.name ?? null, ...said };
}

/** The same of a monitor with two clocks: its whole top, clocks and converter with it (`playGatedBoard`). */
async function checkGatedBoard(
  { design, hardware }: BuiltDesign,
  board: string,
  progress: (doing: string) => void,
): Promise<BoardCheck> {
  const found = findBoard(board, '--board');
  const { tree, top } = gatedBoardBench(generated(design, hardware), found);
  const folder = designFolder(`${design.name}-${found.name}-simulated`);
  writeTree(folder, design.name, tree, false);
  holdFolder(folder);
  const failures: string[] = [];
  let [checks, simulator] = [0, ''];
  for (const [words, clocks] of Object.entries(checkedClocks(top))) {
    progress(`playing a signal to the board of ${design.name}, ${words}`);
    const played = await playGatedBoard(top, { folder, simulator: 'verilator', clocks });
    failures.push(...played.failures.map((one) => `${words}: ${one}`));
    checks += played.results + played.frames + played.resets;
    simulator = played.tool;
  }
  return { design: design.name, board: found.name, simulator, checks, failures, pass: failures.length === 0 };
}

function simulatedBoard({ design, hardware }: BuiltDesign, { board: name }: BoardOptions) {
  const board = name === undefined ? null : findBoard(name, '--board');
  const folder = designFolder(`${design.name}-${board === null ? 'board' : `${board.name}-simulated`}`);
  const core = generated(design, hardware);
  const { tree, cyclesPerBit } = boardBench(core, board);
  writeTree(folder, design.name, tree, false);
  holdFolder(folder);
  return { folder, cyclesPerBit, core, board };
}
