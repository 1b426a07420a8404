import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { describe, expect, test } from 'vitest';
import { subset } from '../../../generator/data/signal-set.js';
import { topModule } from '../../../generator/emit/names.js';
import { POWER_DOCUMENT, withPower } from '../../../generator/report/power.js';
import { POWER_RESULTS, reportedPower } from '../../../generator/report/power-results.js';
import { UserError } from '../../../generator/support/errors.js';
import { random } from '../../../generator/support/random.js';
import { requireTool } from '../../../generator/support/tools.js';
import { bufferNets, clockTree, MIN_GATED, synthesiseAsic } from '../../../generator/synth/asic.js';
import { MEMORY_CELL, simulateActivity } from '../../../generator/synth/power/activity.js';
import { asicPower, requireAsic } from '../../../generator/synth/power/asic.js';
import type { GateCell, Gates } from '../../../generator/synth/power/gates.js';
import { cellModels, readLiberty, verilogFunction } from '../../../generator/synth/power/liberty.js';
import { memoryPrice } from '../../../generator/synth/power/memory-model.js';
import { donathLength, macroLibrary, runSta } from '../../../generator/synth/power/opensta.js';
import { PowerFailure, requireClock, requireRight, summarise } from '../../../generator/synth/power/power.js';
import { drawPlan, realise } from '../../../generator/verify/fuzz/random-model.js';
import { inFolder } from '../../emit/tiny.js';
import { writeNetwork } from '../../simulate/simulate-network.js';
import { countActivity } from './count-activity.js';
import { OSU018, OSU018_MISSING } from './osu018.js';

const LIBRARY = `/* a small library */
library (small) {
  capacitive_load_unit (1, pf);
  leakage_power_unit : "1nW";
  nom_voltage : 1.8; nom_temperature : 25;
  cell (INV) { area : 16; cell_leakage_power : 0.5;
    pin(A) { direction : input; capacitance : 0.01; }
    pin(Y) { direction : output; function : "A'"; max_capacitance : 0.5;
      timing() { related_pin : "A"; cell_rise(t) { values ( "1, 2", \\
        "3, 4"); } } } }
  cell (FF) { area : 96;
    ff (IQ, IQN) { next_state : "D"; clocked_on : "CK"; }
    pin(CK) { direction : input; clock : true; capacitance : 0.02 }
    pin(D) { direction : input; capacitance : 0.01; }
    pin(Q) { direction : output; function : "IQ"; } }
  cell (FFR) { ff (IQ, IQN) { next_state : "D"; clocked_on : "CK"; clear : "R"; }
    pin(CK) { direction : input; } pin(D) { direction : input; } pin(R) { direction : input; }
    pin(Q) { direction : output; function : "IQ"; } }
  cell (LAT) { latch (IQ, IQN) { enable : "G"; data_in : "D"; }
    pin(G) { direction : input; } pin(D) { direction : input; } pin(Q) { direction : output; function : "IQ"; } }
  cell (LATR) { latch (IQ, IQN) { enable : "G"; data_in : "D"; clear : "R"; } pin(Q) { direction : output; } }
}`;

test('a latch lets through while it is open, and a flip-flop is cleared without a clock', () =>
  inFolder((folder) => {
    const models = cellModels(readLiberty(LIBRARY, 'small.lib'), ['LAT', 'FFR']);
    const bench = `module bench; reg g, d, ck, r; wire q, l;
      LAT latch (.G(g), .D(d), .Q(l)); FFR flop (.CK(ck), .D(d), .R(r), .Q(q));
      initial begin
        {g, d, ck, r} = 4'b1100; #1 $write("%b", l);
        d = 0; #1 $write("%b", l);
        g = 0; #1 d = 1; #1 $write("%b ", l);
        ck = 1; #1 $write("%b", q);
        r = 1; #1 $write("%b", q);
        ck = 0; #1 ck = 1; #1 $write("%b ", q);
        // It wakes up with 1, cleared from the start: no edge says so.
        flop.kept = 1; #1 $write("%b", q);
        r = 0; #1 $write("%b\\n", q);
      end
    endmodule\n`;
    writeFileSync(join(folder, 'bench.v'), models + bench);
    execaSync('iverilog', ['-g2005', '-s', 'bench', '-o', 'run', 'bench.v'], { cwd: folder });
    expect(execaSync('vvp', ['-n', 'run'], { cwd: folder }).stdout.trim()).toBe('100 100 00');
  }));

