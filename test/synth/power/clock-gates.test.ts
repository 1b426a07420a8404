import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { gatingYosys } from '../../../generator/devices/programs.js';
import { UserError } from '../../../generator/support/errors.js';
import { requireTool } from '../../../generator/support/tools.js';
import { bufferNets, cellCounts, clockTree, synthesiseAsic } from '../../../generator/synth/asic.js';
import { flipFlops, requireAsic } from '../../../generator/synth/power/asic.js';
import { cellClocks, clockGates, edgeEnergies, innerClocks } from '../../../generator/synth/power/clock-gates.js';
import type { Gates } from '../../../generator/synth/power/gates.js';
import { cellModels, readLiberty } from '../../../generator/synth/power/liberty.js';
import { dynamic, macroLibrary, runSta } from '../../../generator/synth/power/opensta.js';
import { inFolder } from '../../emit/tiny.js';
import { OSU018, OSU018_MISSING } from './osu018.js';
import { GATE, simulateStopped, TOP, writeStopped } from './stopped.js';

const CELLS = OSU018.cells.clockGate;

test('a Yosys that has not the pass is told by what installs it', () => {
  expect(() => gatingYosys('/nowhere')).toThrow(UserError);
  expect(() => gatingYosys('/nowhere')).toThrow('setup-boards');
});

describe('in a netlist', () => {
  const gate = (before: number, enable: number, first: number): Gates['cells'] => {
    const pin = (direction: 'input' | 'output', bit: number) => ({ direction, bits: [bit] });
    const cell = (type: string, pins: Gates['cells'][number]['pins']) => ({ name: type, type, parameters: {}, pins });
    return [
      cell(CELLS.inverter, { A: pin('input', before), Y: pin('output', first) }),
      cell(CELLS.latch, { CLK: pin('input', first), D: pin('input', enable), Q: pin('output', first + 1) }),
      cell(CELLS.and, { A: pin('input', before), B: pin('input', first + 1), Y: pin('output', first + 2) }),
    ];
  };
  const netlist = (cells: Gates['cells']): Gates => ({ top: 'top', ports: [], cells });
  const nested = netlist([...gate(12, 4, 20), ...gate(2, 3, 10)]);

  test('a gate behind a gate has an edge when both are open', () => {
    const stops = clockGates(nested, CELLS);
    expect(stops.map(({ before, clock, open }) => [before, clock, open])).toEqual([
      [12, 22, 21],
      [2, 12, 11],
    ]);
    expect(innerClocks(stops, [2])).toEqual([
      { clock: 12, and: 5, root: 2, open: [11] },
      { clock: 22, and: 2, root: 2, open: [11, 21] },
    ]);
    // What the wrapper's own gate makes is a clock by itself.
    expect(innerClocks(stops, [2, 12])).toEqual([{ clock: 22, and: 2, root: 12, open: [21] }]);
  });

  test('an AND whose latch another clock closes is none', () => {
    const [invert, latch, and] = gate(2, 3, 10);
    const other = { ...and!, pins: { ...and!.pins, A: { direction: 'input' as const, bits: [5] } } };
    expect(clockGates(netlist([invert!, latch!, other]), CELLS)).toEqual([]);
  });

  test('what sees every edge of the clock before a gate is charged to it, the AND to the clock behind', () => {
    const stops = clockGates(nested, CELLS);
    const clocks = cellClocks(nested, [2], stops);
    expect([...clocks].sort(([a], [b]) => a - b)).toEqual([
      [0, 12],
      [1, 12],
      [2, 22],
      [3, 2],
      [4, 2],
      [5, 12],
    ]);
    const watt = (internal: number) => ({ internal, switching: 0.5, leakage: 7 });
    const powers = { idle: { internal: 21, switching: 3, leakage: 42 }, cells: [1, 2, 3, 4, 5, 6].map(watt) };
    expect(Object.fromEntries(edgeEnergies(clocks, powers, 10))).toEqual({ 12: 1.05, 22: 0.35, 2: 1 });
    const more = { ...powers, idle: { ...powers.idle, internal: 22 } };
    expect(() => edgeEnergies(clocks, more, 10)).toThrow('cells of the clocks take');
  });
});

