import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Program } from '../../devices/programs.js';
import { ToolError } from '../../support/errors.js';
import { runTool } from '../../support/run-tool.js';
import { MEMORY_CELL } from './activity.js';
import { type Bit, type GateCell, type Gates, gatesVerilog, netNames } from './gates.js';
import { MEMORY_MODEL } from './memory-model.js';

/** Wires are not laid out: each load of a net has the average length of wire, farad per um from the process. */
export interface WireModel {
  /** Share of the area that cells cover. */
  utilisation: number;
  /** Rent's exponent of the logic. */
  rent: number;
  /** pF per um. */
  capacitance: number;
}

/**
 * Average wire between two cells of a placed block in cell pitches: W. E. Donath, "Placement and average interconnection
 * lengths of computer logic", IEEE Trans. Circuits and Systems 26(4), 1979; `rent` is not 0.5.
 */
export function donathLength(cells: number, rent: number): number {
  const first = (7 * (cells ** (rent - 0.5) - 1)) / (4 ** (rent - 0.5) - 1);
  const second = (1 - cells ** (rent - 1.5)) / (1 - 4 ** (rent - 1.5));
  return ((2 / 9) * (first - second) * (1 - 4 ** (rent - 1))) / (1 - cells ** (rent - 1));
}

/** pF that a net has for each load. */
export function wirePerLoad(cells: number, area: number, { utilisation, rent, capacitance }: WireModel): number {
  return donathLength(cells, rent) * Math.sqrt(area / utilisation / cells) * capacitance;
}

/** A macro's timing for OpenSTA; its area, leakage and energy are counted apart. */
export interface MacroTiming {
  cell: GateCell;
  accessNs: number;
}

/** Liberty of the memory macros and the wire model: a net has `wirePf` for each load, an input's cell `inputClockPf` for its clock. */
export function macroLibrary(
  macros: readonly MacroTiming[],
  wirePf: number,
  volts: number,
  celsius: number,
  inputClockPf = 0.05,
): string {
  const thresholds = ['input', 'output'].flatMap((way) =>
    ['rise', 'fall'].map((edge) => `  ${way}_threshold_pct_${edge} : 50;`),
  );
  const slews = ['rise', 'fall'].flatMap((edge) => [
    `  slew_lower_threshold_pct_${edge} : 20;`,
    `  slew_upper_threshold_pct_${edge} : 80;`,
  ]);
  const scalar = (name: string, value: number) => `${name}(scalar) { values("${value}"); }`;
  const cells = [...macros, { cell: INPUT_CELL, accessNs: 0 }].flatMap(({ cell, accessNs }) => [
    `  cell (${cell.type}) {`,
    '    area : 0;',
    ...Object.entries(cell.pins).map(([pin, { direction }]) => {
      const clockPf = cell === INPUT_CELL ? inputClockPf : 0.05;
      if (/^(write_)?clk_i_0$/.test(pin))
        return `    pin(${pin}) { direction : input; clock : true; capacitance : ${clockPf}; }`;
      const timing =
        direction === 'input'
          ? `timing_type : setup_rising; ${scalar('rise_constraint', MEMORY_MODEL.setup)} ${scalar('fall_constraint', MEMORY_MODEL.setup)}`
          : `timing_type : rising_edge; ${scalar('cell_rise', accessNs)} ${scalar('cell_fall', accessNs)} ` +
            `${scalar('rise_transition', 0.2)} ${scalar('fall_transition', 0.2)}`;
      const pinHead = direction === 'input' ? 'direction : input; capacitance : 0.02;' : 'direction : output;';
      return `    pin(${pin}) { ${pinHead} timing() { related_pin : "clk_i_0"; ${timing} } }`;
    }),
    '  }',
  ]);
  return [
    'library (macros) {',
    '  delay_model : table_lookup;',
    '  time_unit : "1ns"; voltage_unit : "1V"; current_unit : "1uA"; pulling_resistance_unit : "1kohm";',
    '  leakage_power_unit : "1nW"; capacitive_load_unit (1,pf);',
    ...thresholds,
    ...slews,
    `  nom_voltage : ${volts}; nom_temperature : ${celsius}; nom_process : 1;`,
    '  wire_load("average") { resistance : 0; capacitance : 1; area : 0;',
    `    slope : ${wirePf}; fanout_length(1, ${wirePf}); }`,
    ...cells,
    '}',
    '',
  ].join('\n');
}

/** Power of cells, watt. */
export interface CellPower {
  internal: number;
  switching: number;
  leakage: number;
}

