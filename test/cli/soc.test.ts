import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readGates } from '../../generator/synth/power/gates.js';
import { bitbeat } from './run-in-process.js';
import { flipBit, ran, VENV } from './tiny-package.js';

const EXAMPLE = resolve('sim/soc');
const CORES = ['small-stream', 'small-folded'] as const;
const VLNV = 'example:soc:soc';

/** Two packages, one of each architecture, and the example that joins them: all from what FuseSoC finds in two libraries. */
describe.skipIf(!existsSync(join(VENV, 'fusesoc')))('two cores in one project', () => {
  const parent = mkdtempSync(join(tmpdir(), 'bitbeat-soc-'));
  const library = join(parent, 'library');

  beforeAll(async () => {
    for (const core of CORES) {
      const design = ['--design', `sim/soc/${core}.json`, '--out', join(library, core), '--simulator', 'icarus'];
      expect(await bitbeat('package', ...design)).toMatchObject({ code: 0, stderr: '' });
    }
  }, 60_000);
  afterAll(() => rmSync(parent, { recursive: true, force: true }));

  const fusesoc = (cores: string, target: string, cwd = parent) => {
    const vectors = target === 'synth' ? [] : CORES.map((c) => `--${c.slice(6)}=${join(cores, c, 'vectors')}`);
    const roots = ['--cores-root', cores, '--cores-root', EXAMPLE];
    return ran(cwd, join(VENV, 'fusesoc'), ...roots, 'run', `--target=${target}`, VLNV, ...vectors);
  };

  // Three scores and a class, two scores and a class, of two fragments.
  test.each(['sim', 'sim_verilator'])('%s: every score and class of both at once', { timeout: 120_000 }, (target) => {
    const { status, text } = fusesoc(library, target);
    expect([status, text]).toEqual([0, expect.stringContaining('PASS: 8 and 6 values compared')]);
  });

  test.each([
    ['small-stream', 'bitbeat_small_stream__scores_weights.hex'],
    ['small-folded', 'bitbeat_small_folded__signs.hex'],
  ])('the lowest bits of an image of %s are noticed', { timeout: 120_000 }, (core, image) => {
    const changed = join(parent, `changed-${core}`);
    cpSync(library, changed, { recursive: true });
    const file = join(changed, core, 'mem', image);
    const words = readFileSync(file, 'utf8').trim().split('\n');
    writeFileSync(file, `${words.map(flipBit).join('\n')}\n`);
    const { status, text } = fusesoc(changed, 'sim', changed);
    expect([status, text]).toEqual([1, expect.stringContaining('FAIL: ')]);
  });

  test('synthesised: no module is there twice, and the memories of both hold their own images', {
    timeout: 180_000,
  }, () => {
    const { status, text } = fusesoc(library, 'synth');
    expect([status, text]).toEqual([0, expect.any(String)]);
    const work = join(parent, 'build', 'example_soc_soc_1.0.0', 'synth-yosys');
    expect(readFileSync(join(work, 'yosys.log'), 'utf8')).toMatch(/SB_RAM40_4K +\d/);

    const read = 'read_verilog src/*/rtl/*.v src/*/soc.v; hierarchy -check -top soc';
    const script = `${read}; proc; flatten; memory_collect; write_json memories.json`;
    expect(ran(work, 'yosys', '-q', '-p', script)).toEqual({ status: 0, text: '' });
    const { cells } = readGates(readFileSync(join(work, 'memories.json'), 'utf8'), 'soc', 'memories.json');
    const contents = cells
      .filter(({ type, parameters }) => type === '$mem_v2' && /[01]/.test(parameters.INIT ?? ''))
      .map(({ parameters }) => wordsOf(parameters.INIT!, Number.parseInt(parameters.WIDTH!, 2)));
    const images = CORES.flatMap((core) => {
      const folder = join(library, core, 'mem');
      return readdirSync(folder).map((name) => join(folder, name));
    });
    expect(images.length).toBeGreaterThan(5);
    for (const image of images) {
      const expected = readFileSync(image, 'utf8')
        .trim()
        .split('\n')
        .map((word) => BigInt(`0x${word}`));
      const holds = contents.some((words) => expected.every((word, i) => words[i] === word));
      expect([image, holds]).toEqual([image, true]);
    }
  });
});

/** Words of a memory's content, which Yosys prints with the last word first. */
function wordsOf(init: string, width: number): (bigint | null)[] {
  return Array.from({ length: init.length / width }, (_, i) => {
    const end = init.length - i * width;
    const bits = init.slice(end - width, end);
    return /^[01]+$/.test(bits) ? BigInt(`0b${bits}`) : null;
  });
}