describe('Liberty', () => {
  test.each([
    ["A'", '~A'],
    ['!(A B)', '~(A & B)'],
    ['A + B C', '(A | (B & C))'],
    ['A ^ B * C', '((A ^ B) & C)'],
    ['(!((S A) + (!S B)))', '~((S & A) | (~S & B))'],
    ['1', "1'b1"],
  ])('%s is %s', (liberty, verilog) => {
    expect(verilogFunction(liberty)).toBe(verilog);
  });

  test.each(['(A', 'A +', 'A)', ''])('%j is refused', (text) => {
    expect(() => verilogFunction(text)).toThrow('not a Liberty function');
  });

  test('reads area, leakage, pins, flip-flops and latches, and leaves out what it cannot model', () => {
    const { name, voltage, cells } = readLiberty(LIBRARY, 'small.lib');
    expect([name, voltage, ...cells.keys()]).toEqual(['small', 1.8, 'INV', 'FF', 'FFR', 'LAT']);
    expect(cells.get('INV')).toMatchObject({ area: 16, leakageNw: 0.5, ff: null });
    expect(cells.get('INV')!.pins[0]).toMatchObject({ name: 'A', capacitance: 0.01 });
    expect(cells.get('INV')!.pins[1]).toMatchObject({ function: '~A', maxCapacitance: 0.5 });
    expect(cells.get('FF')!.ff).toEqual({
      ...{ state: 'IQ', inverted: 'IQN', next: 'D', clock: 'CK', clear: null, preset: null },
    });
    expect(cells.get('FFR')!.ff).toMatchObject({ clear: 'R', preset: null });
    expect(cells.get('LAT')!.latch).toEqual({ state: 'IQ', inverted: 'IQN', data: 'D', enable: 'G' });
    expect(() => cellModels({ name, voltage, temperature: 25, cells }, ['LATR'])).toThrow('no cell LATR');
  });

  test('refuses other units and a file that ends early', () => {
    expect(() => readLiberty(LIBRARY.replace('1, pf', '1, ff'), 'x.lib')).toThrow('x.lib: not a library in pF');
    expect(() => readLiberty(LIBRARY.slice(0, 400), 'x.lib')).toThrow('x.lib: ends within a group');
  });
});

const input = (bit: number | '0' | '1') => ({ direction: 'input' as const, bits: [bit] });
const output = (bit: number) => ({ direction: 'output' as const, bits: [bit] });

/** Two flip-flops that count 0, 1, 2, 3: q0 changes every cycle, q1 every other; and = q0 & q1. */
function counter(cells: { ff: string; clock: string; inv: string; xor: string; and: string }): Gates {
  const cell = (type: string, pins: GateCell['pins']): GateCell => ({ name: type, type, parameters: {}, pins });
  return {
    top: 'count',
    ports: [
      { name: 'clk_i', direction: 'input', bits: [2] },
      { name: 'rst_ni', direction: 'input', bits: [3] },
      { name: 'report_i', direction: 'input', bits: [4] },
      { name: 'q_o', direction: 'output', bits: [10, 11] },
      { name: 'and_o', direction: 'output', bits: [15] },
    ],
    cells: [
      cell(cells.inv, { A: input(10), Y: output(12) }),
      cell(cells.xor, { A: input(10), B: input(11), Y: output(13) }),
      cell(cells.and, { A: input(12), B: input(3), Y: output(16) }),
      cell(cells.and, { A: input(13), B: input(3), Y: output(17) }),
      cell(cells.and, { A: input(10), B: input(11), Y: output(15) }),
      cell(cells.ff, { [cells.clock]: input(2), D: input(16), Q: output(10) }),
      cell(cells.ff, { [cells.clock]: input(2), D: input(17), Q: output(11) }),
    ],
  };
}
const OWN = { ff: 'FF', clock: 'CK', inv: 'INV', xor: 'XOR', and: 'AND' };
const MODELS = `${cellModels(readLiberty(LIBRARY, 'small.lib'), ['INV', 'FF'])}
module XOR (input A, input B, output Y); assign Y = A ^ B; endmodule
module AND (input A, input B, output Y); assign Y = A & B; endmodule
`;

test('changes and ones are those counted by hand, over more cycles than the bit planes hold', () =>
  inFolder((folder) => {
    const cycles = 1000;
    const { nets, toggles, ones } = countActivity(folder, counter(OWN), MODELS, cycles, [[10], [10, 11], []]);
    const of = (net: number) => toggles[nets.indexOf(net)];
    expect(nets).not.toContain(2);
    // The counter leaves 0 one cycle after reset: the first cycle changes nothing but what reset held down.
    expect(of(10)).toBe(cycles - 1);
    expect(of(12)).toBe(cycles - 1);
    expect(of(11)).toBe((cycles - 1 - 1) / 2);
    // q0 & q1 is 1 in every fourth cycle: it rises and falls.
    expect(of(15)).toBe(cycles / 2 - 1);
    expect(ones).toEqual([cycles / 2, cycles / 4, cycles]);
  }));