/** Watt that switch. */
export const dynamic = ({ internal, switching }: CellPower) => internal + switching;

/** Stands for an input port in the netlist that OpenSTA sees. */
const INPUT_CELL: GateCell = {
  name: '',
  type: 'bb_input',
  parameters: {},
  pins: { clk_i_0: { direction: 'input', bits: [] }, q_0: { direction: 'output', bits: [] } },
};

/** Where a clock of OpenSTA begins: at a port, or at an output of a cell by its place in the netlist. */
export type ClockRoot = { port: string } | { cell: number; pin: string };

const rootBits = ({ ports, cells }: Gates, root: ClockRoot) =>
  'port' in root ? ports.find(({ name }) => name === root.port)!.bits : cells[root.cell]!.pins[root.pin]!.bits;

/**
 * The netlist with a clocked cell in the place of each input but the clocks: OpenSTA 2.0 propagates its own guess from input
 * ports over whatever activity it was told for the pins behind them.
 */
function withInputCells(gates: Gates, roots: readonly ClockRoot[]): Gates {
  const clockBits = rootBits(gates, roots[0]!);
  const isRoot = (name: string) => roots.some((root) => 'port' in root && root.port === name);
  const isInput = ({ name, direction }: Gates['ports'][number]) => direction === 'input' && !isRoot(name);
  const cells = gates.ports.filter(isInput).flatMap(({ name, bits }) =>
    bits.map((b, i): GateCell => {
      const pins = {
        clk_i_0: { direction: 'input' as const, bits: clockBits },
        q_0: { direction: 'output' as const, bits: [b] },
      };
      return { ...INPUT_CELL, name: `${name}[${i}]`, pins };
    }),
  );
  return { ...gates, ports: gates.ports.filter((port) => !isInput(port)), cells: [...gates.cells, ...cells] };
}

export interface StaResult {
  fmaxMHz: number;
  /** With no net but the clock's switching: clock tree and clock pins. */
  idle: CellPower;
  /** The same of each cell, by its place, if asked for. */
  cells: CellPower[];
  /** With each of the given activities, clock included. */
  active: CellPower[];
}

export interface StaSettings {
  /** Where the files of the run lie. */
  folder: string;
  sta: Program;
  /** Liberty files, the cells' first. */
  libraries: readonly string[];
  gates: Gates;
  /** Port of the clock. */
  clock: string;
  /** Where all clocks begin, each of `clockMHz`, in place of that; inputs come with the first. */
  roots?: readonly ClockRoot[];
  /** Nets behind gates to which these clocks come. */
  behind?: readonly Bit[];
  clockMHz: number;
  /** The power of each cell is asked for. */
  cells?: boolean;
  /** pF of wire of nets by number, in place of the average for each load; nets that are not named keep the average. */
  wires?: ReadonlyMap<number, number>;
  /** Changes a clock cycle of nets by number; one map a run. Nets that are not named do not switch. */
  activities: readonly ReadonlyMap<number, number>[];
}

