import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildDesign } from '../../generator/arch/built-design.js';
import { findBoard, PART } from '../../generator/devices/devices.js';
import { generated } from '../../generator/emit/generated.js';
import { writeTree } from '../../generator/emit/write-tree.js';
import { simulateDesignNetlist } from '../../generator/simulate/design.js';
import { type NetlistTarget, simulateNetlist } from '../../generator/simulate/netlist.js';
import { planOf } from '../../generator/verify/fuzz/fuzz.js';
import { type RandomNetwork, randomFragments, realise } from '../../generator/verify/fuzz/random-model.js';
import { inFolder } from '../emit/tiny.js';
import { tinyWith } from '../emit/with-ports.js';
import { MISSING_YOSYS } from './missing-yosys.js';
import { writeNetwork } from './simulate-network.js';
import { turnedContents } from './turned-contents.js';

const TIMEOUT = { timeout: 300_000 };

/** A target of each family whose cells have models, with cells that the designs below must take of it. */
const TARGETS: readonly (NetlistTarget & { folded: string[]; stream: string[] })[] = [
  { ...PART.up5k, folded: ['SB_RAM40_4K', 'SB_MAC16', 'SB_CARRY', 'SB_DFFER'], stream: ['SB_MAC16'] },
  {
    ...PART['ecp5-25f'],
    folded: ['DP16KD', 'MULT18X18D', 'CCU2C', 'TRELLIS_FF', 'PFUMX'],
    stream: ['TRELLIS_DPR16X4', 'MULT18X18D'],
  },
  {
    ...findBoard('tangnano9k', 'test'),
    folded: ['SPX9', 'MULT18X18', 'RAM16SDP4', 'ALU', 'DFFCE', 'MUX2_LUT8'],
    stream: ['SP', 'MULT9X9', 'RAM16SDP4'],
  },
];

/** A layer of two lanes and one of a single lane: synthesis takes most of the time. */
const network = ((): RandomNetwork => {
  const plan = planOf(1, 0);
  const layer = {
    ...plan.layers[0]!,
    outChannels: 3,
    kernel: 5,
    stride: 1,
    empty: 0,
    pool: 1,
    poolKernel: 2,
    poolStride: 2,
  };
  const layers = [
    { ...layer, lanes: 1 },
    { ...layer, lanes: 0 },
  ];
  return realise({ ...plan, samples: 30, channels: 1, fragments: 4, layers });
})();
const { set } = network;

function change(file: string, by: (text: string) => string): void {
  const text = readFileSync(file, 'utf8');
  const changed = by(text);
  expect(changed).not.toBe(text);
  writeFileSync(file, changed);
}

describe.each(TARGETS)('$name', (target) => {
  const { family } = target;

  test.skipIf(MISSING_YOSYS[family])(
    'folded, with slices and a reset without clock; not with other contents of its memories',
    TIMEOUT,
    () =>
      inFolder(async (parent) => {
        const { design, hardware } = tinyWith('tiny-folded', { registered: true, reset: 'async-low' });
        const folder = join(parent, 'tiny-folded');
        writeTree(folder, design.name, generated(design, hardware).tree, false);
        const codes = randomFragments(hardware.model.input, 2, 3);
        const settings = { folder, target, simulator: 'icarus' as const, set: codes };
        const result = await simulateNetlist(hardware, settings);
        expect(result.failures).toEqual([]);
        expect(result.scores).toEqual({ values: 2 * hardware.model.classes.length, mismatches: 0 });
        expect(Object.keys(result.cells)).toEqual(expect.arrayContaining(target.folded));

        change(join(folder, result.netlist), turnedContents);
        const broken = await simulateNetlist(hardware, settings);
        expect(broken.failures).not.toEqual([]);
        expect(broken.pass).toBe(false);
      }),
  );

  test.skipIf(MISSING_YOSYS[family])('stream; not with a bit of the class turned round', TIMEOUT, () =>
    inFolder(async (folder) => {
      const hardware = writeNetwork(folder, network.model, network.lanes);
      const settings = { folder, target, simulator: 'icarus' as const, set };
      const result = await simulateNetlist(hardware, settings);
      expect(result.failures).toEqual([]);
      expect(result.scores).toEqual({ values: 4 * hardware.model.classes.length, mismatches: 0 });
      expect(Object.keys(result.cells)).toEqual(expect.arrayContaining(target.stream));

      const file = join(folder, result.netlist);
      change(file, (text) =>
        text
          .replace(/\bclass_o\[0\]/g, 'turned')
          .replace(/^endmodule/m, 'assign class_o[0] = ~turned;\nendmodule')
          .replace(';', ';\n  wire turned;'),
      );
      const broken = await simulateNetlist(hardware, settings);
      expect(broken.scores.mismatches).toBe(0);
      expect(broken.class!.mismatches).toBe(4);
      expect(broken.pass).toBe(false);
    }),
  );
});

test('refused: a family whose cells have no models, a part without the RAMs of the design', async () => {
  const { hardware, ...built } = buildDesign('configs/targets/ecg17-small-folded-up5k.json');
  expect(() => simulateDesignNetlist({ hardware, ...built }, { part: 'ecp5-25f' })).toThrow(
    /ecp5-25f has fewer single-port RAMs than the design uses \(found 4\)/,
  );
  const target = findBoard('artya7', 'test');
  await expect(simulateNetlist(hardware, { folder: 'none', target, simulator: 'icarus', set })).rejects.toThrow(
    /artya7: /,
  );
});
