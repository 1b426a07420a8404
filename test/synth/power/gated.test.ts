import { expect, test } from 'vitest';
import { type GatedHardware, gatedHardware } from '../../../generator/arch/gated.js';
import type { MonitorConfig } from '../../../generator/arch/monitor.js';
import type { Design } from '../../../generator/config/design.js';
import { generateDesign } from '../../../generator/emit/design-folder.js';
import { powerFaults } from '../../../generator/report/power-results.js';
import { random } from '../../../generator/support/random.js';
import { gatedAsicPower } from '../../../generator/synth/power/gated.js';
import { buildTinyFolded, inFolder } from '../../emit/tiny.js';
import { setOf } from '../../simulate/simulate-network.js';
import { OSU018, OSU018_MISSING } from './osu018.js';

const WINDOWS = 3;
const MONITOR: MonitorConfig = { hopSamples: 36, clockHz: 1_000_000, gated: { intakeHz: 3600 } };

const price = (change: (gated: GatedHardware) => GatedHardware = (gated) => gated) =>
  inFolder((parent) => {
    const { design: core, hardware } = buildTinyFolded();
    const design: Design = { ...core, monitor: MONITOR };
    const folder = generateDesign({ design, hardware }, `${parent}/tiny`);
    const rng = random(3);
    const codes = Array.from({ length: WINDOWS }, () => Array.from({ length: 36 }, () => rng.integer(0, 2047)));
    const gated = change(gatedHardware(hardware, MONITOR, 'test'));
    const settings = { folder, clockMHz: 1, simulator: 'icarus' as const, progress: () => {} };
    return gatedAsicPower(gated, OSU018, { ...settings, set: setOf(codes, 1) });
  });

test.skipIf(OSU018_MISSING)(
  'the netlist with its gate is the network, and each clock has the edges that it takes',
  {
    timeout: 300_000,
  },
  async () => {
    const result = await price();
    const { edges, edgePj, intakeUw } = result.gated!;
    expect(result.scores).toEqual({ values: WINDOWS * buildTinyFolded().hardware.model.classes.length, mismatches: 0 });
    expect(powerFaults(result)).toEqual([]);
    // Gates within the intake's clock and the core's.
    const { flipFlops, clockGates, gatedFlipFlops } = result.size;
    expect(clockGates).toBeGreaterThan(4);
    expect(gatedFlipFlops).toBeGreaterThan(flipFlops! / 2);
    expect(gatedFlipFlops).toBeLessThan(flipFlops!);
    // 36 samples of 10 cycles; what the two-clock bench counts by prediction, and two edges that release the core's reset.
    expect(edges.slow).toBe(360);
    expect(edges.core * WINDOWS).toBeCloseTo(1302 * WINDOWS + 2, 6);
    // The request comes and goes with the slow clock: a few of its periods, of 278 edges each.
    expect(edges.fast - edges.core).toBeGreaterThan(2);
    expect(edges.fast - edges.core).toBeLessThan(4 * 278);
    for (const { energyUj } of result.parts) expect(energyUj).toBeGreaterThan(0);
    // Behind the gate is most of what a clock drives, before it next to nothing.
    expect(edgePj.core).toBeGreaterThan(edgePj.slow);
    expect(edgePj.fast).toBeLessThan(edgePj.core / 10);
    expect(intakeUw).toBeLessThan(result.averageUw.clockStopped);
    const { clockRunning, clockStopped } = result.averageUw;
    expect(clockRunning).toBeGreaterThan(clockStopped);
    await expect(price((gated) => ({ ...gated, coreHz: 5e9 }))).rejects.toThrow('5000 MHz asked for');
    await expect(price((gated) => ({ ...gated, gate: 'oscillator' }))).rejects.toThrow('monitor.gated.gate');
  },
);
