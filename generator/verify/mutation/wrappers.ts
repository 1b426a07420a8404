import { rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type BuiltDesign, buildDesign } from '../../arch/built-design.js';
import type { Bus } from '../../arch/registers.js';
import type { SignalSet } from '../../data/signal-set.js';
import { BOARD_NAMES, findBoard } from '../../devices/devices.js';
import { generated } from '../../emit/generated.js';
import { withTemplateNames } from '../../emit/modules.js';
import type { Tree } from '../../emit/tree.js';
import { boardBench } from '../../emit/wrappers/board-bench.js';
import { busTree, designRegisters } from '../../emit/wrappers/bus.js';
import { streamedDesign } from '../../emit/wrappers/uart.js';
import { streamFragments } from '../../link/stream.js';
import { startBoard } from '../../simulate/wrappers/board.js';
import { boardSession } from '../../simulate/wrappers/board-session.js';
import { simulateBus } from '../../simulate/wrappers/bus.js';
import { simulateMonitor } from '../../simulate/wrappers/monitor.js';
import { playSession, SESSION_FILE } from '../../simulate/wrappers/session.js';
import { runTool } from '../../support/run-tool.js';
import { randomFragments } from '../fuzz/random-model.js';
import { playedMonitor } from '../monitor-signal.js';
import { INVALID, type Trial } from './candidates.js';

/** A wrapper with its check; both are what a user has (`bitbeat monitor`, `bus --check`, `run --simulated --check`, `board --check`). */
interface Wrapper {
  /** Files of the design and the wrapper. */
  tree: Tree;
  /** What is wrong of that which lies in the folder, in words; throws where the check cannot come to an end. */
  check(folder: string): Promise<readonly string[]>;
}

const SEED = 1;
/** Seconds after which a check counts as hung; sound ones take a tenth of it. */
const PATIENCE = 120;
/** Milliseconds in which a board answers; on a machine that is busy with other work it takes some hundred. */
const ANSWER = 600;

function monitor({ design, hardware }: BuiltDesign): Wrapper {
  const { core, monitor, events } = playedMonitor(design, hardware);
  return {
    tree: generated(core, hardware).tree,
    check: async (folder) =>
      (await simulateMonitor(monitor, { folder, simulator: 'icarus', events, patience: PATIENCE })).failures,
  };
}

const onBus =
  (bus: Bus) =>
  ({ design, hardware }: BuiltDesign): Wrapper => {
    const core = generated(design, hardware);
    const set = randomFragments(hardware.model.input, 3, SEED);
    return {
      tree: busTree(core, bus),
      check: async (folder) => {
        const map = designRegisters(core, bus);
        const tests = await simulateBus(hardware, map, { folder, bus, set, patience: PATIENCE });
        return tests.flatMap(({ name, outcome, message }) => (outcome === 'failed' ? [`${name}: ${message}`] : []));
      },
    };
  };

/**
 * Share of bytes that are lost or flipped, so that what mends them works too: few enough for a dozen requests, each with its answer,
 * to bring one through. Windows of several frames have frames of some hundred bytes.
 */
const NOISE = { short: 0.004, long: 0.0005 } as const;

/** The bare UART with a host that finds its way through the noise. */
const onNoisyLine =
  (noise: number = NOISE.short) =>
  (built: BuiltDesign): Wrapper => {
    const { tree, cyclesPerBit } = boardBench(generated(built.design, built.hardware), null);
    const set = randomFragments(built.hardware.model.input, 3, SEED);
    return { tree, check: (folder) => playBoard(built, set, folder, { cyclesPerBit, noise }) };
  };

/** A line whose bit is no whole number of cycles. */
const UNEVEN = { clockHz: 256, baud: 10 };
/** Cycles by which the host's bit is longer than the 26 of that line: its clock is its own. */
const SLOWER = 1;

/** Of a bit, up to which Icarus plays a session in a quarter of a minute; it knows what is not known. */
const FEW_CYCLES = 110;

/** A session at the pins of a board's top at its own clock, or of the bare UART. */
const inSession =
  (name: string | null) =>
  ({ design, hardware }: BuiltDesign): Wrapper => {
    const core = generated(design, hardware);
    const board = name === null ? null : findBoard(name, 'board');
    const { tree, cyclesPerBit } = boardBench(core, board, UNEVEN);
    const session = boardSession(core, board, cyclesPerBit + (board === null ? SLOWER : 0));
    const simulator = cyclesPerBit <= FEW_CYCLES ? 'icarus' : 'verilator';
    const run = { simulator, quick: true, patience: PATIENCE } as const;
    return {
      // What is played is a part of what a mutant is tried on.
      tree: new Map([...tree, [SESSION_FILE, session.lines.join('')]]),
      check: async (folder) => (await playSession(session, design.name, { folder, ...run })).failures,
    };
  };

