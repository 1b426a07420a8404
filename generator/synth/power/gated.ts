import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { GatedHardware } from '../../arch/gated.js';
import { gatingYosys } from '../../devices/programs.js';
import { moduleOf, topModule } from '../../emit/names.js';
import { gatedModule } from '../../emit/wrappers/gated.js';
import { GATES } from '../../emit/wrappers/gates.js';
import { UserError } from '../../support/errors.js';
import { bufferNets, cellArea, cellCounts, clockTree, MIN_GATED, memoryMacros, synthesiseAsic } from '../asic.js';
import { MEMORY_CELL } from './activity.js';
import { type AsicLibrary, flipFlops, requireAsic } from './asic.js';
import { type ClockGate, cellClocks, clockGates, edgeEnergies, innerClocks } from './clock-gates.js';
import { CLOCK_DOMAINS, type ClockDomain, type IntervalActivity, simulateGatedActivity } from './gated-activity.js';
import type { Bit, Gates } from './gates.js';
import { cellModels, readLiberty } from './liberty.js';
import { memoryPrice } from './memory-model.js';
import { type ClockRoot, clockNets, dynamic, macroLibrary, runSta, wirePerLoad } from './opensta.js';
import { PowerFailure, type PowerResult, type PowerSettings, pricedOn, requireClock } from './power.js';

/**
 * Synthesises the wrapper with two clocks into standard cells, its clock gate and those within its clocks latches and ANDs of the library, and prices what a
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
  const yosys = gatingYosys();
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
  const clocking = { gate: moduleOf(top, module), least: MIN_GATED };
  const raw = await synthesiseAsic(folder, gatedModule(hardware.name), library, yosys, clocking);
  const stops = clockGates(raw, library.cells.clockGate);
  const { bits, open: coreOpen } = clockRoots(raw, stops);
  const roots = CLOCK_DOMAINS.map((domain) => bits[domain]);
  const inner = innerClocks(stops, roots);
  const behind = inner.map(({ clock }) => clock);
  const clocks: ReadonlySet<Bit> = new Set([...roots, ...behind]);
  const gates = bufferNets(raw, clocks, library.cells);
  const tree = clockTree(gates, clocks, library.cells);
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
  const stopped = [bits.core, ...behind];
  progress('OpenSTA: timing');
  const { fmaxMHz } = await runSta({ ...common, behind: stopped, roots: [{ port: 'fast_clk_i' }], activities: [] });
  requireClock(clockMHz, fmaxMHz, library.title);

  const clockOf = (bit: Bit | undefined): ClockDomain =>
    bit === bits.slow ? 'slow' : bit === bits.fast ? 'fast' : 'core';
  const activity = await simulateGatedActivity(gated, {
    folder,
    label: `gated-${library.name}`,
    gates,
    models: cellModels(cells, Object.keys(cellCounts(gates))),
    roots: bits,
    clocks: clockNets(gates, [...clocks]),
    watched: [
      ...memories.flatMap(({ pins }) => [
        { bits: pins.re_i!.bits, clock: clockOf(pins.clk_i!.bits[0]) },
        { bits: pins.we_i!.bits, clock: clockOf((pins.write_clk_i ?? pins.clk_i)!.bits[0]) },
      ]),
      // An inner clock has an edge where its gates are open; of the fast one also those that the core has.
      ...inner.flatMap(({ open, root }) => [
        { bits: open, clock: clockOf(root) },
        { bits: [...open, coreOpen], clock: clockOf(root) },
      ]),
    ],
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
    behind: stopped,
    cells: true,
    activities: intervals.map(
      (interval) => new Map(activity.nets.map((net, n) => [net, interval.toggles[n]! / per(interval)])),
    ),
  });
  const edgeUj = edgeEnergies(cellClocks(tree, roots, stops), all, clockMHz);
  const logicUj = intervals.map(
    (interval, i) => ((dynamic(all.active[i]!) - dynamic(all.idle)) / clockMHz) * per(interval),
  );
  const memoryUj = (interval: IntervalActivity) =>
    prices.reduce(
      (sum, { readPj, writePj }, m) =>
        sum + (interval.ones[2 * m]! * readPj + interval.ones[2 * m + 1]! * writePj) * 1e-6,
      0,
    );
  /** Energy of the clocks within a domain at edges of theirs. */
  const innerUj = (domain: ClockDomain, edgesOf: (i: number) => number) =>
    inner.reduce((sum, { root, clock }, i) => sum + (root === bits[domain] ? edgesOf(i) * edgeUj.get(clock)! : 0), 0);
  const innerEdges = ({ ones }: IntervalActivity, i: number) => ones[2 * (memories.length + i)]!;
  const innerCoreEdges = ({ ones }: IntervalActivity, i: number) => ones[2 * (memories.length + i) + 1]!;
  const clockUj = (domain: ClockDomain) => (interval: IntervalActivity) =>
    interval.edges[domain] * edgeUj.get(bits[domain])! + innerUj(domain, (i) => innerEdges(interval, i));
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
  // A fast clock that runs on does what it did at its edges that the core had not.
  const idleFast = Math.max(0, gated.coreHz * secondsPerFragment - edges('fast'));
  const idleEdges = (interval: IntervalActivity, i: number) => innerEdges(interval, i) - innerCoreEdges(interval, i);
  const idleFastUj =
    edgeUj.get(bits.fast)! +
    innerUj('fast', (i) => mean(windows.map((w) => idleEdges(w, i)))) / Math.max(1, edges('fast') - edges('core'));
  const edgePj = (domain: ClockDomain) => (mean(windows.map(clockUj(domain))) / edges(domain)) * 1e6;
  const memoryArea = prices.reduce((sum, p) => sum + p.areaUm2, 0);
  return {
    design: hardware.name,
    target: library.name,
    ...pricedOn(folder),
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
      clockGates: inner.length,
      gatedFlipFlops: flipFlops(gates, cells, new Set(behind)),
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
    averageUw: { clockStopped: average, clockRunning: average + (idleFastUj * idleFast) / secondsPerFragment },
    gated: {
      intakeHz: gated.clockHz,
      intakeUw: intakeUj / beforeSeconds,
      edges: { slow: edges('slow'), fast: edges('fast'), core: edges('core') },
      edgePj: { slow: edgePj('slow'), fast: edgePj('fast'), core: edgePj('core') },
    },
    scores: activity.scores,
    class: { values: activity.results, mismatches: 0 },
    tools: { Yosys: yosys.version, OpenSTA: sta.version, simulator: activity.simulator },
  };
}

/** Where the clocks begin: both ports, and the gate of the wrapper. Throws Error if there is not one that the core's clock comes from. */
function clockRoots(gates: Gates, stops: readonly ClockGate[]) {
  const port = (name: string) => gates.ports.find((one) => one.name === name)!.bits[0]!;
  const core = port('core_clk_o');
  const found = stops.filter(({ clock }) => clock === core);
  if (found.length !== 1) throw new Error(`${found.length} clock gates make the core's clock, not one`);
  const bits: Record<ClockDomain, Bit> = { slow: port('slow_clk_i'), fast: port('fast_clk_i'), core };
  return { bits, open: found[0]!.open };
}
