import { classBits, type Hardware } from '../../arch/hardware.js';
import { type Bus, type Field, type Register, type RegisterMap, registerMap } from '../../arch/registers.js';
import { codesPerWindow } from '../../network/input.js';
import type { Identity } from '../design/architecture.js';
import { type Generated, madeBy } from '../generated.js';
import { withModules } from '../modules.js';
import { partModule, topModule } from '../names.js';
import { busResetView, coreReset, withReset } from '../ports.js';
import { renderTemplate } from '../render.js';
import type { Tree } from '../tree.js';
import { registersTable } from './bus-manual.js';
import { softwareFiles } from './bus-software.js';

/** Clock and reset as the buses have them. */
const PINS = {
  axi: { port: 'aresetn', high: false, clock: 'aclk', waits: true },
  wishbone: { port: 'rst_i', high: true, clock: 'clk_i', waits: false },
} as const;
/** Nets of the ready signals of AXI4-Lite: the ports, or what is held low until the reset is over inside. */
const PLAIN_READY = { aw: 's_axil_awready', w: 's_axil_wready', ar: 's_axil_arready' };
const HELD_READY = { aw: 'aw_ready', w: 'w_ready', ar: 'ar_ready' };

const SUFFIX: Record<Bus, string> = { axi: 'axi', wishbone: 'wb' };

/** Name of the module that puts a design on a bus. */
export function busModule(design: string, bus: Bus): string {
  return partModule(design, SUFFIX[bus]);
}

/** Registers of a design on one bus, or, for `null`, on both. */
export const designRegisters = ({ hardware, identity }: Generated, bus: Bus | null): RegisterMap =>
  registerMap(hardware, identity, bus);

/**
 * The tree of a design and, beside it, its wrapper for a bus:
 *
 *   rtl/           the wrapper `bitbeat_<design>__axi` or `__wb`, its register file and front end
 *   sw/            C header and driver
 *   registers.md   the manual's table
 */
export function busTree(core: Generated, bus: Bus): Tree {
  const { hardware } = core;
  const tree: Tree = new Map(core.tree);
  const identity = madeBy(core, 'bus', ` --bus ${bus}`);
  const map = designRegisters(core, bus);
  const view = wrapperView(hardware, map, bus, identity);
  const body = renderTemplate('bus/body.v.ejs', view);
  const wrapper = new Map([
    [`rtl/${view.registersModule}.v`, renderTemplate('bus/registers.v.ejs', { ...view, ...fileView(map) })],
    [`rtl/${view.module}.v`, renderTemplate(`bus/${bus}.v.ejs`, { ...view, body })],
  ]);
  for (const [path, text] of withModules(wrapper, view.core)) tree.set(path, text);
  for (const [path, text] of softwareFiles(hardware, map, identity)) tree.set(path, text);
  tree.set('registers.md', `${registersTable(map)}\n`);
  return withReset(tree, hardware);
}

/** Name of a field in Verilog and C: a register's only field has the register's name. */
export function signalOf(register: Register, { name }: Field): string {
  return name === register.name ? name : `${register.name}_${name}`;
}

const range = (bits: number) => (bits > 1 ? `[${bits - 1}:0] ` : '');

interface Port {
  direction: 'input ' | 'output';
  range: string;
  name: string;
}

/** Ports of the register file towards the core. */
function portsOf(register: Register, field: Field): Port[] {
  const signal = signalOf(register, field);
  const input = (suffix: string, bits = 1): Port => ({
    direction: 'input ',
    range: range(bits),
    name: signal + suffix,
  });
  const output = (suffix: string, bits = 1): Port => ({ ...input(suffix, bits), direction: 'output' });
  switch (field.access) {
    case 'constant':
      return [];
    case 'ro':
      return [input('_i', field.bits)];
    case 'rw':
      return [output('_o', field.bits)];
    case 'set':
      return [output('_o'), input('_done_i')];
    case 'w1c':
      return [output('_o'), input('_set_i')];
    case 'wo':
      return [output('_o', field.bits), output('_push_o'), input('_ready_i')];
  }
}

