import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BUSES } from '../../generator/arch/registers.js';
import type { Design } from '../../generator/config/design.js';
import type { Ports } from '../../generator/config/ports.js';
import { generated } from '../../generator/emit/generated.js';
import { topModule } from '../../generator/emit/names.js';
import type { Tree } from '../../generator/emit/tree.js';
import { busModule, busTree } from '../../generator/emit/wrappers/bus.js';
import { monitorModule } from '../../generator/emit/wrappers/monitor.js';
import { uartModule, uartTree } from '../../generator/emit/wrappers/uart.js';
import { writeTree } from '../../generator/emit/write-tree.js';
import { inFolder } from './tiny.js';
import { tinyWith } from './with-ports.js';

type Name = 'tiny' | 'tiny-folded';
const allTaps = (design: Design): Design =>
  design.architecture === 'folded' ? design : { ...design, folding: { lanes: [2, 3, 1, 1], tapsPerCycle: 'kernel' } };

const TOPS = ['core', 'monitor', 'uart', ...BUSES] as const;
type Top = (typeof TOPS)[number];

/** A design or one of its wrappers. */
function build(name: Name, top: Top, ports: Ports, change: (design: Design) => Design = (design) => design) {
  const { design, hardware } = tinyWith(name, ports, (own) => change({ ...own, monitor: {}, parity: true }));
  switch (top) {
    case 'core':
      return { tree: generated(design, hardware).tree, module: topModule(name) };
    case 'monitor':
      return { tree: generated(design, hardware).tree, module: monitorModule(name) };
    case 'uart':
      return { tree: uartTree(generated(design, hardware)), module: uartModule(name) };
    default:
      return { tree: busTree(generated(design, hardware), top), module: busModule(name, top) };
  }
}

describe('output timing', () => {
  interface Cell {
    type: string;
    port_directions: Record<string, string>;
    connections: Record<string, (number | string)[]>;
  }
  interface Flat {
    modules: Record<
      string,
      { ports: Record<string, { direction: string; bits: (number | string)[] }>; cells: Record<string, Cell> }
    >;
  }
  const holds = ({ type }: Cell) => /^\$a?dff|^\$s?dff|^\$mem/.test(type);

  /** For each output, the inputs that reach it through logic alone, and whether each of its bits is a flip-flop's. */
  function timing(tree: Tree, top: string): Promise<Record<string, { inputs: string[]; registered: boolean }>> {
    return inFolder((parent) => {
      const folder = join(parent, 'design');
      writeTree(folder, 'design', tree, false);
      const script = `read_verilog -DSYNTHESIS rtl/*.v; hierarchy -check -top ${top}; proc;
        setattr -mod -unset keep_hierarchy; flatten; memory -nomap; opt_clean; write_json flat.json`;
      execFileSync('yosys', ['-q', '-p', script.replaceAll('\n', ' ')], { cwd: folder });
      const { ports, cells } = (JSON.parse(readFileSync(join(folder, 'flat.json'), 'utf8')) as Flat).modules[top]!;
      const drivers = new Map<number | string, Cell>();
      for (const cell of Object.values(cells))
        for (const [port, bits] of Object.entries(cell.connections))
          if (cell.port_directions[port] === 'output') for (const bit of bits) drivers.set(bit, cell);
      const inputs = new Map(
        Object.entries(ports).flatMap(([name, { direction, bits }]) =>
          direction === 'input' ? bits.map((bit): [number | string, string] => [bit, name]) : [],
        ),
      );
      const outputs = Object.entries(ports).filter(([, { direction }]) => direction === 'output');
      return Object.fromEntries(
        outputs.map(([name, { bits }]) => {
          const reached = new Set(bits);
          for (const bit of reached) {
            const cell = drivers.get(bit);
            if (cell === undefined || holds(cell)) continue;
            for (const [port, own] of Object.entries(cell.connections))
              if (cell.port_directions[port] === 'input') for (const next of own) reached.add(next);
          }
          const from = [...reached].flatMap((bit) => inputs.get(bit) ?? []);
          const registered = bits.every((bit) => drivers.has(bit) && holds(drivers.get(bit)!));
          return [name, { inputs: [...new Set(from)], registered }];
        }),
      );
    });
  }

  const OUTPUTS = ['sample_ready_o', 'score_o', 'score_valid_o', 'score_last_o', 'class_o', 'parity_error_o'];
  const DESIGNS: [string, Name, (design: Design) => Design][] = [
    ['tiny', 'tiny', (design) => design],
    ['tiny, all taps at once', 'tiny', allTaps],
    ['tiny-folded', 'tiny-folded', (design) => design],
  ];

  test.each(DESIGNS)('%s: no output follows an input; with slices each is a flip-flop', async (_, name, change) => {
    for (const registered of [false, true]) {
      const { tree, module } = build(name, 'core', { registered, reset: 'sync-low' }, change);
      const found = await timing(tree, module);
      expect(Object.keys(found).sort()).toEqual(OUTPUTS.toSorted());
      for (const output of OUTPUTS) expect([output, found[output]!.inputs]).toEqual([output, []]);
      const behind = OUTPUTS.filter((output) => !found[output]!.registered);
      if (registered) expect(behind).toEqual([]);
      else expect(behind).toContain('class_o');
    }
  });
});

