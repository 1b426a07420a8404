import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { GatedHardware } from '../../arch/gated.js';
import type { Program } from '../../devices/programs.js';
import { measuredOn } from '../../emit/measured-on.js';
import { moduleOf, topModule } from '../../emit/names.js';
import { gatedModule } from '../../emit/wrappers/gated.js';
import { GATES } from '../../emit/wrappers/gates.js';
import { UserError } from '../../support/errors.js';
import { requireTool } from '../../support/tools.js';
import { bufferNets, cellArea, cellCounts, clockTree, memoryMacros, synthesiseAsic } from '../asic.js';
import { MEMORY_CELL } from './activity.js';
import { type AsicLibrary, flipFlops, requireAsic } from './asic.js';
import { type ClockDomain, type IntervalActivity, simulateGatedActivity } from './gated-activity.js';
import type { Bit, Gates } from './gates.js';
import { cellModels, readLiberty } from './liberty.js';
import { memoryPrice } from './memory-model.js';
import { type CellPower, type ClockRoot, clockNets, macroLibrary, runSta, wirePerLoad } from './opensta.js';
import { PowerFailure, type PowerResult, type PowerSettings, requireClock } from './power.js';

/** Watt that switch. */
const dynamic = ({ internal, switching }: CellPower) => internal + switching;

/**
 * Synthesises the wrapper with two clocks into standard cells, its clock gate a latch and an AND of the library, and prices what a
 * continuing signal makes it do: nothing is assumed of when a clock stands, the edges of each are counted in the netlist.
 */