async function playBoard(
  built: BuiltDesign,
  set: SignalSet,
  folder: string,
  line: { cyclesPerBit: number; noise: number },
): Promise<string[]> {
  const board = await startBoard(built.hardware, { folder, ...line, seed: SEED, quick: true, patience: PATIENCE });
  try {
    const wanted = { port: board.port, baud: 115_200, timeout: ANSWER, check: true, anyModel: false, on: () => {} };
    return (await streamFragments(streamedDesign(built), set, wanted)).failures;
  } finally {
    await board.stop().catch(() => {});
  }
}

/** Quick ones first: what they have in common is killed there. */
const WRAPPERS: Readonly<Record<string, [design: string, make: (built: BuiltDesign) => Wrapper]>> = {
  monitor: ['sim/mutation/ends.json', monitor],
  'monitor of labels': ['sim/mutation/said.json', monitor],
  'monitor of channels': ['sim/mutation/channels.json', monitor],
  'monitor of shared windows': ['sim/mutation/shared.json', monitor],
  wishbone: ['sim/mutation/wider.json', onBus('wishbone')],
  axi: ['sim/mutation/wider.json', onBus('axi')],
  'wishbone of labels': ['sim/mutation/said.json', onBus('wishbone')],
  'wishbone of steps': ['sim/mutation/graph.json', onBus('wishbone')],
  uart: ['sim/mutation/line.json', inSession(null)],
  'noisy uart': ['sim/mutation/said.json', onNoisyLine()],
  // Of several frames.
  'noisy uart of long windows': ['sim/mutation/long.json', onNoisyLine(NOISE.long)],
  ...Object.fromEntries(
    BOARD_NAMES.map((name) => [name, ['sim/mutation/ends.json', inSession(name)] as [string, typeof monitor]]),
  ),
};

export const WRAPPER_NAMES: readonly string[] = Object.keys(WRAPPERS);

/** Trials of wrappers by name: of the files that their designs alone do not have. */
export function openWrapperTrials(names: readonly string[]): Trial[] {
  const trials: Trial[] = [];
  for (const trial of names.map(wrapperTrial)) {
    const isBoard = BOARD_NAMES.includes(trial.name);
    const before = ([path, text]: readonly [string, string]) => trials.some(({ tree }) => tree.get(path) === text);
    // A board is the UART with another top.
    trials.push(isBoard ? { ...trial, tree: new Map([...trial.tree].filter((file) => !before(file))) } : trial);
  }
  return trials;
}

function wrapperTrial(name: string): Trial {
  const [file, make] = WRAPPERS[name]!;
  const built = buildDesign(file);
  const { design, hardware } = built;
  const { tree, check } = make(built);
  const core = generated(design, hardware).tree;
  const named = [...withTemplateNames(tree).entries()].map((entry, i) => [entry, [...tree.keys()][i]!] as const);
  const own = named.filter(([[path], path2]) => path.startsWith('rtl/') && !core.has(path2));
  // Back to the names that the wrapper's files have.
  const words = new Map(named.map(([[path], path2]) => [basename(path, '.v'), basename(path2, '.v')]));
  const paths = new Map(named.map(([[path], path2]) => [path, path2]));
  const renamed = (text: string) => text.replace(/\bbb_\w+/g, (word) => words.get(word) ?? word);
  const attempt = async (folder: string, files: Tree): Promise<string | null> => {
    const changed = [...files].map(([path, text]) => [paths.get(path)!, renamed(text)] as const);
    try {
      for (const [path, text] of changed) writeFileSync(join(folder, path), text);
      for (const [path] of changed) if (!(await compiles(folder, path))) return INVALID;
      const [first] = await check(folder);
      return first ?? null;
    } catch (error) {
      return `the check stopped: ${(error as Error).message.split('\n')[0]}`;
    } finally {
      for (const [path] of changed) writeFileSync(join(folder, path), tree.get(path)!);
      rmSync(join(folder, 'sim'), { recursive: true, force: true });
    }
  };
  const set = randomFragments(hardware.model.input, 1, SEED);
  const trial = { name, design, hardware, tree: new Map(own.map(([entry]) => entry)), set, stall: SEED };
  return { ...trial, wrapper: { tree, attempt } };
}

/** Whether a compiler takes a file with its modules, whatever a check makes of it. */
async function compiles(folder: string, path: string): Promise<boolean> {
  const flags = ['-g2005', '-y', 'rtl', '-y', 'tb', '-s', basename(path, '.v'), '-t', 'null', path];
  return (await runTool('iverilog', flags, { cwd: folder, timeout: PATIENCE * 1000 })).ok;
}
