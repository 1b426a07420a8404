import type { Port } from '../../arch/interface.js';
import { type Generated, madeBy } from '../generated.js';
import { renderTemplate } from '../render.js';
import type { Tree } from '../tree.js';
import { clockOfPort, clocksFiles, clocksModule, clocksPorts, type ScoreClock } from '../wrappers/clocks.js';
import { clockInterface, coreStreams, resetInterface } from './interfaces.js';
import { type ClockDomain, type FlowSettings, type FlowTop, flowFiles, flowParameters, flowVlnv } from './top.js';

/** A clock of their own for samples, MHz, and with which one scores leave. */
export interface SampleClock {
  scores: ScoreClock;
  mhz: number;
}

/** The reset's pin of both clocks. */
const RESET = { port: 'rst_ni', asserted: 0, asynchronous: true } as const;

/** A design whose samples have a clock of their own, with the files of `tree`. */
export function clocksFlow(
  core: Generated,
  { scores, mhz }: SampleClock,
  tree: Tree,
  { clockMHz }: FlowSettings,
): FlowTop {
  const { hardware } = core;
  const all = clocksPorts(hardware, scores);
  const module = clocksModule(hardware.name);
  const domain = (port: string, name: string, own: number): ClockDomain => {
    const mine = (direction: Port['direction']) =>
      all.filter(
        (one) =>
          one.direction === direction &&
          !['clk_i', 'sample_clk_i', RESET.port].includes(one.name) &&
          clockOfPort(one.name, scores) === port,
      );
    return { port, name, mhz: own, reset: RESET, inputs: mine('input'), outputs: mine('output') };
  };
  const streams = (port: string) =>
    coreStreams(hardware)
      .filter(({ signals }) => signals.some((signal) => clockOfPort(signal.port, scores) === port))
      .map(({ name }) => name);
  return {
    identity: madeBy(core, 'package', ` --sample-clock ${scores}`),
    purpose: `${hardware.model.name} with a clock of its own for samples`,
    module,
    vlnv: flowVlnv(core, module),
    parameters: flowParameters(false),
    ports: all,
    clocks: [domain('clk_i', 'clk', clockMHz), domain('sample_clk_i', 'sample_clk', mhz)],
    interfaces: [
      ...coreStreams(hardware),
      clockInterface('clk_i', RESET.port, streams('clk_i')),
      clockInterface('sample_clk_i', RESET.port, streams('sample_clk_i')),
      resetInterface(RESET.port, false),
    ],
    registers: null,
    files: { ...flowFiles(tree, null), software: [] },
    iceCells: [...tree.keys()].some((path) => /^tb\/SB_\w+\.v$/.test(path)),
  };
}

/** Periods of both clocks in picoseconds that the bench tries, samples first: alike, apart, and no multiple of one another. */
const RATIOS = [
  [10_000, 10_000],
  [37_000, 10_000],
  [10_000, 37_000],
  [10_000, 10_010],
  [150_000, 7_000],
] as const;

/** The wrapper, and a cocotb test that plays it at several ratios of its clocks. */
export function clocksTree(core: Generated, { scores }: SampleClock, pythonSources: (rtl: string[]) => string): Tree {
  const files = clocksFiles(core, scores);
  const module = clocksModule(core.hardware.name);
  const view = {
    ...madeBy(core, 'package', ` --sample-clock ${scores}`),
    module,
    scoreClock: scores === 'samples' ? 'sample_clk_i' : 'clk_i',
    ratios: RATIOS,
    pythonSources: pythonSources([...files.keys()]),
  };
  return new Map([
    ...files,
    [`bench/test_${module}.py`, renderTemplate('flows/clocks/test.py.ejs', view)],
    ['bench/run_clocks.py', renderTemplate('package/bench/run.py.ejs', view)],
  ]);
}