const writable = ({ fields }: Register) => fields.some(({ access }) => access !== 'constant' && access !== 'ro');
const readable = ({ fields }: Register) => fields.some(({ access }) => access !== 'wo');
const each = (map: RegisterMap) =>
  map.registers.flatMap((register) => register.fields.map((field) => ({ register, field })));

/** What the register file prints. */
function fileView(map: RegisterMap) {
  const address = (offset: number) => `${map.addressBits}'h${offset.toString(16).padStart(2, '0')}`;
  const constants = map.blocks.filter(({ values }) => values !== null);
  const memory = map.blocks.find(({ values }) => values === null)!;
  const indexBits = classBits(memory.words);
  const last = memory.offset + 4 * (memory.words - 1);
  return {
    ports: each(map).flatMap(({ register, field }) => portsOf(register, field)),
    writable: map.registers.filter(writable).map((register) => ({
      name: register.name,
      address: address(register.offset),
      condition: register.fields
        .filter(({ access }) => access === 'wo')
        .map((field) => ` && ${register.name}_whole && ${signalOf(register, field)}_ready_i`)
        .join(''),
    })),
    ones: map.registers
      .filter(({ fields }) => fields.some(({ access }) => access === 'set' || access === 'w1c'))
      .map(({ name }) => name),
    pushed: each(map)
      .filter(({ field }) => field.access === 'wo')
      .map(({ register, field }) => ({
        register: register.name,
        signal: signalOf(register, field),
        lsb: field.lsb,
        msb: field.lsb + field.bits - 1,
        lastByte: Math.floor((field.lsb + field.bits - 1) / 8),
      })),
    stored: each(map)
      .filter(({ field }) => ['rw', 'set', 'w1c'].includes(field.access))
      .map(({ register, field }) => storedView(register, field)),
    readable: [
      ...map.registers.filter(readable).map((register) => ({
        address: address(register.offset),
        value: printedValue(register),
        comment: register.name,
      })),
      ...constants.flatMap(({ name, offset, values }) =>
        values!.map((value, i) => ({ address: address(offset + 4 * i), value: hex32(value), comment: `${name} ${i}` })),
      ),
    ],
    memory: {
      name: memory.name,
      bits: memory.bits,
      depth: Math.max(2, memory.words),
      indexBits,
      first: address(memory.offset),
      last: address(last),
      // A comparison that always holds would be noise.
      upTo: last + 4 < 2 ** map.addressBits ? ' && read_addr_i <= LAST' : '',
      condition: 'status_result_o',
      extended: signExtended('fetched', memory.bits, 32),
    },
  };
}

const hex32 = (value: number) => `32'h${value.toString(16).padStart(8, '0')}`;

function signExtended(signal: string, bits: number, width: number): string {
  return bits === width ? signal : `{{${width - bits}{${signal}[${bits - 1}]}}, ${signal}}`;
}

/** A field that the register file keeps. `set` and `w1c` are single bits; a hardware event outlasts the host's write. */
function storedView(register: Register, { access, bits, lsb, reset, ...field }: Field) {
  const signal = signalOf(register, { access, bits, lsb, reset, ...field });
  const byte = Math.floor(lsb / 8);
  if (Math.floor((lsb + bits - 1) / 8) !== byte) throw new Error(`${signal} lies in two bytes`);
  const data = bits > 1 ? `${lsb + bits - 1}:${lsb}` : `${lsb}`;
  const one = `${register.name}_ones[${lsb}]`;
  const q = `${signal}_q`;
  const statements =
    access === 'rw'
      ? [`if (${register.name}_write && write_strb_i[${byte}]) ${q} <= write_data_i[${data}];`]
      : access === 'set'
        ? [`if (${one}) ${q} <= 1'b1;`, `else if (${signal}_done_i) ${q} <= 1'b0;`]
        : [`if (${signal}_set_i) ${q} <= 1'b1;`, `else if (clear_i || ${one}) ${q} <= 1'b0;`];
  return { signal, range: range(bits), reset: `${bits}'d${reset}`, statements };
}