describe.skipIf(OSU018_MISSING)('OSU 0.18 um (its cells, OpenSTA and the Yosys of PyPI are needed)', () => {
  const library = OSU018_MISSING ? null : readLiberty(readFileSync(OSU018.file, 'utf8'), OSU018.file);

  const synthesised = async (folder: string) => {
    writeStopped(folder);
    const gates = await synthesiseAsic(folder, TOP, OSU018, gatingYosys(), { gate: GATE, least: 3 });
    const stops = clockGates(gates, CELLS);
    const clock = gates.ports.find(({ name }) => name === 'clk_i')!.bits[0]!;
    return { gates, stops, clock, inner: innerClocks(stops, [clock]) };
  };
  const modelsOf = (gates: Gates) => cellModels(library!, Object.keys(cellCounts(gates)));

  test('groups with an enable get a gate, in either sense, under a reset, behind a gate; smaller ones do not', () =>
    inFolder(async (folder) => {
      const { gates, inner } = await synthesised(folder);
      // The core, `some`; behind the core's, `core_some` and `core_reset`.
      expect(inner.map(({ open }) => open.length).sort()).toEqual([1, 1, 1, 2, 2]);
      expect(flipFlops(gates, library!)).toBe(36);
      expect(flipFlops(gates, library!, new Set(inner.map(({ clock }) => clock)))).toBe(20);
      expect(cellCounts(gates)[CELLS.latch]).toBe(5);
      const few = await synthesiseAsic(folder, TOP, OSU018, gatingYosys(), { gate: GATE, least: 5 });
      expect(cellCounts(few)[CELLS.latch]).toBe(1);
      const without = await synthesiseAsic(
        folder,
        TOP,
        OSU018,
        { name: 'yosys', ...requireTool('yosys') },
        { gate: GATE },
      );
      expect(cellCounts(without)[CELLS.latch]).toBe(1);
    }));

  test.each(['icarus', 'verilator'] as const)(
    'values pass from clock to clock as with one, and edges are those with open gates: %s',
    { timeout: 120_000 },
    (simulator) =>
      inFolder(async (folder) => {
        const { gates, inner } = await synthesised(folder);
        const open = inner.map((one) => one.open);
        const clocks = inner.map(({ clock }) => clock);
        const run = (models: string) => simulateStopped(folder, gates, models, simulator, open, clocks);
        const right = await run(modelsOf(gates));
        expect(right.differs).toBe(0);
        expect(right.edges).toEqual(right.open);
        for (const edges of right.edges) expect(edges).toBeGreaterThan(150);
        // All in reset from the start: no edge of a reset, and the clock behind its gate stands.
        const asleep = modelsOf(gates).replaceAll('= $random', "= 1'b0");
        expect((await run(asleep)).differs).toBe(0);
        // A flip-flop that changes at once is seen by one whose clock comes through a gate.
        if (simulator === 'icarus') {
          const racing = modelsOf(gates).replace(/(always @\(posedge CLK\)\n +\w+) <=/g, '$1 =');
          expect(racing).not.toBe(modelsOf(gates));
          expect((await run(racing)).differs).toBeGreaterThan(0);
        }
      }),
  );

  test('prices of the clocks make up one run in which all have all edges; that of one is what it adds', () =>
    inFolder(async (folder) => {
      const { gates: raw, stops, clock, inner } = await synthesised(folder);
      const clocks = new Set([clock, ...inner.map((one) => one.clock)]);
      // A tree with buffers behind a gate as well.
      const cells = { ...OSU018.cells, fanout: 3 };
      const gates = clockTree(bufferNets(raw, clocks, cells), clocks, cells);
      const macros = join(folder, 'macros.lib');
      writeFileSync(macros, macroLibrary([], 0.006, 1.8, 25, 0));
      const common = {
        ...{ folder, sta: requireAsic(OSU018), libraries: [OSU018.file, macros], gates, activities: [], clockMHz: 10 },
        ...{ clock: 'clk_i', behind: inner.map((one) => one.clock) },
      };
      const all = await runSta({ ...common, cells: true });
      const energies = edgeEnergies(cellClocks(gates, [clock], stops), all, 10);
      const sum = [...energies.values()].reduce((a, b) => a + b, 0);
      expect(sum / (dynamic(all.idle) / 10)).toBeCloseTo(1, 6);
      expect(energies.size).toBe(6);
      const other = { port: 'other_clk_i' };
      const still = await runSta({ ...common, roots: [other], behind: [] });
      const leaves = stops.filter((stop) => stops.every(({ before }) => before !== stop.clock));
      expect(leaves.length).toBe(4);
      for (const leaf of leaves) {
        const alone = await runSta({ ...common, roots: [other, { cell: leaf.and, pin: 'Y' }], behind: [] });
        const added = (dynamic(alone.idle) - dynamic(still.idle)) / 10;
        // A clock that begins there has no slope yet.
        expect(Math.abs(energies.get(leaf.clock)! / added - 1)).toBeLessThan(0.05);
      }
      // A path to a latch has half a period, yet the shortest is not twice its delay.
      expect(all.fmaxMHz).toBeGreaterThan(200);
    }));
});
