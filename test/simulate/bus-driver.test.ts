import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Bus } from '../../generator/arch/registers.js';
import { buildDesign } from '../../generator/cli/designs.js';
import { fragment } from '../../generator/data/fragment-set.js';
import { syntheticEcg } from '../../generator/data/synthetic.js';
import { busTree } from '../../generator/emit/bus.js';
import { writeTree } from '../../generator/emit/write-tree.js';
import { compileDriver, driverTest, runDriver } from '../../generator/simulate/driver.js';
import { inFolder } from '../emit/tiny.js';
import { setOf } from './simulate-network.js';

const { design, hardware } = buildDesign('test/goldens/tiny-folded.json');
const { samples } = hardware.model.input;
const ecg = fragment(syntheticEcg(1, 3), 0);
const set = setOf(Array.from({ length: 3 }, (_, i) => [...ecg.subarray(i * 60, i * 60 + samples)]));

const generated = <T>(bus: Bus, use: (folder: string) => Promise<T>) =>
  inFolder(async (parent) => {
    const folder = join(parent, 'tiny');
    writeTree(folder, design.name, busTree(design, hardware, bus), false);
    return await use(folder);
  });

test(
  'the C driver classifies fragments on the simulated core, and knows one of another model',
  { timeout: 120_000 },
  () =>
    generated('wishbone', async (folder) => {
      const indices = set.names.map((_, i) => i);
      expect(await driverTest(hardware, folder, set, indices)).toEqual({
        name: 'C driver',
        outcome: 'passed',
        message: null,
      });

      // Software made for another model.
      const path = join(folder, 'sw', 'bitbeat_registers.h');
      const text = readFileSync(path, 'utf8');
      writeFileSync(path, text.replace(/(#define BITBEAT_MODEL_HASH [\s\S]*?)0x[0-9a-f]{8}u/, '$10x00000001u'));
      await expect(runDriver(hardware, folder, [])).rejects.toThrow('identity: 2');
    }),
);

test('the driver for AXI compiles without one warning', () =>
  generated('axi', async (folder) => {
    await expect(compileDriver(folder)).resolves.toContain('bitbeat.o');
  }));