/** Timing and power of a netlist under given activities. Throws Error with what OpenSTA said. */
export async function runSta(settings: StaSettings): Promise<StaResult> {
  const { folder, sta, libraries, clock, clockMHz, activities } = settings;
  const roots = settings.roots ?? [{ port: clock }];
  const gates = withInputCells(settings.gates, roots);
  writeFileSync(join(folder, 'sta.v'), gatesVerilog(gates));
  // Beside the script, by plain names: paths of the user's stand in no script.
  libraries.forEach((file, i) => {
    copyFileSync(file, join(folder, `sta-${i}.lib`));
  });
  // The clock's nets are OpenSTA's own affair. All other pins are named, those that load a net too: OpenSTA 2.0 goes on with
  // activities that it once propagated to pins of which it has not been told.
  const clocked = clockNets(gates, [...roots.flatMap((root) => rootBits(gates, root)), ...(settings.behind ?? [])]);
  const pins = gates.cells.flatMap((cell, c) =>
    Object.entries(cell.pins).flatMap(([pin, { bits }]) => {
      const [net] = bits;
      return typeof net === 'number' && !clocked.has(net) ? [{ net, command: `pin c${c}/${pin}` }] : [];
    }),
  );
  const all = (activity: (net: number) => number) => pins.map(({ net, command }) => `${command} ${activity(net)}`);
  const script = [
    ...libraries.map((_, i) => `read_liberty sta-${i}.lib`),
    'read_verilog sta.v',
    `link_design ${gates.top}`,
    ...createClocks(roots, String(1000 / clockMHz)),
    'set_wire_load_mode top',
    'set_wire_load_model -name average -library macros',
    ...wireLoads(gates, settings.wires),
    'proc pin {pin activity} { sta::set_power_pin_activity [get_pin $pin] $activity 0.5 }',
    'puts "SLACK [worst_slack]"',
    ...all(() => 0),
    'puts "POWER [sta::design_power [sta::cmd_corner]]"',
    ...(settings.cells ? [EACH_CELL(settings.gates.cells.length)] : []),
    ...activities.flatMap((activity) => [
      ...all((net) => activity.get(net) ?? 0),
      'puts "POWER [sta::design_power [sta::cmd_corner]]"',
    ]),
    ...(settings.behind?.length ? fastest(roots, 1000 / clockMHz) : []),
    'puts DONE',
    'exit',
    '',
  ].join('\n');
  const file = join(folder, 'sta.tcl');
  writeFileSync(file, script);
  const ran = await runTool(sta.path, ['-no_splash', '-exit', 'sta.tcl'], { cwd: folder });
  const lines = ran.all.split('\n');
  const wrong = lines.filter((line) => /^Error|^Warning: .* net '.*' not found/.test(line));
  if (!ran.ok || wrong.length > 0 || !lines.includes('DONE'))
    throw new ToolError(`OpenSTA failed (${file}):\n${[...wrong.slice(0, 8), ...lines.slice(-4)].join('\n')}`);
  const [slack, period] = ['SLACK ', 'PERIOD '].map((word) => {
    const line = lines.find((one) => one.startsWith(word));
    return line === undefined ? undefined : Number(line.slice(word.length));
  });
  const powers = (word: string) =>
    lines
      .filter((line) => line.startsWith(`${word} `))
      .map((line): CellPower => {
        const [internal, switching, leakage] = line.split(' ').slice(1).map(Number);
        return { internal: internal!, switching: switching!, leakage: leakage! };
      });
  const [idle, ...active] = powers('POWER');
  return { fmaxMHz: 1000 / (period ?? 1000 / clockMHz - slack!), idle: idle!, cells: powers('CELL'), active };
}

/** Commands that begin the clocks, all of a period. */
const createClocks = (roots: readonly ClockRoot[], period: string) =>
  roots.map((root, i) => {
    const at = 'port' in root ? `[get_ports ${root.port}]` : `[get_pins c${root.cell}/${root.pin}]`;
    return `create_clock -name ${i === 0 ? 'clock' : `clock${i}`} -period ${period} ${at}`;
  });

/**
 * Commands that search the shortest period without negative slack. Where there are clock gates the slack at a longer one does not
 * say it: a path that ends at a gate's latch has half a period, and then borrows.
 */
const fastest = (roots: readonly ClockRoot[], period: number) => [
  `set low 0; set high [expr {[worst_slack] < 0 ? ${period} - 2 * [worst_slack] : ${period}}]`,
  'for {set i 0} {$i < 24} {incr i} {',
  'set middle [expr {($low + $high) / 2}]',
  ...createClocks(roots, '$middle'),
  'if {[worst_slack] < -1e-5} { set low $middle } else { set high $middle }',
  '}',
  'puts "PERIOD $high"',
];

/** Commands that print the power of the first cells. */
const EACH_CELL = (cells: number) =>
  `for {set c 0} {$c < ${cells}} {incr c} { puts "CELL [sta::instance_power [get_cells c$c] [sta::cmd_corner]]" }`;

/** Commands that give nets their own wires; braces keep Tcl from the brackets of a bus' bit. */
function wireLoads(gates: Gates, wires: StaSettings['wires']): string[] {
  if (wires === undefined) return [];
  const name = netNames(gates);
  return [...wires].map(([net, pf]) => `set_load ${pf} [get_nets {${name(net)}}]`);
}

/** These nets and those that buffers and inverters make of them. */
export function clockNets({ cells }: Gates, roots: readonly Bit[]): Set<number> {
  const nets = new Set<number>();
  for (const b of roots) if (typeof b === 'number') nets.add(b);
  for (let before = -1; nets.size > before; ) {
    before = nets.size;
    for (const { type, pins } of cells) {
      const input = pins.A?.bits[0];
      const output = pins.Y?.bits[0];
      const buffer = Object.keys(pins).length === 2 && !type.startsWith(MEMORY_CELL);
      if (buffer && typeof input === 'number' && nets.has(input) && typeof output === 'number') nets.add(output);
    }
  }
  return nets;
}
