import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildDesign } from '../../../generator/arch/built-design.js';
import { BUSES, type Bus } from '../../../generator/arch/registers.js';
import type { Ports } from '../../../generator/config/ports.js';
import { windowCodes } from '../../../generator/data/signal-set.js';
import { generated } from '../../../generator/emit/generated.js';
import { busTree, designRegisters } from '../../../generator/emit/wrappers/bus.js';
import { writeTree } from '../../../generator/emit/write-tree.js';
import { busBenchProblem, simulateBus } from '../../../generator/simulate/wrappers/bus.js';
import { syntheticEcg } from '../../data/sets.js';
import { inFolder } from '../../emit/tiny.js';
import { tinyWith } from '../../emit/with-ports.js';
import { setOf } from '../simulate-network.js';
import { change, type Damage } from './damage.js';

const problem = await busBenchProblem();

const FRAGMENTS = 2;

const FULL_QUEUE_SKIPPED = { name: 'full_queue', outcome: 'skipped', message: null };

/** The bench of a bus on a tiny design, with one text of a file replaced. */
const played = (name: 'tiny' | 'tiny-folded', bus: Bus, tests: string, damage?: Damage, ports?: Ports) =>
  inFolder(async (parent) => {
    const { design, hardware } = ports === undefined ? buildDesign(`test/goldens/${name}.json`) : tinyWith(name, ports);
    const { samples } = hardware.model.input;
    const ecg = windowCodes(syntheticEcg(1, 3), 0);
    const set = setOf(Array.from({ length: FRAGMENTS }, (_, i) => [...ecg.subarray(i * 60, i * 60 + samples)]));
    const folder = join(parent, name);
    writeTree(folder, name, busTree(generated(design, hardware), bus), false);
    if (damage !== undefined) change(folder, damage);
    return await simulateBus(hardware, designRegisters(generated(design, hardware), bus), { folder, bus, set, tests });
  });

describe.skipIf(problem !== null)('against the bus clients of cocotbext', { timeout: 120_000 }, () => {
  test.each(BUSES)('%s: every test', async (bus) => {
    const results = await played('tiny', bus, '');
    // A queue is of designs with scores of each step.
    expect(results.filter(({ outcome }) => outcome !== 'passed')).toEqual([FULL_QUEUE_SKIPPED]);
    expect(results.length).toBe(bus === 'axi' ? 12 : 9);
  });

  test.each(BUSES)('%s: register slices, a reset without a clock', async (bus) => {
    const ports = { registered: true, reset: 'async-low' as const };
    const results = await played('tiny-folded', bus, 'classify|reset', undefined, ports);
    expect(results.filter(({ outcome }) => outcome !== 'passed')).toEqual([]);
    expect(results.length).toBeGreaterThan(2);
  });

  test('folded: cycles of fragments in a row', async () => {
    const results = await played('tiny-folded', 'axi', 'classify$');
    expect(results).toEqual([{ name: 'classify', outcome: 'passed', message: null }]);
  });

  test.each([
    ['a data beat dropped', 'bitbeat_tiny__axil.v', 'assign s_axil_wready  = !data_q', "assign s_axil_wready  = 1'b1"],
    ['a strobe ignored', 'bitbeat_tiny__registers.v', 'control_write && write_strb_i[0]', 'control_write'],
  ] as const)('notices %s', async (_, file, text, by) => {
    const results = await played('tiny', 'axi', 'strobes|reads_beside_writes', { file, text, by });
    expect(results.filter(({ outcome }) => outcome === 'failed')).not.toEqual([]);
  });
});
