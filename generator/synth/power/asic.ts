import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Hardware } from '../../arch/hardware.js';
import { gatingYosys, type Program } from '../../devices/programs.js';
import { topModule } from '../../emit/names.js';
import { UserError } from '../../support/errors.js';
import { sum } from '../../support/integers.js';
import { findTool } from '../../support/tools.js';
import {
  bufferNets,
  cellArea,
  cellCounts,
  clockTree,
  type FlowCells,
  MIN_GATED,
  memoryMacros,
  synthesiseAsic,
} from '../asic.js';
import { type Activity, type FragmentActivity, MEMORY_CELL, simulateActivity } from './activity.js';
import { cellClocks, clockGates, edgeEnergies, innerClocks } from './clock-gates.js';
import type { Bit, Gates } from './gates.js';
import { cellModels, readLiberty } from './liberty.js';
import { memoryPrice } from './memory-model.js';
import { clockNets, dynamic, macroLibrary, runSta, type WireModel, wirePerLoad } from './opensta.js';
import { type PowerResult, type PowerSettings, pricedOn, requireClock, requireRight, summarise } from './power.js';

export interface AsicLibrary {
  name: string;
  title: string;
  file: string;
  /** Debian's package that holds the file. */
  package: string;
  cells: FlowCells;
  inverter: string;
  wires: WireModel;
}

export const ASIC_LIBRARIES: readonly AsicLibrary[] = [
  {
    name: 'osu018',
    title: 'OSU standard cells, 0.18 um',
    file: '/usr/share/qflow/tech/osu018/osu018_stdcells.lib',
    package: 'qflow-tech-osu018',
    cells: {
      ...{ driver: 'BUFX2', buffer: 'BUFX4', clockBuffer: 'CLKBUF1', fanout: 16, outputLoad: 0.03 },
      clockGate: { latch: 'LATCH', inverter: 'INVX1', and: 'AND2X2' },
    },
    inverter: 'INVX1',
    wires: { utilisation: 0.7, rent: 0.65, capacitance: 0.2e-3 },
  },
];

/** The library and OpenSTA; throws UserError naming the Debian package that is missing. */
export function requireAsic(library: AsicLibrary): Program {
  const problems = existsSync(library.file)
    ? []
    : [{ where: library.file, message: `${library.title}: not there`, fix: `apt-get install ${library.package}` }];
  const found = findTool({
    name: 'sta',
    versionArguments: ['-version'],
    least: '2.0',
    role: 'timing and power analyser',
    purpose: 'power',
    needed: false,
    mend: 'apt-get install opensta',
  });
  const missing =
    found.problem === undefined
      ? []
      : [{ where: 'sta', message: `OpenSTA: ${found.problem}`, fix: 'apt-get install opensta' }];
  if (problems.length + missing.length > 0) throw new UserError([...problems, ...missing]);
  return { name: 'OpenSTA', path: found.path!, version: found.version! };
}

