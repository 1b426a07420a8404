import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildDesign } from '../../../generator/arch/built-design.js';
import { BUSES, type Bus } from '../../../generator/arch/registers.js';
import { windowCodes } from '../../../generator/data/signal-set.js';
import { generated } from '../../../generator/emit/generated.js';
import { busTree } from '../../../generator/emit/wrappers/bus.js';
import { driverFiles } from '../../../generator/emit/wrappers/bus-software.js';
import { writeTree } from '../../../generator/emit/write-tree.js';
import { compileDriver, driverTest, runDriver } from '../../../generator/simulate/wrappers/driver.js';
import { syntheticEcg } from '../../data/sets.js';
import { inFolder } from '../../emit/tiny.js';
import { setOf } from '../simulate-network.js';

const { design, hardware } = buildDesign('test/goldens/tiny-folded.json');
const { samples } = hardware.model.input;
const ecg = windowCodes(syntheticEcg(1, 3), 0);
const set = setOf(Array.from({ length: 3 }, (_, i) => [...ecg.subarray(i * 60, i * 60 + samples)]));

const onBus = <T>(bus: Bus, use: (folder: string) => Promise<T>) =>
  inFolder(async (parent) => {
    const folder = join(parent, 'tiny');
    writeTree(folder, design.name, busTree(generated(design, hardware), bus), false);
    return await use(folder);
  });

test(
  'the C driver classifies fragments on the simulated core, and knows one of another model',
  { timeout: 120_000 },
  () =>
    onBus('wishbone', async (folder) => {
      expect(await driverTest(hardware, folder, set)).toEqual({
        name: 'C driver',
        outcome: 'passed',
        message: null,
      });

      // Software made for another model.
      const path = join(folder, driverFiles(design.name).registers);
      const text = readFileSync(path, 'utf8');
      writeFileSync(
        path,
        text.replace(/(#define BITBEAT_TINY_FOLDED_MODEL_HASH [\s\S]*?)0x[0-9a-f]{8}u/, '$10x00000001u'),
      );
      await expect(runDriver(hardware, folder, [])).rejects.toThrow('identity: 2');
    }),
);

test('the driver for AXI compiles without one warning', () =>
  onBus('axi', async (folder) => {
    await expect(compileDriver(design.name, folder)).resolves.toContain('bitbeat.o');
  }));

describe('symbols of the C driver', () => {
  const written = (bus: Bus, name: string) => {
    const other = { design: { ...design, name }, hardware: { ...hardware, name } };
    return [...busTree(generated(other.design, other.hardware), bus)].filter(([path]) => path.startsWith('sw/'));
  };

  test('drivers of two cores are linked into one program', () =>
    inFolder((folder) => {
      const names = ['heart', 'heart-rate'];
      const files = names.flatMap((name) => written('wishbone', name));
      const includes = names.map((name) => `#include "${driverFiles(name).header}"\n`).join('');
      files.push([
        'main.c',
        `${includes}int main(void) {
  bitbeat_heart_bus a = bitbeat_heart_mapped(0);
  bitbeat_heart_rate_bus b = bitbeat_heart_rate_mapped(0);
  return a.read == b.read || BITBEAT_HEART_SAMPLES != BITBEAT_HEART_RATE_SAMPLES;
}
`,
      ]);
      for (const [path, text] of files) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
      }
      const sources = ['main.c', ...names.map((name) => driverFiles(name).source)];
      execFileSync('gcc', ['-std=c99', '-Wall', '-Wextra', '-Werror', '-o', 'both', ...sources], { cwd: folder });
      execFileSync(join(folder, 'both'));
    }));

  test.each(BUSES)('%s: none is the end of another, so that no two designs share one', (bus) => {
    const text = written(bus, 'x')
      .map(([, content]) => content)
      .join('');
    const symbols = new Set([...text.matchAll(/\b(?:bitbeat_x|BITBEAT_X)_(\w+)/g)].map(([, symbol]) => symbol!));
    expect(symbols.size).toBeGreaterThan(60);
    const ends = [...symbols].flatMap((a) => [...symbols].filter((b) => b.endsWith(`_${a}`)).map((b) => `${a}: ${b}`));
    expect(ends).toEqual([]);
  });
});
