import { rmSync } from 'node:fs';
import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import { boardPrograms } from '../../generator/devices/programs.js';
import { type BoardResult, implementOnBoard } from '../../generator/synth/bitstream.js';
import { TINY } from '../emit/tiny.js';
import { bitbeat } from './run-in-process.js';

// What placement gives is told here: the exit codes and messages are what is tested.
vi.mock('../../generator/synth/bitstream.js', async (original) => ({
  ...(await original<typeof import('../../generator/synth/bitstream.js')>()),
  implementOnBoard: vi.fn(),
}));
vi.mock('../../generator/devices/programs.js', async (original) => ({
  ...(await original<typeof import('../../generator/devices/programs.js')>()),
  boardPrograms: vi.fn(),
}));

const cells = { lut: 900, ff: 400, bram: 3, spram: 0, dsp: 2 };
const found: BoardResult = {
  ...{
    design: 'tiny',
    board: 'hx8k',
    device: 'iCE40HX8K-CT256',
    generator: '',
    tree: '',
    ...cells,
    network: cells,
    lc: 950,
  },
  ...{ clockMHz: 12, fmaxMHz: 54.9, cyclesPerFragment: 1000, realTimeMHz: 0.1, fragmentsPerSecond: 54900 },
  seeds: [{ seed: 1, lc: 950, fmaxMHz: 54.9 }],
  criticalPath: null,
  estimate: { lc: null, lut: null, ff: null, bram: 3, spram: 0, dsp: 0 },
  bitstream: { file: 'tiny-hx8k.bin', bytes: 135100, sha256: '' },
  tools: { yosys: '0.23' },
};

beforeEach(() => {
  vi.mocked(boardPrograms).mockReturnValue({
    yosys: { name: 'yosys', path: '', version: '' },
    router: null,
    packer: null,
  });
});
afterAll(() => rmSync('build/tiny-hx8k', { recursive: true, force: true }));

const run = (...args: string[]) => bitbeat(...args, '--board', 'hx8k', '--design', TINY);

test('a bitstream: 0, and as one JSON object', async () => {
  vi.mocked(implementOnBoard).mockResolvedValue(found);
  expect(await run('bitstream')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('bitstream: build/tiny-hx8k/tiny-hx8k.bin, 135,100 bytes'),
  });
  const { code, stdout } = await run('synth', '--json');
  expect([code, JSON.parse(stdout)]).toEqual([0, found]);
  expect(vi.mocked(implementOnBoard).mock.calls.map(([, , , , { pack }]) => pack)).toEqual([true, false]);
});

test('a clock that is missed: 1, with both numbers, on stderr beside JSON', async () => {
  vi.mocked(implementOnBoard).mockResolvedValue({ ...found, fmaxMHz: 11.5, bitstream: null });
  const message = "timing missed: 11.50 MHz reached, the board's clock is 12 MHz; no bitstream";
  expect(await run('bitstream')).toMatchObject({ code: 1, stdout: expect.stringContaining(message) });
  const { code, stdout, stderr } = await run('synth', '--json');
  expect([code, JSON.parse(stdout).bitstream]).toEqual([1, null]);
  expect(stderr).toContain(message);
});

test('a design that does not fit: 2', async () => {
  vi.mocked(implementOnBoard).mockResolvedValue({ shortages: [{ resource: 'lut', needed: 8000, available: 7680 }] });
  const { code, stderr } = await run('bitstream');
  expect(stderr).toMatch(
    /^tiny: does not fit iCE40-HX8K breakout: 320 logic cells too many \(found 8000\); allowed: at most 7680/,
  );
  expect(stderr).toMatch(/try: --board ulx3s, or fewer lanes, or "architecture": "folded", or a smaller model$/m);
  expect(code).toBe(2);
});
