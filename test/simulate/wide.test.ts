import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { buildHardware } from '../../generator/arch/build.js';
import type { EngineHardware, HardwareOfKind } from '../../generator/arch/stream/engines.js';
import { generated } from '../../generator/emit/generated.js';
import { writeTree } from '../../generator/emit/write-tree.js';
import { simulate } from '../../generator/simulate/simulate.js';
import { random } from '../../generator/support/random.js';
import { planOf } from '../../generator/verify/fuzz/fuzz.js';
import { type RandomNetwork, realise } from '../../generator/verify/fuzz/random-model.js';
import { inFolder } from '../emit/tiny.js';
import { wideFolding } from '../rtl/benches/engines.js';

/** Random networks on engines that take all taps at once: every value and every cycle, 4-state; with pauses every value. */

const NETWORKS = Number(process.env.BITBEAT_NETWORKS ?? 14);
const SEED = Number(process.env.BITBEAT_NETWORK_SEED ?? 3);

function wideDesign({ model }: RandomNetwork, index: number) {
  const folding = wideFolding(model, random(index));
  const design = {
    name: 'random',
    model: 'model.alq.json',
    architecture: 'stream' as const,
    folding,
    parity: index % 3 === 0,
  };
  const hardware = buildHardware(design, model, 'test');
  return { hardware, tree: generated(design, hardware).tree };
}

test.concurrent.each(Array.from({ length: NETWORKS }, (_, index) => index))('network %i', (index) =>
  inFolder(async (folder) => {
    const plan = planOf(SEED, index);
    const network = realise(plan);
    const { hardware, tree } = wideDesign(network, index);
    writeTree(folder, 'random', tree, false);
    const { set } = network;
    const stimuli = { set };
    for (const stall of [0, plan.stall]) {
      const settings = {
        folder,
        simulator: 'icarus' as const,
        stimuli,
        stall,
        processes: 1,
        quick: true,
        waves: false,
      };
      const { failures, layers } = await simulate(hardware, settings);
      expect(failures).toEqual([]);
      expect(layers.every(({ values }) => values > 0)).toBe(true);
    }
  }),
);

test('the networks have every structure, empty output channels, sum pools and several multipliers', () => {
  const layers = Array.from({ length: NETWORKS }, (_, index) => {
    const { hardware } = wideDesign(realise(planOf(SEED, index)), index);
    if (hardware.architecture !== 'stream') throw new Error('not a stream');
    return hardware.layers.map((layer) => ({ ...layer, structure: layer.layer.structure.kind }));
  }).flat();
  const wide = (engine: EngineHardware) => engine as HardwareOfKind<'wide'>;
  expect(new Set(layers.map(({ structure }) => structure)).size).toBe(4);
  expect(layers.some(({ encoded }) => encoded.passes.some(({ alpha }) => alpha === 0))).toBe(true);
  expect(layers.some(({ shape }) => shape.pool?.kind === 'sum')).toBe(true);
  expect(layers.some(({ engine, lanes }) => wide(engine).multipliers > 1 && wide(engine).multipliers < lanes)).toBe(
    true,
  );
  expect(layers.some(({ engine }) => wide(engine).maxOf > 1)).toBe(true);
});

test('Verilator, Icarus and Yosys take a network without one message', () =>
  inFolder((folder) => {
    const index = 1;
    writeTree(folder, 'random', wideDesign(realise(planOf(SEED, index)), index).tree, false);
    const top = 'bitbeat_random';
    const said = (program: string, ...args: string[]) => {
      const { status, stdout, stderr } = spawnSync(program, args, { cwd: folder, encoding: 'utf8' });
      return { status, text: `${stdout}${stderr}` };
    };
    const silent = { status: 0, text: '' };
    expect(said('verilator', '--lint-only', '-Wall', '-Irtl', `rtl/${top}.v`)).toEqual(silent);
    expect(said('iverilog', '-g2005', '-Wall', '-y', 'rtl', '-s', top, '-t', 'null', `rtl/${top}.v`)).toEqual(silent);
    const script = `read_verilog rtl/*.v; hierarchy -check -top ${top}; proc; check -assert`;
    expect(said('yosys', '-q', '-p', script)).toEqual(silent);
  }));
