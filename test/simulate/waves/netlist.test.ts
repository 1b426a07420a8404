import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { windowCodes } from '../../../generator/data/signal-set.js';
import { PART, type PartName } from '../../../generator/devices/devices.js';
import { generateDesign } from '../../../generator/emit/design-folder.js';
import { benchModule, partModule } from '../../../generator/emit/names.js';
import { simulateNetlist } from '../../../generator/simulate/netlist.js';
import { simulate } from '../../../generator/simulate/simulate.js';
import type { SimulatorName } from '../../../generator/simulate/simulators.js';
import { keptNets } from '../../../generator/simulate/waves/netlist-nets.js';
import { bitbeat } from '../../cli/run-in-process.js';
import { syntheticEcg } from '../../data/sets.js';
import { buildTiny, buildTinyFolded, inFolder } from '../../emit/tiny.js';
import { MISSING_YOSYS } from '../missing-yosys.js';
import { setOf } from '../simulate-network.js';
import { atEdges, type Dump, readVcd } from './read-vcd.js';

// Yosys, and a compiler of its netlist.
vi.setConfig({ testTimeout: 8 * 60_000 });

const DESIGNS = { stream: buildTiny(), folded: buildTinyFolded() };
const { samples } = DESIGNS.stream.hardware.model.input;
const pieces = setOf(
  Array.from({ length: 2 }, (_, i) => [...windowCodes(syntheticEcg(1, 3), 0).subarray(i * 60, i * 60 + samples)]),
);

const scopeOf = (simulator: SimulatorName, design: string) =>
  simulator === 'verilator' ? `TOP.${benchModule(design)}` : `${partModule(design, 'clock')}.bench`;

