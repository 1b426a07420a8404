import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Hardware } from '../../arch/hardware.js';
import type { Program } from '../../devices/programs.js';
import { measuredOn } from '../../emit/measured-on.js';
import { topModule } from '../../emit/names.js';
import { UserError } from '../../support/errors.js';
import { findTool, requireTool } from '../../support/tools.js';
import { bufferNets, cellArea, cellCounts, clockTree, type FlowCells, memoryMacros, synthesiseAsic } from '../asic.js';
import { type Activity, MEMORY_CELL, simulateActivity } from './activity.js';
import type { Gates } from './gates.js';
import { cellModels, readLiberty } from './liberty.js';
import { memoryPrice } from './memory-model.js';
import { macroLibrary, runSta, type WireModel, wirePerLoad } from './opensta.js';
import { type PowerResult, type PowerSettings, requireClock, requireRight, summarise } from './power.js';

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
  const yosys: Program = { name: 'Yosys', ...requireTool('yosys') };
  const cells = readLiberty(readFileSync(library.file, 'utf8'), library.file);
  progress(`yosys: ${hardware.name} in cells of ${library.name}`);
  const raw = await synthesiseAsic(folder, topModule(hardware.name), library, yosys);
  const clock = raw.ports.find(({ name }) => name === 'clk_i')!.bits[0]!;
  const gates = bufferNets(raw, clock, library.cells);
  const tree = clockTree(gates, clock, library.cells);
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
  progress('OpenSTA: timing');
  const { fmaxMHz } = await runSta({ ...common, activities: [] });
  requireClock(clockMHz, fmaxMHz, library.title);

  const activity = await simulateActivity(hardware, {
    folder,
    label: library.name,
    gates,
    models: cellModels(cells, Object.keys(cellCounts(gates))),
    watched: memories.flatMap(({ pins }) => [pins.re_i!.bits, pins.we_i!.bits]),
    set,
    simulator,
    progress,
  });
  requireRight(activity, hardware.name);
  progress('OpenSTA: power');
  const { idle, active } = await runSta({ ...common, activities: activitiesOf(activity) });

  const cycles = activity.fragments.map((f) => f.cycles);
  // W a clock cycle at clockMHz, times cycles: uJ.
  const uj = (watt: number, f: number) => (watt / clockMHz) * cycles[f]!;
  const idleWatt = idle.internal + idle.switching;
  const { model } = hardware;
  const access = (m: number, f: number) => {
    const [reads, writes] = activity.fragments[f]!.ones.slice(2 * m, 2 * m + 2);
    return { reads: reads!, writes: writes! };
  };
  const mean = (of: (f: number) => number) => cycles.reduce((sum, _, f) => sum + of(f), 0) / cycles.length;
  const memoryUj = (m: number, f: number) =>
    (access(m, f).reads * prices[m]!.readPj + access(m, f).writes * prices[m]!.writePj) * 1e-6;
  const memoryArea = prices.reduce((sum, p) => sum + p.areaUm2, 0);
  const staticUw = {
    'leakage of logic': idle.leakage * 1e6,
    'leakage of memories': prices.reduce((sum, p) => sum + p.leakageNw, 0) * 1e-3,
  };
  const secondsPerFragment = model.input.samples / model.input.sampleRateHz;
  return {
    design: hardware.name,
    target: library.name,
    modelled: true,
    ...measuredOn(folder),
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
      logicMm2: area / 1e6,
      memoryMm2: memoryArea / 1e6,
      totalMm2: area / library.wires.utilisation / 1e6 + memoryArea / 1e6,
      memoryBits: prices.reduce((sum, p) => sum + p.words * p.width, 0),
    },
    memories: prices.map((p, m) => ({
      name: p.name,
      kind: p.kind,
      words: p.words,
      width: p.width,
      reads: mean((f) => access(m, f).reads),
      writes: mean((f) => access(m, f).writes),
      readPj: p.readPj,
      writePj: p.writePj,
      energyUj: mean((f) => memoryUj(m, f)),
    })),
    counts: { changes: mean((f) => activity.fragments[f]!.toggles.reduce((a, b) => a + b, 0)) },
    staticUw,
    ...summarise({
      clockMHz,
      secondsPerFragment,
      cycles,
      dynamicUj: {
        'clock tree and clock pins': cycles.map((_, f) => uj(idleWatt, f)),
        logic: active.map(({ internal, switching }, f) => uj(internal + switching - idleWatt, f)),
        memories: cycles.map((_, f) => prices.reduce((sum, _price, m) => sum + memoryUj(m, f), 0)),
      },
      staticUw,
      idlePj: (idleWatt * 1e6) / clockMHz,
    }),
    scores: activity.scores,
    class: activity.class,
    tools: { Yosys: yosys.version, OpenSTA: sta.version, simulator: activity.simulator },
  };
}

/** Changes a clock cycle of each net, fragment by fragment. */
export function activitiesOf({ nets, fragments }: Activity): Map<number, number>[] {
  return fragments.map(({ toggles, cycles }) => new Map(nets.map((net, n) => [net, toggles[n]! / cycles])));
}

export function flipFlops(gates: Gates, { cells }: ReturnType<typeof readLiberty>): number {
  return gates.cells.filter(({ type }) => type !== MEMORY_CELL && cells.get(type)!.ff !== null).length;
}