describe('flow', () => {
  test('no net but the clock has more loads than allowed, and the clock has none after its tree', () => {
    const cells = { ...OSU018.cells, fanout: 2 };
    const gates = clockTree(bufferNets(counter(OWN), 2, cells), 2, cells);
    const loads = new Map<unknown, number>();
    for (const { pins } of gates.cells)
      for (const { direction, bits } of Object.values(pins))
        if (direction === 'input') for (const b of bits) loads.set(b, (loads.get(b) ?? 0) + 1);
    expect(Math.max(...loads.values())).toBeLessThanOrEqual(2);
    expect(gates.cells.filter(({ type }) => type === cells.buffer).length).toBeGreaterThan(0);
  });

  test('a larger memory costs more, a ROM neither writes nor leaks', () => {
    const memory = (words: number, width: number, writable: boolean): GateCell => ({
      name: 'm',
      type: MEMORY_CELL,
      parameters: { WORDS: words.toString(2), WIDTH: width.toString(2), WRITABLE: writable ? '1' : '0' },
      pins: { raddr_i: input(5), waddr_i: input(6) },
    });
    const price = (words: number, width: number, writable = true) => memoryPrice(memory(words, width, writable), 0.02);
    expect(price(1024, 16).readPj).toBeGreaterThan(price(256, 16).readPj);
    expect(price(1024, 16).areaUm2).toBeGreaterThan(price(1024, 8).areaUm2);
    expect(price(1024, 16)).toMatchObject({ kind: 'twoPort', leakageNw: 1024 * 16 * 0.02 });
    expect(price(1024, 16, false)).toMatchObject({ kind: 'rom', writePj: 0, leakageNw: 0 });
  });

  test('energy and average power by hand', () => {
    const given = {
      clockMHz: 2,
      secondsPerFragment: 10,
      cycles: [1e6, 1e6],
      dynamicUj: { logic: [10, 20], clock: [5, 5] },
      staticUw: { leakage: 4 },
      idlePj: 6,
    };
    const sums = summarise(given);
    expect(sums.fragmentsUj).toEqual([15, 25]);
    // 20 uJ and 4 uW over half a second; 20 uJ in 10 s and 4 uW; 12 uW more in 95 % of the time.
    expect(sums.energyPerFragmentUj).toBeCloseTo(22, 9);
    expect(sums.averageUw.clockStopped).toBeCloseTo(6, 9);
    expect(sums.averageUw.clockRunning).toBeCloseTo(6 + 12 * 0.95, 9);
    const twice = summarise({ ...given, dynamicUj: { logic: [20, 40], clock: [10, 10] } });
    expect(twice.averageUw.clockStopped - 4).toBeCloseTo(2 * (sums.averageUw.clockStopped - 4), 9);
  });

  test('a wire of Donath is longer in a larger block', () => {
    expect(donathLength(10_000, 0.65)).toBeGreaterThan(donathLength(1000, 0.65));
    expect(donathLength(10_000, 0.65)).toBeLessThan(10);
  });
});

describe('refused', () => {
  test('a library and a program that are missing, by their Debian packages', () => {
    const call = () => requireAsic({ ...OSU018, file: '/nowhere/osu018.lib' });
    expect(call).toThrow(UserError);
    expect(call).toThrow('qflow-tech-osu018');
  });

  test('a clock that the netlist does not reach, with both', () => {
    expect(() => requireClock(200, 123.45, 'cells')).toThrow(PowerFailure);
    expect(() => requireClock(200, 123.45, 'cells')).toThrow('200 MHz asked for, the netlist reaches 123.5 MHz');
    expect(() => requireClock(100, 123.45, 'cells')).not.toThrow();
  });
});

