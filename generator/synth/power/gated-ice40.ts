import type { BuiltDesign } from '../../arch/built-design.js';
import type { GatedHardware } from '../../arch/gated.js';
import { findPart } from '../../devices/devices.js';
import { ICE40 } from '../../devices/ice40.js';
import { synthesisPrograms } from '../../devices/programs.js';
import { gatedModule } from '../../emit/wrappers/gated.js';
import { modelsOf } from '../../simulate/cell-models.js';
import { bitstreamOfDesign } from '../design.js';
import { type IntervalActivity, simulateGatedActivity } from './gated-activity.js';
import { ice40Gates, meanCounts, measuredCharges, UP5K } from './ice40.js';
import { countIce40, ice40Nets } from './ice40-activity.js';
import { PowerFailure, type PowerResult, type PowerSettings, pricedOn, requireClock } from './power.js';

/** Board whose top has both oscillators. */
const BOARD = 'icebreaker';

/**
 * Places the wrapper with both oscillators on a board of the UP5K, and prices what a continuing signal makes its netlist do. The
 * core has every edge of the fast clock, which stands while it is not asked for.
 */
export async function gatedIce40Power(
  built: BuiltDesign,
  gated: GatedHardware,
  settings: PowerSettings,
): Promise<PowerResult> {
  const { folder, set, simulator, progress } = settings;
  const { hardware } = gated;
  const part = findPart('up5k', '--part');
  const placed = await bitstreamOfDesign(built, BOARD, { pack: false, progress });
  const clockMHz = gated.coreHz / 1e6;
  requireClock(clockMHz, placed.fmaxMHz!, part.name);
  const programs = synthesisPrograms('system', part.family);
  progress(`yosys: ${hardware.name} for ${part.name}`);
  const gates = await ice40Gates(folder, gatedModule(hardware.name), programs.yosys);
  const nets = ice40Nets(gates);
  const port = (name: string) => gates.ports.find((one) => one.name === name)!.bits[0]!;
  const roots = { slow: port('slow_clk_i'), fast: port('fast_clk_i'), core: port('fast_clk_i') };
  const activity = await simulateGatedActivity(gated, {
    folder,
    label: `gated-${part.name}`,
    gates,
    models: modelsOf(ICE40.models, programs.yosys.path, Object.keys(nets.cells)),
    roots,
    clocks: new Set(Object.values(roots)),
    watched: nets.watched.map(({ bits, clock }) => ({ bits, clock: clock === roots.slow ? 'slow' : 'fast' })),
    set,
    simulator,
    progress,
  });
  if (activity.failures.length > 0)
    throw new PowerFailure(`${hardware.name}: the netlist is not the network: ${activity.failures.join('; ')}`);

  const charges = measuredCharges();
  const count = ({ edges, toggles, ones }: IntervalActivity) =>
    countIce40(nets, activity.nets, { cycles: edges.slow + edges.fast, toggles, ones });
  const edgeUj = charges.clock * UP5K.volts * 1e-6;
  const energies = (interval: IntervalActivity) => {
    const c = count(interval);
    return {
      'clock network, of the intake': interval.edges.slow * edgeUj,
      'clock network, of the core': interval.edges.fast * edgeUj,
      'logic cells and routing': c.routed * charges.routed * UP5K.volts * 1e-6,
      'DSP blocks': c.dsp * charges.dsp * UP5K.volts * 1e-6,
      'block RAMs': c.ebr * UP5K.ebrPj * 1e-6,
      'single-port RAMs': c.spram * UP5K.spramPj * 1e-6,
    };
  };
  const { windows, before } = activity;
  const each = windows.map(energies);
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const sum = (values: object) => Object.values(values).reduce((a: number, b: number) => a + b, 0);
  const parts = (Object.keys(each[0]!) as (keyof (typeof each)[number])[]).map((name) => ({
    name,
    energyUj: mean(each.map((one) => one[name])),
  }));
  const total = parts.reduce((all, { energyUj }) => all + energyUj, 0);
  const staticUw = Object.fromEntries(
    Object.entries(UP5K.static).map(([name, { microampere, volts }]) => [name, microampere * volts]),
  );
  const still = sum(staticUw);
  const secondsPerFragment = gated.hopSamples / hardware.model.input.sampleRateHz;
  const edges = (domain: 'slow' | 'fast') => mean(windows.map((w) => w.edges[domain]));
  const idle = Math.max(0, gated.coreHz * secondsPerFragment - edges('fast'));
  const average = total / secondsPerFragment + still;
  return {
    design: hardware.name,
    target: part.name,
    ...pricedOn(folder),
    source: set.provenance.source,
    fragments: windows.length,
    clockMHz,
    fmaxMHz: placed.fmaxMHz!,
    volts: UP5K.volts,
    celsius: UP5K.celsius,
    secondsPerFragment,
    size: {
      logicCells: placed.lc!,
      flipFlops: placed.ff,
      blockRams: placed.bram,
      singlePortRams: placed.spram,
      dspBlocks: placed.dsp,
    },
    memories: [],
    staticUw,
    counts: meanCounts(windows.map(count)),
    parts,
    fragmentsUj: each.map(sum),
    cyclesPerFragment: edges('fast'),
    energyPerFragmentUj: total + (still * edges('fast')) / gated.coreHz,
    averageUw: { clockStopped: average, clockRunning: average + (edgeUj * idle) / secondsPerFragment },
    gated: {
      intakeHz: gated.clockHz,
      intakeUw: sum(energies(before)) / (before.edges.slow / gated.clockHz),
      edges: { slow: edges('slow'), fast: edges('fast'), core: edges('fast') },
      edgePj: { slow: edgeUj * 1e6, fast: 0, core: edgeUj * 1e6 },
    },
    scores: activity.scores,
    class: { values: activity.results, mismatches: 0 },
    tools: { ...placed.tools, simulator: activity.simulator },
  };
}