describe('registers that are reset', () => {
  /** What is used of Yosys' JSON. */
  interface Netlist {
    modules: Record<string, Module>;
  }
  interface Module {
    ports: Record<string, { direction: string; bits: Bit[] }>;
    netnames: Record<string, { bits: Bit[]; hide_name: number }>;
    cells: Record<string, { type: string; parameters: Record<string, string>; connections: Record<string, Bit[]> }>;
  }
  type Bit = number | string;

  function elaborated(tree: Tree, top: string): Promise<Netlist> {
    return inFolder((parent) => {
      const folder = join(parent, 'design');
      writeTree(folder, 'design', tree, false);
      const script = `read_verilog -DSYNTHESIS rtl/*.v; hierarchy -check -top ${top}; proc -noopt; opt_clean; write_json all.json`;
      execFileSync('yosys', ['-q', '-p', script], { cwd: folder });
      return JSON.parse(readFileSync(join(folder, 'all.json'), 'utf8')) as Netlist;
    });
  }

  const RESETS = ['rst_ni', 'rst_n', 'aresetn', 'resetn'];
  const isSynchroniser = (module: string) => module.includes('__reset_sync');

  /** Bits of a module's resets. */
  const resetBits = ({ netnames }: Module) =>
    new Set(Object.entries(netnames).flatMap(([name, { bits }]) => (RESETS.includes(name) ? bits : [])));

  /** `register[bit] value` for each bit of a flip-flop. */
  function registers(module: Module, q: Bit[], value: string): string[] {
    const names = new Map<Bit, string>();
    for (const [name, { bits, hide_name: hidden }] of Object.entries(module.netnames))
      for (const [i, bit] of bits.entries()) if (hidden === 0 && !names.has(bit)) names.set(bit, `${name}[${i}]`);
    return q.map((bit, i) => `${names.get(bit)} ${value.at(-1 - i)}`);
  }

  /** Registers that a synchronous reset sets, with the values: those whose next value it chooses last. */
  function synchronous(module: Module): string[] {
    const resets = resetBits(module);
    const cells = Object.values(module.cells);
    const asserted = new Set(
      cells
        .filter(({ type, connections }) => type === '$logic_not' && resets.has(connections.A![0]!))
        .map(({ connections }) => connections.Y![0]),
    );
    const chosen = new Map(
      cells
        .filter(({ type, connections }) => type === '$mux' && asserted.has(connections.S![0]))
        .map(({ connections }) => [connections.Y!.join(), connections.B!]),
    );
    return cells
      .filter(({ type, connections }) => type === '$dff' && chosen.has(connections.D!.join()))
      .flatMap(({ connections: { D, Q } }) => registers(module, Q!, chosen.get(D!.join())!.toReversed().join('')))
      .sort();
  }

  function asynchronous(module: Module): string[] {
    const resets = resetBits(module);
    return Object.values(module.cells)
      .filter(({ type, connections }) => type === '$adff' && resets.has(connections.ARST![0]!))
      .flatMap(({ connections, parameters }) => registers(module, connections.Q!, parameters.ARST_VALUE!))
      .sort();
  }

  /** Cells that look at a reset otherwise than to be reset or to hand it on; what is only there to be unused does not. */
  function misused(module: Module): string[] {
    const resets = resetBits(module);
    const unused = new Set(
      Object.entries(module.netnames).flatMap(([name, { bits }]) => (name.startsWith('unused') ? bits : [])),
    );
    return Object.values(module.cells).flatMap(({ type, connections }) =>
      Object.entries(connections)
        .filter(([port, bits]) => bits.some((bit) => resets.has(bit)) && !(type === '$adff' && port === 'ARST'))
        .filter(() => type.startsWith('$') && !type.startsWith('$paramod'))
        .filter(() => !connections.Y?.every((bit) => unused.has(bit)))
        .map(([port]) => `${type}.${port}`),
    );
  }

  const same = (design: Design) => design;
  const DESIGNS: [string, Name, Top, (design: Design) => Design][] = [
    ['tiny', 'tiny', 'core', same],
    ['tiny, all taps at once', 'tiny', 'core', allTaps],
    // With the smaller core.
    ...TOPS.slice(1).map((top): [string, Name, Top, typeof same] => [`tiny-folded, ${top}`, 'tiny-folded', top, same]),
  ];

  test.each(DESIGNS)(
    '%s: an asynchronous reset sets the same ones to the same values, and nothing else looks at it',
    async (_, name, top, change) => {
      const [usual, other] = (['sync-low', 'async-low'] as const).map((reset) =>
        build(name, top, { registered: true, reset }, change),
      );
      const [sync, async] = [
        await elaborated(usual!.tree, usual!.module),
        await elaborated(other!.tree, other!.module),
      ];
      let compared = 0;
      for (const [module, found] of Object.entries(async.modules).filter(([key]) => !isSynchroniser(key))) {
        const before = sync.modules[module];
        // A top has one more parameter.
        const own =
          before ??
          Object.entries(sync.modules).find(([key]) => key.split('\\').at(1) === module.split('\\').at(1))?.[1];
        expect({ module, registers: asynchronous(found) }).toEqual({ module, registers: synchronous(own!) });
        expect({ module, misused: misused(found) }).toEqual({ module, misused: [] });
        compared += asynchronous(found).length;
      }
      expect(compared).toBeGreaterThan(50);
    },
  );
});