const rowsOf = (layout: string) => layout.split('\n').filter((line) => /^[^[@*-]/.test(line));
const groupsOf = (layout: string) => [...layout.matchAll(/^@800200\n-(.*)$/gm)].map(([, name]) => name!);
const namesOf = ({ nets }: Dump) => new Set([...nets].map(([name, { range }]) => `${name}${range}`));

/** A window of a netlist and of its design: what is in the waveforms. */
async function waves(kind: keyof typeof DESIGNS, part: PartName, simulator: SimulatorName, parent: string) {
  const { hardware } = DESIGNS[kind];
  const folder = generateDesign(DESIGNS[kind], join(parent, 'tiny'));
  const span = { fragment: 1, from: 20, to: 900 };
  const settings = { folder, simulator, progress: () => {} };
  const netlist = await simulateNetlist(hardware, {
    ...{ ...settings, target: PART[part], set: pieces },
    record: { file: join(parent, 'netlist.vcd'), ...span },
  });
  expect(netlist.failures).toEqual([]);
  expect(netlist.recorded).toMatchObject(span);
  await simulate(hardware, {
    ...{ ...settings, simulator: 'icarus', stimuli: { set: pieces }, quick: true },
    record: { file: join(parent, 'design.vcd'), ...span },
  });
  const text = (name: string) => readFileSync(join(parent, name), 'utf8');
  const nets = keptNets(readFileSync(join(folder, netlist.netlist), 'utf8'));
  return {
    ...{ hardware, nets, scope: scopeOf(simulator, hardware.name), gtkw: text('netlist.gtkw') },
    surfer: text('netlist.sucl'),
    netlist: readVcd(text('netlist.vcd')),
    design: readVcd(text('design.vcd')),
  };
}

const CASES: [keyof typeof DESIGNS, PartName, SimulatorName][] = [
  ['stream', 'up5k', 'icarus'],
  ['folded', 'ecp5-25f', 'icarus'],
  ['folded', 'up5k', 'verilator'],
];

describe.each(CASES)('%s, %s, %s', (kind, part, simulator) => {
  test.skipIf(MISSING_YOSYS[PART[part].family])(
    'registers are those of the design, and every row of the layouts is there',
    () =>
      inFolder(async (parent) => {
        const { hardware, nets, scope, gtkw, surfer, netlist, design } = await waves(kind, part, simulator, parent);
        const own = scopeOf('icarus', hardware.name);
        const registers = nets.filter(({ path, bits }) => {
          const there = design.nets.get(`${own}.dut.${path}`);
          return path.endsWith('_q') && there?.bits === bits;
        });
        expect(registers.length).toBeGreaterThan(20);
        // The last of them are quiet; those of the scores and of the first layer are not.
        const edges = (dump: Dump, clock: string, names: string[]) => atEdges(dump, clock, names);
        const theirs = edges(
          netlist,
          `${scope}.clk_i`,
          registers.map(({ seen }) => `${scope}.${seen}`),
        );
        const ours = edges(
          design,
          `${own}.clk_i`,
          registers.map(({ path }) => `${own}.dut.${path}`),
        );
        expect(theirs.length).toBe(881);
        // What no cell drives has no value; before it is first written a register has any.
        const differs = registers.flatMap(({ path, bits }, i) => {
          const bad = theirs.filter((row, edge) => {
            const [a, b] = [row[i]!, ours[edge]![i]!].map((digits) =>
              digits.padStart(bits, /^[01]/.test(digits) ? '0' : digits[0]!),
            );
            return [...a!].some((digit, at) => /[01]/.test(digit) && /[01]/.test(b![at]!) && digit !== b![at]);
          });
          return bad.length > 0 ? [`${path}: ${bad.length}`] : [];
        });
        const moving = registers.filter((_, i) => new Set(theirs.map((row) => row[i])).size > 1);
        expect(moving.length).toBeGreaterThan(15);
        expect(differs).toEqual([]);

        const names = namesOf(netlist);
        const plain = (name: string) => name.replace(/\[\d+(:\d+)?\]$/, '');
        expect(rowsOf(gtkw).filter((name) => !names.has(name) && !netlist.nets.has(plain(name)))).toEqual([]);
        expect(surfer.match(/^variable_add/gm)).toHaveLength(rowsOf(gtkw).length);
        expect(groupsOf(gtkw)).toEqual(expect.arrayContaining(['input', 'scores', 'decision', 'control']));
        expect(groupsOf(gtkw).some((name) => name.startsWith('netlist_'))).toBe(true);
        // What is in cells is not written: none of their pins is there.
        const pins = /\.(I0|CI|CO|A|CIN|CLK|ADA0|A0)$/;
        expect([...netlist.nets.keys()].filter((name) => pins.test(name))).toEqual([]);
      }),
  );
});

test('nets of a netlist: those of the design, whatever synthesis adds', () => {
  const text = `module top(clk_i, score_o);
  wire \\layer_a.add_q ;
  reg [3:0] \\layer_a.store[0].count_q ;
  wire [7:0] \\layer_a.bank.mem[0] ;
  wire [1:0] \\layer_a.add_q_SB_LUT4_O_I3 ;
  wire \\layer_a.bank.mem.0.0_RADDR ;
  wire _12_;
  wire valid_a;
  input clk_i;
  wire clk_i;
  output [17:0] score_o;
  wire [17:0] score_o;
  wire \\layer_a_add_q ;
`;
  expect(keptNets(text)).toEqual([
    { path: 'layer_a.add_q', bits: 1, seen: 'seen_layer_a_add_q' },
    { path: 'layer_a.store[0].count_q', bits: 4, seen: 'seen_layer_a_store_0_count_q' },
    { path: 'layer_a_add_q', bits: 1, seen: 'seen_layer_a_add_q__2' },
    { path: 'valid_a', bits: 1, seen: 'seen_valid_a' },
  ]);
});

test.each([
  [['--wave-fragment', '2'], 'allowed: 0 to 1; try: --wave-fragment 1'],
  [['--wave-from', '9999999'], '--wave-from: the window is over by then'],
])('%j: refused before anything is synthesised', (flags, said) =>
  inFolder(async (parent) => {
    const folder = generateDesign(DESIGNS.stream, join(parent, 'tiny'));
    const say = ['simulate', '--rtl', folder, '--netlist', '--simulator', 'icarus', '--fragments', '2'];
    const { code, stderr } = await bitbeat(...say, '--waves', join(parent, 'a.vcd'), ...flags);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(said) });
    expect(existsSync(join(folder, 'sim'))).toBe(false);
    expect(readdirSync(parent)).toEqual(['tiny']);
  }),
);
