import { mkdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { Hardware } from '../../arch/hardware.js';
import { findPart } from '../../devices/devices.js';
import { ICE40, ICE40_SYNTHESIS } from '../../devices/ice40.js';
import { type Program, synthesisPrograms } from '../../devices/programs.js';
import { topModule } from '../../emit/names.js';
import { folderHash } from '../../emit/write-tree.js';
import { modelsOf } from '../../simulate/cell-models.js';
import { runSound } from '../../support/run-tool.js';
import { madeOnce } from '../../support/staging.js';
import { type Implementation, implement, partMisfit } from '../implement.js';
import { simulateActivity } from './activity.js';
import { type Gates, readGates } from './gates.js';
import { countIce40, ice40Nets } from './ice40-activity.js';
import { type PowerResult, type PowerSettings, pricedOn, requireClock, requireRight, summarise } from './power.js';

/**
 * Core current of an iCE40UP5K-SG48 at 1.219 V, uA, as measured by others: tinyVision.ai, "iCE40 Power Testing" (2020), table of
 * results. Clocks in MHz. `math` multiplies two 8-bit counters each cycle, in logic and in one DSP block.
 */
export const MEASURED = {
  volts: 1.219,
  counterAt6: 388.4,
  counterAt48: 2184,
  counterAt12: 645,
  mathInLogicAt12: 996,
  mathInDspAt12: 882,
} as const;

/**
 * What that multiplier does in one cycle, counted without delays in a netlist of the same circuit (a test counts again):
 * changes of nets that are routed and of nets into the DSP block.
 */
export const REBUILT = {
  logic: { routed: 58.9 },
  dsp: { routed: 8.6, dsp: 6.43 },
} as const;

/** Charges, pC, that follow from the measurements. The charge of a glitch is in that of a counted change. */
export function measuredCharges() {
  const m = MEASURED;
  const clock = (m.counterAt48 - m.counterAt6) / (48 - 6);
  const routed = (m.mathInLogicAt12 - m.counterAt12) / 12 / REBUILT.logic.routed;
  const dsp = ((m.mathInDspAt12 - m.counterAt12) / 12 - REBUILT.dsp.routed * routed) / REBUILT.dsp.dsp;
  return { clock, routed, dsp };
}

/** The model of the UP5K beside the measured charges. */
export const UP5K = {
  volts: 1.2,
  celsius: 25,
  /**
   * Static supply currents, uA at volts: Lattice, "iCE40 UltraPlus Family Data Sheet" (FPGA-DS-02008), table "Supply Current",
   * typical.
   */
  static: {
    core: { microampere: 75, volts: 1.2 },
    'programming supply': { microampere: 0.55, volts: 2.5 },
    'SPI bank': { microampere: 0.5, volts: 3.3 },
    'I/O banks': { microampere: 0.5, volts: 3.3 },
  },
  /** pJ of one access; assumed, no measurement is known: good to a factor of three. */
  ebrPj: 5,
  spramPj: 15,
} as const;

/** What of a placement is needed here. */
type Placed = Pick<Implementation, 'lc' | 'ff' | 'bram' | 'spram' | 'dsp' | 'fmaxMHz' | 'tools'>;

/** Places a design on the UP5K, unless it is `placed`, and prices what real fragments make its netlist do. */
export async function ice40Power(
  hardware: Hardware,
  settings: PowerSettings & { placed?: Placed },
): Promise<PowerResult> {
  const { folder, set, clockMHz, simulator, progress } = settings;
  const part = findPart('up5k', '--part');
  const programs = synthesisPrograms('system', part.family);
  const top = topModule(hardware.name);
  const placed =
    settings.placed ??
    (await implement(folder, hardware.name, top, part, { seeds: 1, programs, processes: 1, progress }));
  if ('shortages' in placed) throw partMisfit(placed, hardware, hardware.name);
  const { lc, ff, bram, spram, dsp, fmaxMHz } = placed;
  requireClock(clockMHz, fmaxMHz, part.name);

  progress(`yosys: ${hardware.name} for ${part.name}`);
  const gates = await ice40Gates(folder, top, programs.yosys);
  const nets = ice40Nets(gates);
  const activity = await simulateActivity(hardware, {
    folder,
    label: part.name,
    gates,
    models: modelsOf(ICE40.models, programs.yosys.path, Object.keys(nets.cells)),
    watched: nets.watched.map(({ bits }) => bits),
    set,
    simulator,
    progress,
  });
  requireRight(activity, hardware.name);

  const counts = activity.fragments.map((f) => countIce40(nets, activity.nets, f));
  const charges = measuredCharges();
  const uj = (of: (c: (typeof counts)[number]) => number) => counts.map((c) => of(c) * 1e-6);
  const staticUw = Object.fromEntries(
    Object.entries(UP5K.static).map(([name, { microampere, volts }]) => [name, microampere * volts]),
  );
  const { input } = hardware.model;
  const secondsPerFragment = input.samples / input.sampleRateHz;
  return {
    design: hardware.name,
    target: part.name,
    ...pricedOn(folder),
    source: set.provenance.source,
    fragments: set.names.length,
    clockMHz,
    fmaxMHz,
    volts: UP5K.volts,
    celsius: UP5K.celsius,
    secondsPerFragment,
    size: { logicCells: lc, flipFlops: ff, blockRams: bram, singlePortRams: spram, dspBlocks: dsp },
    memories: [],
    staticUw,
    counts: meanCounts(counts),
    ...summarise({
      clockMHz,
      secondsPerFragment,
      cycles: counts.map((c) => c.cycles),
      dynamicUj: {
        'clock network': uj((c) => c.cycles * charges.clock * UP5K.volts),
        'logic cells and routing': uj((c) => c.routed * charges.routed * UP5K.volts),
        'DSP blocks': uj((c) => c.dsp * charges.dsp * UP5K.volts),
        'block RAMs': uj((c) => c.ebr * UP5K.ebrPj),
        'single-port RAMs': uj((c) => c.spram * UP5K.spramPj),
      },
      staticUw,
      idlePj: charges.clock * UP5K.volts,
    }),
    scores: activity.scores,
    class: activity.class,
    tools: { ...placed.tools, simulator: activity.simulator },
  };
}

export function meanCounts(counts: readonly ReturnType<typeof countIce40>[]): Record<string, number> {
  const mean = (of: (c: (typeof counts)[number]) => number) =>
    counts.reduce((sum, c) => sum + of(c), 0) / counts.length;
  return {
    routedChanges: mean((c) => c.routed),
    dspInputChanges: mean((c) => c.dsp),
    blockRamAccesses: mean((c) => c.ebr),
    singlePortRamAccesses: mean((c) => c.spram),
  };
}

/** Where the netlist of a module of a design's sources lies, once it is made: a folder with `netlist.json`. */
export const gatesFolder = (folder: string, top: string): string =>
  resolve(folder, 'sim', `power-ice40-${top.split('__')[1] ?? 'core'}-${folderHash(folder).slice(0, 16)}`);

/** The module `top` of a design in iCE40 cells, flat, kept while no source changes. */
export async function ice40Gates(folder: string, top: string, yosys: Program): Promise<Gates> {
  const target = gatesFolder(folder, top);
  const json = join(target, 'netlist.json');
  await madeOnce(target, async (staging) => {
    mkdirSync(staging, { recursive: true });
    const script = [
      'read_verilog rtl/*.v',
      `${ICE40_SYNTHESIS} -dsp -device u -top ${top}`,
      'setattr -mod -unset keep_hierarchy *',
      'flatten',
      'opt_clean -purge',
      'check -assert',
      `write_json ${relative(resolve(folder), staging)}/netlist.json`,
    ].join('; ');
    await runSound(yosys.path, ['-q', '-p', script], { cwd: folder }, `yosys failed in ${folder}`);
  });
  return readGates(readFileSync(json, 'utf8'), top, json);
}