/** What a read of a register gives; 0 where no field is. */
function printedValue(register: Register): string {
  const parts: string[] = [];
  let next = 32;
  const gap = (to: number) => {
    if (next > to) parts.push(`${next - to}'d0`);
  };
  for (const field of [...register.fields].sort((a, b) => b.lsb - a.lsb)) {
    gap(field.lsb + field.bits);
    const signal = signalOf(register, field);
    if (field.access === 'constant') parts.push(`${field.bits}'h${field.reset.toString(16)}`);
    else parts.push(field.access === 'ro' ? `${signal}_i` : field.access === 'wo' ? `${field.bits}'d0` : `${signal}_o`);
    next = field.lsb;
  }
  gap(0);
  return parts.length === 1 ? parts[0]! : `{${parts.join(parts.length > 4 ? ',\n            ' : ', ')}}`;
}

/** What the core's side of each port is called in the wrapper. */
const SIGNALS: Readonly<Record<string, string>> = {
  control_run_o: 'run',
  control_clear_o: 'clear_wanted',
  control_clear_done_i: 'clear',
  control_irq_enable_o: 'irq_enable',
  control_wait_o: 'wait_for_host',
  status_busy_i: 'busy',
  status_result_o: 'held',
  status_result_set_i: 'held_now',
  status_overrun_o: 'overrun_seen',
  status_overrun_set_i: 'overrun',
  status_frame_o: 'frame',
  status_frame_set_i: 'misplaced',
  status_overflow_o: 'overflow_seen',
  status_overflow_set_i: 'push && full',
  status_parity_o: 'parity_seen',
  status_parity_set_i: 'parity',
  class_i: 'result_class',
  cycles_i: 'result_cycles',
  fragments_i: 'fragments',
  sample_o: 'pushed',
  sample_push_o: 'push',
  sample_ready_i: 'push_ready',
  space_i: 'space',
};

function wrapperView(hardware: Hardware, map: RegisterMap, bus: Bus, identity: Identity) {
  const { model, parity = false } = hardware;
  const { codeBits } = model.input;
  const reset = busResetView(hardware, PINS[bus]);
  const scoreBits = hardware.layers.at(-1)!.outBits;
  const scoreBytes = streamBytes(scoreBits);
  const ports = each(map).flatMap(({ register, field }) => portsOf(register, field));
  const axi = bus === 'axi';
  const ignored = axi ? ['overrun_seen'] : ['overflow_seen', 'overrun', 'misplaced', 'sink_valid'];
  return {
    ...identity,
    reset,
    coreReset: coreReset(hardware, 'resetn', 'core_rst_n'),
    ready: reset.asynchronous ? HELD_READY : PLAIN_READY,
    purpose: `${model.name} on ${axi ? 'AXI4-Lite and AXI4-Stream' : 'Wishbone'}.`,
    module: busModule(hardware.name, bus),
    registersModule: partModule(hardware.name, 'registers'),
    core: topModule(hardware.name),
    modelName: model.name,
    samples: codesPerWindow(model.input),
    classes: model.classes.length,
    classBits: classBits(model.classes.length),
    codeBits,
    scoreBits,
    sampleBytes: streamBytes(codeBits),
    scoreBytes,
    scoreExtended: signExtended('score', scoreBits, 8 * scoreBytes),
    addressBits: map.addressBits,
    fifoDepth: map.fifoDepth,
    spaceBits: Math.log2(map.fifoDepth) + 1,
    connections: ports.map(({ name }) => ({ port: name, signal: signalFor(name) })),
    wires: [
      ...(axi ? ['wire wait_for_host, frame, overrun_seen;'] : ['wire overflow_seen;']),
      ...(axi ? [] : ['wire push_ready = !full && !clear_wanted;']),
      ...(parity ? ['wire parity, parity_seen;'] : []),
    ],
    wait: axi ? 'wait_for_host' : "1'b1",
    frame: axi ? 'frame' : "1'b0",
    parityPort: parity ? ',\n    .parity_error_o(parity)' : '',
    unused: [...ignored, ...(parity ? ['parity_seen'] : []), ...(axi ? ['s_axis_tdata'] : [])].join(', '),
  };
}

function signalFor(port: string): string {
  const signal = SIGNALS[port];
  if (signal === undefined) throw new Error(`the wrapper knows no signal for ${port}`);
  return signal;
}

/** Bytes of a stream's data: the least power of two that holds a value. */
export function streamBytes(bits: number): number {
  return 2 ** Math.ceil(Math.log2(Math.ceil(bits / 8)));
}