export async function gatedAsicPower(
  gated: GatedHardware,
  library: AsicLibrary,
  settings: PowerSettings,
): Promise<PowerResult> {
  const { folder, set, simulator, progress } = settings;
  const { hardware } = gated;
  const sta = requireAsic(library);
  const yosys: Program = { name: 'Yosys', ...requireTool('yosys') };
  const { module, cell } = GATES[gated.gate];
  if (module === null || cell !== null)
    throw new UserError({
      where: hardware.name,
      field: 'monitor.gated.gate',
      message: 'standard cells stop a clock with a cell',
      value: gated.gate,
      allowed: 'cell',
      fix: 'cell',
    });
  const cells = readLiberty(readFileSync(library.file, 'utf8'), library.file);
  const top = topModule(hardware.name);
  progress(`yosys: ${gatedModule(hardware.name)} in cells of ${library.name}`);
  const raw = await synthesiseAsic(folder, gatedModule(hardware.name), library, yosys, moduleOf(top, module));
  const roots = clockRoots(raw, library);
  const bits: Record<ClockDomain, Bit> = { slow: roots.slow.bit, fast: roots.fast.bit, core: roots.core.bit };
  const trees: ReadonlySet<Bit> = new Set(Object.values(bits));
  const gates = bufferNets(raw, trees, library.cells);
  const tree = clockTree(gates, trees, library.cells);
  const memories = gates.cells.filter(({ type }) => type === MEMORY_CELL);
  const inverterNw = cells.cells.get(library.inverter)!.leakageNw;
  const prices = memories.map((cell) => memoryPrice(cell, inverterNw));
  const area = cellArea(tree, cells);
  const count = Object.values(cellCounts(tree)).reduce((a, b) => a + b, 0);

  const { gates: netlist, macros } = memoryMacros(tree);
  const work = resolve(folder, 'sim', `sta-gated-${library.name}`);
  mkdirSync(work, { recursive: true });
  const macroFile = join(work, 'macros.lib');
  const timings = macros.map((cell, m) => ({ cell, accessNs: prices[m]!.accessNs }));
  const wirePf = wirePerLoad(count, area, library.wires);
  // Cells that stand for inputs load no clock.
  writeFileSync(macroFile, macroLibrary(timings, wirePf, cells.voltage, cells.temperature, 0));
  const clockMHz = gated.coreHz / 1e6;
  const common = {
    folder: work,
    sta,
    libraries: [library.file, macroFile],
    gates: netlist,
    clock: 'fast_clk_i',
    clockMHz,
  };
  const both: ClockRoot[] = [{ port: 'slow_clk_i' }, { port: 'fast_clk_i' }];
  progress('OpenSTA: timing');
  const { fmaxMHz } = await runSta({ ...common, roots: [{ port: 'fast_clk_i' }], activities: [] });
  requireClock(clockMHz, fmaxMHz, library.title);

  const clockOf = (bit: Bit | undefined): ClockDomain =>
    bit === bits.slow ? 'slow' : bit === bits.fast ? 'fast' : 'core';
  const activity = await simulateGatedActivity(gated, {
    folder,
    label: `gated-${library.name}`,
    gates,
    models: cellModels(cells, Object.keys(cellCounts(gates))),
    roots: bits,
    clocks: clockNets(gates, Object.values(bits)),
    watched: memories.flatMap(({ pins }) => [
      { bits: pins.re_i!.bits, clock: clockOf(pins.clk_i!.bits[0]) },
      { bits: pins.we_i!.bits, clock: clockOf((pins.write_clk_i ?? pins.clk_i)!.bits[0]) },
    ]),
    set,
    simulator,
    progress,
  });
  if (activity.failures.length > 0)
    throw new PowerFailure(`${hardware.name}: the netlist is not the network: ${activity.failures.join('; ')}`);

  progress('OpenSTA: power');
  const intervals = [activity.before, ...activity.windows];
  // Activities are changes an edge of a clock that has `per` of them in an interval.
  const per = (interval: IntervalActivity) => Math.max(1, interval.edges.core, interval.edges.slow);
  const all = await runSta({
    ...common,
    roots: both,
    activities: intervals.map(
      (interval) => new Map(activity.nets.map((net, n) => [net, interval.toggles[n]! / per(interval)])),
    ),
  });
  // Without the slow clock inputs would come with the core's: each is what it adds to the ones before.
  const core: ClockRoot = { cell: roots.core.cell, pin: 'Y' };
  const slowOnly = await runSta({ ...common, roots: both.slice(0, 1), activities: [] });
  const withCore = await runSta({ ...common, roots: [both[0]!, core], activities: [] });
  // W at clockMHz by clockMHz: uJ an edge.
  const edgeUj: Record<ClockDomain, number> = {
    slow: dynamic(slowOnly.idle) / clockMHz,
    core: (dynamic(withCore.idle) - dynamic(slowOnly.idle)) / clockMHz,
    fast: (dynamic(all.idle) - dynamic(withCore.idle)) / clockMHz,
  };
  const logicUj = intervals.map(
    (interval, i) => ((dynamic(all.active[i]!) - dynamic(all.idle)) / clockMHz) * per(interval),
  );
  const memoryUj = (interval: IntervalActivity) =>
    prices.reduce(
      (sum, { readPj, writePj }, m) =>
        sum + (interval.ones[2 * m]! * readPj + interval.ones[2 * m + 1]! * writePj) * 1e-6,
      0,
    );
  const clockUj = (domain: ClockDomain) => (interval: IntervalActivity) => interval.edges[domain] * edgeUj[domain];
  const { windows, before } = activity;
  const dynamicUj = {
    'clock of the intake': windows.map(clockUj('slow')),
    'clock before the gate': windows.map(clockUj('fast')),
    'clock of the core, behind its gate': windows.map(clockUj('core')),
    logic: logicUj.slice(1),
    memories: windows.map(memoryUj),
  };
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const parts = Object.entries(dynamicUj).map(([name, values]) => ({ name, energyUj: mean(values) }));
  const total = parts.reduce((sum, { energyUj }) => sum + energyUj, 0);
  const staticUw = {
    'leakage of logic': all.idle.leakage * 1e6,
    'leakage of memories': prices.reduce((sum, p) => sum + p.leakageNw, 0) * 1e-3,
  };
  const still = Object.values(staticUw).reduce((a, b) => a + b, 0);
  const { sampleRateHz } = hardware.model.input;
  const secondsPerFragment = gated.hopSamples / sampleRateHz;
  const edges = (domain: ClockDomain) => mean(windows.map((w) => w.edges[domain]));
  const ones = (m: number) => mean(windows.map((w) => w.ones[m]!));
  const beforeSeconds = before.edges.slow / gated.clockHz;
  const intakeUj =
    clockUj('slow')(before) + clockUj('core')(before) + clockUj('fast')(before) + logicUj[0]! + memoryUj(before);
  const average = total / secondsPerFragment + still;
  const idleFast = Math.max(0, gated.coreHz * secondsPerFragment - edges('fast'));
  const memoryArea = prices.reduce((sum, p) => sum + p.areaUm2, 0);
  return {
    design: hardware.name,
    target: library.name,
    modelled: true,
    ...measuredOn(folder),
    source: set.provenance.source,
    fragments: windows.length,
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
      ...{ name: p.name, kind: p.kind, words: p.words, width: p.width },
      ...{ reads: ones(2 * m), writes: ones(2 * m + 1), readPj: p.readPj, writePj: p.writePj },
      energyUj: (ones(2 * m) * p.readPj + ones(2 * m + 1) * p.writePj) * 1e-6,
    })),
    counts: { changes: mean(windows.map((w) => w.toggles.reduce((a, b) => a + b, 0))) },
    staticUw,
    parts,
    fragmentsUj: windows.map((_, w) => Object.values(dynamicUj).reduce((sum, values) => sum + values[w]!, 0)),
    cyclesPerFragment: edges('core'),
    energyPerFragmentUj: total + (still * edges('core')) / gated.coreHz,
    averageUw: { clockStopped: average, clockRunning: average + (edgeUj.fast * idleFast) / secondsPerFragment },
    gated: {
      intakeHz: gated.clockHz,
      intakeUw: intakeUj / beforeSeconds,
      edges: { slow: edges('slow'), fast: edges('fast'), core: edges('core') },
      edgePj: { slow: edgeUj.slow * 1e6, fast: edgeUj.fast * 1e6, core: edgeUj.core * 1e6 },
    },
    scores: activity.scores,
    class: { values: activity.results, mismatches: 0 },
    tools: { Yosys: yosys.version, OpenSTA: sta.version, simulator: activity.simulator },
  };
}

/** Where the clocks begin: both ports, and the AND of the gate. Throws Error if the netlist has not one gate. */
function clockRoots(gates: Gates, { cells }: AsicLibrary) {
  const port = (name: string) => gates.ports.find((one) => one.name === name)!.bits[0]!;
  const fast = port('fast_clk_i');
  const ands = gates.cells.flatMap(({ type, pins }, cell) =>
    type === cells.clockGate.and && pins.A!.bits[0] === fast ? [{ cell, bit: pins.Y!.bits[0]! }] : [],
  );
  if (ands.length !== 1) throw new Error(`${ands.length} clock gates in the netlist, not one`);
  return { slow: { bit: port('slow_clk_i') }, fast: { bit: fast }, core: ands[0]! };
}