describe.skipIf(OSU018_MISSING)('OSU 0.18 um (its cells and OpenSTA are needed)', () => {
  const library = OSU018_MISSING ? null : readLiberty(readFileSync(OSU018.file, 'utf8'), OSU018.file);
  const cells = { ff: 'DFFPOSX1', clock: 'CLK', inv: 'INVX1', xor: 'XOR2X1', and: 'AND2X2' };

  test('twice the changes are twice the power over that of the clock; switching is half C V squared', () =>
    inFolder(async (folder) => {
      const sta = requireAsic(OSU018);
      const macros = join(folder, 'macros.lib');
      writeFileSync(macros, macroLibrary([], 0.006, 1.8, 25));
      const run = (activities: Map<number, number>[], clockMHz = 100) =>
        runSta({
          ...{ folder, sta, libraries: [OSU018.file, macros], gates: counter(cells), clock: 'clk_i', clockMHz },
          activities,
        });
      const nets = [10, 11, 12, 13, 15, 16, 17];
      const all = (rate: number) => new Map(nets.map((net) => [net, rate]));
      const { idle, active } = await run([all(0.2), all(0.4), new Map([[12, 0.5]])]);
      const total = (p: typeof idle) => p.internal + p.switching - idle.internal - idle.switching;
      expect(total(active[1]!) / total(active[0]!)).toBeCloseTo(2, 4);
      // The inverter drives one AND2X2 and one wire.
      const load = library!.cells.get('AND2X2')!.pins[0]!.capacitance + 0.006;
      expect((active[2]!.switching - idle.switching) / (0.5 * load * 1e-12 * 1.8 ** 2 * 0.5 * 100e6)).toBeCloseTo(1, 1);
      const slow = await run([all(0.2)], 50);
      expect(slow.active[0]!.internal / active[0]!.internal).toBeCloseTo(0.5, 4);
      expect(slow.fmaxMHz).toBeGreaterThan(200);
    }));

  // A small network with a memory that stays whole.
  const { model, lanes, set: all } = realise(drawPlan(random(397), 60));
  const set = subset(all, [0, 1]);
  const settings = { set, simulator: 'icarus' as const, progress: () => {} };

  test(
    'a network: scores of the interpreter, energy of all consumers; not priced too fast or wrong',
    {
      timeout: 60_000,
    },
    () =>
      inFolder(async (folder) => {
        const hardware = writeNetwork(folder, model, lanes);
        const price = (clockMHz: number) => asicPower(hardware, OSU018, { folder, ...settings, clockMHz });
        const result = await price(10);
        expect(result.scores).toEqual({ values: 2 * model.classes.length, mismatches: 0 });
        expect(result.memories.length).toBeGreaterThan(0);
        expect(result.modelled).toBe(true);
        for (const { energyUj } of result.parts) expect(energyUj).toBeGreaterThan(0);
        expect(result.averageUw.clockRunning).toBeGreaterThan(result.averageUw.clockStopped);
        const { flipFlops, clockGates, gatedFlipFlops } = result.size;
        expect(clockGates).toBeGreaterThan(0);
        expect(gatedFlipFlops).toBeGreaterThanOrEqual(MIN_GATED * clockGates!);
        expect(gatedFlipFlops).toBeLessThan(flipFlops!);
        // Most clocks stand while there is no work.
        const { clockRunning, clockStopped } = result.averageUw;
        const [clock] = result.parts;
        const idlePj = (clockRunning - clockStopped) / 10;
        expect(idlePj).toBeLessThan((clock!.energyUj * 1e6) / result.cyclesPerFragment);
        const faster = await price(20);
        result.fragmentsUj.forEach((uj, f) => {
          expect(faster.fragmentsUj[f]! / uj).toBeCloseTo(1, 3);
        });
        await expect(price(5000)).rejects.toThrow('5000 MHz asked for');

        const yosys = { name: 'yosys', ...requireTool('yosys') };
        const gates = await synthesiseAsic(folder, topModule(hardware.name), OSU018, yosys);
        // The lowest bit of the score stands still.
        const stuck = ({ name, bits, ...port }: Gates['ports'][number]) => {
          return { ...port, name, bits: name === 'score_o' ? ['1' as const, ...bits.slice(1)] : bits };
        };
        const types = gates.cells.map(({ type }) => type).filter((type) => type !== MEMORY_CELL);
        const models = cellModels(library!, types);
        const wrong = { ...gates, ports: gates.ports.map(stuck) };
        const simulated = (label: string, of: Gates, idle: boolean) =>
          simulateActivity(hardware, { ...{ folder, label, gates: of, models, watched: [], idle }, ...settings });
        // Cycles without work come after the fragments and leave those as they are.
        const worked = await simulated('worked', gates, false);
        const { idle, ...rested } = await simulated('rested', gates, true);
        expect(rested).toEqual(worked);
        const changes = (of: typeof idle) => of!.toggles.reduce((a, b) => a + b, 0) / of!.cycles;
        expect(idle!.cycles).toBe(1024);
        expect(changes(idle)).toBeLessThan(changes(worked.fragments[0]) / 20);
        const activity = await simulated('wrong', wrong, false);
        expect(activity.scores.mismatches).toBeGreaterThan(0);
        expect(() => requireRight(activity, 'random')).toThrow('the netlist is not the network');
      }),
  );
});

test('the document has the tables of the results that lie beside it, stale ones marked', () => {
  const document = readFileSync(POWER_DOCUMENT, 'utf8');
  expect(withPower(document, POWER_DOCUMENT, reportedPower(POWER_RESULTS)), 'mend it: npx bitbeat power --write').toBe(
    document,
  );
});
