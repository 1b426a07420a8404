import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { BOARD_NAMES, BOARDS } from '../../../generator/devices/devices.js';
import { inFolder, TINY } from '../../emit/tiny.js';
import { bitbeat } from '../run-in-process.js';

describe('the user mistakes', () => {
  test.each([
    [['bitstream', '--board', 'ulx4s'], /no such board \(found "ulx4s"\); allowed: icebreaker, .*; try: ulx3s$/m],
    [['synth', '--design', TINY, '--board', 'nano9k'], /no such board .*try: tangnano9k$/m],
    [['program', '--board', 'hx8'], /no such board .*try: hx8k$/m],
    [['bitstream'], /required option '--board <name>'/],
    [['synth', '--design', TINY, '--board', 'hx8k', '--part', 'up5k'], /cannot be used with option/],
    [
      ['bitstream', '--board', 'hx8k', '--design', 'configs/targets/ecg17-small-folded-up5k.json'],
      /fewer single-port RAMs than the design uses \(found 4\); allowed: at most 0/,
    ],
    [
      ['bitstream', '--board', 'hx8k', '--design', 'nothing'],
      /configs\/designs\/nothing.json: no such design \(found "nothing"\); allowed: ecg17/,
    ],
  ])('%j', async (args, message) => {
    const { code, stderr } = await bitbeat(...args);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });
});

describe('program', () => {
  // A design's folder is where the name says, so the bitstream of a design that nobody has is put there.
  const folder = (board: string) => join('build', `tiny-${board}`);
  const made = [
    ['icebreaker', 'bin'],
    ['tangnano9k', 'fs'],
    ['upduino', 'bin'],
    ['gatematea1', 'bit'],
  ] as const;
  beforeAll(() => {
    for (const [board, ending] of made) {
      mkdirSync(folder(board), { recursive: true });
      writeFileSync(join(folder(board), `tiny-${board}.${ending}`), 'bitstream');
    }
  });
  afterEach(() => vi.unstubAllEnvs());
  afterAll(() => {
    for (const [board] of made) rmSync(folder(board), { recursive: true });
  });

  /** With loaders that write their arguments down, or none at all. */
  const withLoader = <T>(script: string | null, use: (log: () => string) => Promise<T>): Promise<T> =>
    inFolder(async (bin) => {
      for (const loader of script === null ? [] : ['openFPGALoader', 'iceprog'])
        writeFileSync(
          join(bin, loader),
          `#!/bin/sh\n[ "$1" = -V ] && echo v0.10.0 && exit\necho "$@" > ${bin}/log\n${script}\n`,
          { mode: 0o755 },
        );
      vi.stubEnv('PATH', bin);
      return await use(() => readFileSync(join(bin, 'log'), 'utf8'));
    });

  test.each([
    ['icebreaker', [], '--board ice40_generic build/tiny-icebreaker/tiny-icebreaker.bin\n'],
    ['icebreaker', ['--flash'], '--board ice40_generic build/tiny-icebreaker/tiny-icebreaker.bin\n'],
    ['tangnano9k', [], '--board tangnano9k build/tiny-tangnano9k/tiny-tangnano9k.fs\n'],
    ['gatematea1', [], '--cable dirtyJtag build/tiny-gatematea1/tiny-gatematea1.bit\n'],
    ['tangnano9k', ['--flash'], '--board tangnano9k --write-flash build/tiny-tangnano9k/tiny-tangnano9k.fs\n'],
    ['upduino', [], 'build/tiny-upduino/tiny-upduino.bin\n'],
  ])('%s %j', (board, flags, expected) =>
    withLoader('exit 0', async (log) => {
      const ran = await bitbeat('program', '--board', board, '--design', TINY, ...flags);
      expect(ran).toMatchObject({ code: 0, stderr: '' });
      expect(log()).toBe(expected);
      const dry = await bitbeat('program', '--board', board, '--design', TINY, ...flags, '--dry-run');
      expect(dry).toMatchObject({
        code: 0,
        stdout: `${board === 'upduino' ? 'iceprog' : 'openFPGALoader'} ${expected}`,
      });
    }),
  );

  test('--dry-run runs nothing and needs neither bitstream nor loader, on any board', () =>
    withLoader(null, async () => {
      for (const { name, load } of BOARDS) {
        const { code, stdout, stderr } = await bitbeat('program', '--board', name, '--dry-run');
        if ('byHand' in load) {
          expect([name, code, stdout]).toEqual([name, 2, '']);
          expect(stderr).toMatch(/^--board: no loader in reach knows .*; try: build\/\S+\.(bin|bit): /);
        } else {
          expect([name, code]).toEqual([name, 0]);
          expect(stdout).toMatch(/^(openFPGALoader( --(board|cable) [\w-]+)+|iceprog) build\/\S+\.(bin|bit|fs)\n$/);
        }
      }
      expect(BOARD_NAMES).toHaveLength(16);
    }));

  test('no bitstream yet: 2', async () => {
    const { code, stderr } = await bitbeat('program', '--board', 'orangecrab', '--design', TINY);
    expect(stderr).toContain('tiny-orangecrab.bit: no bitstream yet; try: npx bitbeat bitstream --board orangecrab');
    expect(code).toBe(2);
  });

  test('no loader: 2, with the command that gets it', () =>
    withLoader(null, async () => {
      const own = await bitbeat('program', '--board', 'upduino', '--design', TINY);
      expect(own).toMatchObject({ code: 2, stdout: '' });
      expect(own.stderr).toMatch(/iceprog: loader missing, not found in PATH; try: make .*fpga-icestorm/);
      const { code, stderr } = await bitbeat('program', '--board', 'icebreaker', '--design', TINY);
      expect(stderr).toContain(
        'openFPGALoader: loader missing, not found in PATH; try: make setup, or make setup-boards',
      );
      expect(code).toBe(2);
    }));

  test('an old loader: 2, with its version', () =>
    inFolder(async (bin) => {
      writeFileSync(join(bin, 'openFPGALoader'), '#!/bin/sh\necho v0.6.1\n', { mode: 0o755 });
      vi.stubEnv('PATH', bin);
      const { code, stderr } = await bitbeat('program', '--board', 'icebreaker', '--design', TINY);
      expect(stderr).toContain('openFPGALoader: too old: 0.10 or later is needed (found "0.6.1")');
      expect(code).toBe(2);
    }));

  test('no board on the cable: 1, what the loader said and what it was told', () =>
    withLoader('echo opening >&2; echo "Error: Failed to claim cable" >&2; exit 1', async () => {
      const { code, stderr } = await bitbeat('program', '--board', 'icebreaker', '--design', TINY);
      expect(stderr).toMatch(/could not load iCEBreaker: Error: Failed to claim cable\nIs the board plugged in/);
      expect(stderr).toContain('The command was: openFPGALoader --board ice40_generic build/tiny-icebreaker');
      expect(code).toBe(1);
    }));
});