/** Synthesises a design into standard cells and prices what real fragments make it do. */
export async function asicPower(
  hardware: Hardware,
  library: AsicLibrary,
  settings: PowerSettings,
): Promise<PowerResult> {
  const { folder, set, clockMHz, simulator, progress } = settings;
  const sta = requireAsic(library);
  const yosys = gatingYosys();
  const cells = readLiberty(readFileSync(library.file, 'utf8'), library.file);
  progress(`yosys: ${hardware.name} in cells of ${library.name}`);
  const raw = await synthesiseAsic(folder, topModule(hardware.name), library, yosys, { least: MIN_GATED });
  const clock = raw.ports.find(({ name }) => name === 'clk_i')!.bits[0]!;
  const stops = clockGates(raw, library.cells.clockGate);
  const inner = innerClocks(stops, [clock]);
  const clocks: ReadonlySet<Bit> = new Set([clock, ...inner.map((one) => one.clock)]);
  const gates = bufferNets(raw, clocks, library.cells);
  const tree = clockTree(gates, clocks, library.cells);
  const memories = gates.cells.filter(({ type }) => type === MEMORY_CELL);
  const inverterNw = cells.cells.get(library.inverter)!.leakageNw;
  const prices = memories.map((cell) => memoryPrice(cell, inverterNw));
  const area = cellArea(tree, cells);
  const count = Object.values(cellCounts(tree)).reduce((a, b) => a + b, 0);

  const { gates: netlist, macros } = memoryMacros(tree);
  const work = resolve(folder, 'sim', `sta-${library.name}`);
  mkdirSync(work, { recursive: true });
  const macroFile = join(work, 'macros.lib');
  const timings = macros.map((cell, m) => ({ cell, accessNs: prices[m]!.accessNs }));
  const wirePf = wirePerLoad(count, area, library.wires);
  writeFileSync(macroFile, macroLibrary(timings, wirePf, cells.voltage, cells.temperature));
  const common = { folder: work, sta, libraries: [library.file, macroFile], gates: netlist, clock: 'clk_i', clockMHz };
  const behind = inner.map((one) => one.clock);
  progress('OpenSTA: timing');
  const { fmaxMHz } = await runSta({ ...common, behind, activities: [] });
  requireClock(clockMHz, fmaxMHz, library.title);

  const activity = await simulateActivity(hardware, {
    folder,
    label: library.name,
    gates,
    models: cellModels(cells, Object.keys(cellCounts(gates))),
    watched: [
      ...memories.flatMap(({ pins }) => [pins.re_i!.bits, pins.we_i!.bits]),
      // An inner clock has an edge in each cycle in which its gates are open.
      ...inner.map(({ open }) => open),
    ],
    clocks: clockNets(gates, [...clocks]),
    idle: true,
    set,
    simulator,
    progress,
  });
  requireRight(activity, hardware.name);
  progress('OpenSTA: power');
  const counted = [...activity.fragments, activity.idle!];
  const priced = await runSta({ ...common, behind, cells: true, activities: counted.map(changesOf(activity.nets)) });
  const edgeUj = edgeEnergies(cellClocks(tree, [clock], stops), priced, clockMHz);
  const { model } = hardware;
  const access = (m: number, { ones }: FragmentActivity) => ({ reads: ones[2 * m]!, writes: ones[2 * m + 1]! });
  const memoryUj = (m: number, counts: FragmentActivity) => {
    const { reads, writes } = access(m, counts);
    return (reads * prices[m]!.readPj + writes * prices[m]!.writePj) * 1e-6;
  };
  const innerEdges = ({ ones }: FragmentActivity) => inner.map((_, i) => ones[2 * memories.length + i]!);
  const clockUj = (counts: FragmentActivity) =>
    counts.cycles * edgeUj.get(clock)! +
    sum(innerEdges(counts).map((edges, i) => edges * edgeUj.get(inner[i]!.clock)!));
  // W at clockMHz by clockMHz: uJ a cycle. All clocks have all edges in OpenSTA: what is more than that is logic.
  const logicUj = ({ cycles }: FragmentActivity, i: number) =>
    ((dynamic(priced.active[i]!) - dynamic(priced.idle)) / clockMHz) * cycles;
  const energies = counted.map((counts, i) => ({
    'clock tree and clock pins': clockUj(counts),
    logic: logicUj(counts, i),
    memories: sum(prices.map((_, m) => memoryUj(m, counts))),
  }));
  const idleUj = sum(Object.values(energies.at(-1)!));
  const parts = energies.slice(0, -1);
  const mean = (of: (counts: FragmentActivity) => number) => sum(activity.fragments.map(of)) / parts.length;
  const memoryArea = sum(prices.map(({ areaUm2 }) => areaUm2));
  const staticUw = {
    'leakage of logic': priced.idle.leakage * 1e6,
    'leakage of memories': sum(prices.map(({ leakageNw }) => leakageNw)) * 1e-3,
  };
  const secondsPerFragment = model.input.samples / model.input.sampleRateHz;
  return {
    design: hardware.name,
    target: library.name,
    ...pricedOn(folder),
    source: set.provenance.source,
    fragments: set.names.length,
    clockMHz,
    fmaxMHz,
    volts: cells.voltage,
    celsius: cells.temperature,
    secondsPerFragment,
    size: {
      cells: count,
      flipFlops: flipFlops(gates, cells),
      clockGates: inner.length,
      gatedFlipFlops: flipFlops(gates, cells, new Set(behind)),
      logicMm2: area / 1e6,
      memoryMm2: memoryArea / 1e6,
      totalMm2: area / library.wires.utilisation / 1e6 + memoryArea / 1e6,
      memoryBits: sum(prices.map(({ words, width }) => words * width)),
    },
    memories: prices.map((p, m) => ({
      name: p.name,
      kind: p.kind,
      words: p.words,
      width: p.width,
      reads: mean((counts) => access(m, counts).reads),
      writes: mean((counts) => access(m, counts).writes),
      readPj: p.readPj,
      writePj: p.writePj,
      energyUj: mean((counts) => memoryUj(m, counts)),
    })),
    counts: { changes: mean(({ toggles }) => sum(toggles)), innerEdges: mean((counts) => sum(innerEdges(counts))) },
    staticUw,
    ...summarise({
      clockMHz,
      secondsPerFragment,
      cycles: activity.fragments.map(({ cycles }) => cycles),
      dynamicUj: {
        'clock tree and clock pins': parts.map((part) => part['clock tree and clock pins']),
        logic: parts.map(({ logic }) => logic),
        memories: parts.map((part) => part.memories),
      },
      staticUw,
      idlePj: (idleUj * 1e6) / activity.idle!.cycles,
    }),
    scores: activity.scores,
    class: activity.class,
    tools: { Yosys: yosys.version, OpenSTA: sta.version, simulator: activity.simulator },
  };
}

/** Changes a clock cycle of each net, fragment by fragment. */
export function activitiesOf({ nets, fragments }: Activity): Map<number, number>[] {
  return fragments.map(changesOf(nets));
}

const changesOf =
  (nets: readonly number[]) =>
  ({ toggles, cycles }: FragmentActivity) =>
    new Map(nets.map((net, n) => [net, toggles[n]! / cycles]));

/** Flip-flops of a netlist without a clock tree; of these clocks, if they are given. */
export function flipFlops(gates: Gates, { cells }: ReturnType<typeof readLiberty>, clocks?: ReadonlySet<Bit>): number {
  return gates.cells.filter(({ type, pins }) => {
    const ff = type === MEMORY_CELL ? null : cells.get(type)!.ff;
    return ff !== null && (clocks === undefined || clocks.has(pins[ff.clock.replace(/\W/g, '')]!.bits[0]!));
  }).length;
}
