import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Port } from '../../../generator/arch/interface.js';
import type { FlowTop } from '../../../generator/emit/flows/top.js';
import { ran } from '../../cli/tiny-package.js';
import { inFolder } from '../tiny.js';
import { FOLDERS, put } from './folders.js';

const NAMES = Object.keys(FOLDERS);
const LIBERTY = '/usr/share/qflow/tech/osu018/osu018_stdcells.lib';

describe.each(NAMES)('constraints of %s', (name) => {
  const { tree, top } = FOLDERS[name]!();

  test.each(['sdc', 'xdc'])('%s: every port stands in it once, clock, reset and all others', (kind) => {
    const text = tree.get(`constraints/${top.module}.${kind}`)!;
    const named = [
      ...[...text.matchAll(/\[get_ports (\w+)\]/g)].map(([, port]) => port!),
      ...[...text.matchAll(/\[get_ports \{\n([^}]*)\}\]/g)].flatMap(([, list]) => list!.trim().split(/\s+/)),
    ];
    expect(named.sort()).toEqual(top.ports.map(({ name: port, bits }) => (bits === null ? port : `${port}[*]`)).sort());
    expect(text).toContain('set period_clk 25.000');
    expect(text.includes('set_max_delay')).toBe(top.clocks.length > 1);
  });

  // Vivado reads commands of a subset alone.
  test('xdc: commands that Vivado takes in a file of constraints', () => {
    const text = tree.get(`constraints/${top.module}.xdc`)!;
    const commands = text.split('\n').flatMap((line) => /^([a-z_]\w*) /.exec(line)?.[1] ?? []);
    expect([...new Set(commands)].sort()).toEqual(
      ['create_clock', 'set', 'set_false_path', 'set_input_delay', 'set_max_delay', 'set_output_delay'].filter(
        (command) => commands.includes(command),
      ),
    );
  });
});

// Debian's OpenSTA and a library of cells (make setup-boards).
const sta = spawnSync('sta', ['-version'], { encoding: 'utf8' }).error === undefined && existsSync(LIBERTY);

/** A flip-flop on each bit of each port: what constraints of ports are about, without the time that all the logic takes. */
function netlist(top: FlowTop): string {
  const clockOf = (port: Port) =>
    top.clocks.find(({ inputs, outputs }) => [...inputs, ...outputs].some(({ name }) => name === port.name))?.port ??
    top.clocks[0]!.port;
  const bits = ({ name, bits: count }: Port) =>
    count === null ? [name] : Array.from({ length: count }, (_, i) => `${name}[${i}]`);
  const ports = top.ports.map((port) => {
    const range = port.bits === null ? '' : `[${port.bits - 1}:0] `;
    return `${port.direction} ${range}${port.name}`;
  });
  // A reset without a clock is no data.
  const free = top.clocks.flatMap(({ port, reset }) => (reset.asynchronous ? [port, reset.port] : [port]));
  const clocked = top.ports.filter(({ name }) => !free.includes(name));
  const of = (wanted: Port['direction']) =>
    clocked
      .filter(({ direction }) => direction === wanted)
      .flatMap((port) => bits(port).map((bit) => ({ bit, clock: clockOf(port) })));
  const inputs = of('input');
  const cells = [
    ...inputs.map(({ bit, clock }, i) => `  DFFPOSX1 in_${i} (.CLK(${clock}), .D(${bit}), .Q(taken_${i}));`),
    // Of two clocks some cross from one to the other.
    ...of('output').map(({ bit, clock }, i) => `  DFFPOSX1 out_${i} (.CLK(${clock}), .D(taken_0), .Q(${bit}));`),
  ];
  const wires = inputs.map((_, i) => `  wire taken_${i};`);
  return `module ${top.module} (${ports.join(', ')});\n${[...wires, ...cells].join('\n')}\nendmodule\n`;
}

describe.skipIf(!sta)('OpenSTA reads the SDC', { timeout: 60_000 }, () => {
  const read = (folder: string, { module }: FlowTop) => {
    const script = [
      `read_liberty ${LIBERTY}`,
      'read_verilog netlist.v',
      `link_design ${module}`,
      `read_sdc constraints/${module}.sdc`,
      'check_setup -verbose',
      'report_clock_properties',
      'report_checks -path_delay max -format end',
    ];
    writeFileSync(join(folder, 'check.tcl'), `${script.join('\n')}\nexit\n`);
    const { text } = ran(folder, 'sta', '-exit', 'check.tcl');
    return text.slice(text.indexOf('show_warranty'));
  };

  test.each(NAMES)('%s: every port has its time, and the clock its period', (name) =>
    inFolder((folder) => {
      const { tree, top } = FOLDERS[name]!();
      put(folder, tree);
      writeFileSync(join(folder, 'netlist.v'), netlist(top));
      const said = read(folder, top);
      const resets = top.clocks.filter(({ reset }) => reset.asynchronous).map(({ reset }) => reset.port);
      // A reset that has no time to keep is no other input.
      const without = said.replace(
        new RegExp(`Warning: There is 1 input port missing set_input_delay.\\n {2}(?:${resets.join('|')})\\n`),
        '',
      );
      expect(without).not.toMatch(/Error|Warning/);
      expect(said).toMatch(/^clk +25\.00/m);
      expect(said).toMatch(/\(MET\)/);
    }),
  );

  test('a port that is not constrained is told', () =>
    inFolder((folder) => {
      const { tree, top } = FOLDERS.AXI!();
      put(folder, tree);
      writeFileSync(join(folder, 'netlist.v'), netlist(top));
      const file = join(folder, `constraints/${top.module}.sdc`);
      writeFileSync(file, readFileSync(file, 'utf8').replace('  s_axis_tvalid\n', ''));
      expect(read(folder, top)).toMatch(/missing set_input_delay/);
    }));
});
