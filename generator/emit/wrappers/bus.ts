import { refuseEndless } from '../../arch/endless.js';
import { classBits, type Hardware } from '../../arch/hardware.js';
import { input, output, type Port, type PortWidths, portWidths } from '../../arch/interface.js';
import { type Bus, MAX_LABELS, type RegisterMap, registerMap } from '../../arch/registers.js';
import { type Said, type SaidKind, saidOutputs, saidStream } from '../../arch/said.js';
import { codesPerWindow } from '../../network/input.js';
import { outputsOf } from '../../network/task.js';
import { UserError } from '../../support/errors.js';
import type { Identity } from '../design/architecture.js';
import { found } from '../design/found.js';
import { type Generated, madeBy } from '../generated.js';
import { withModules } from '../modules.js';
import { partModule, topModule } from '../names.js';
import { busResetView, coreReset, portList, withReset } from '../ports.js';
import { renderTemplate } from '../render.js';
import type { Tree } from '../tree.js';
import { registersTable } from './bus-manual.js';
import { fieldPorts, fileView } from './bus-registers.js';
import { softwareFiles } from './bus-software.js';

/** Widths, and what leaves with the last score; null: nothing does. */
interface BusWidths extends PortWidths {
  user: { bits: number; comment: string; heading: readonly string[] } | null;
}

/** What is a bus's own in its wrapper. */
interface BusKind {
  suffix: string;
  title: string;
  /** Clock and reset as the bus has them. */
  reset: Parameters<typeof busResetView>[1];
  ports(widths: BusWidths, addressBits: number): Port[];
  /** Nets between registers and network, beside those of every bus. */
  nets: readonly string[];
  /** A net of the wrapper, or a constant: the next result waits for the host; the frame was misplaced. */
  wait: string;
  frame: string;
  /** Nets and ports that nothing reads. */
  unused: readonly string[];
  unusedPorts: readonly string[];
}

const KINDS = {
  axi: {
    suffix: 'axi',
    title: 'AXI4-Lite and AXI4-Stream',
    reset: { port: 'aresetn', high: false, clock: 'aclk', waits: true },
    ports: axiPorts,
    nets: ['wait_for_host', 'frame', 'overrun_seen'],
    wait: 'wait_for_host',
    frame: 'frame',
    unused: ['overrun_seen'],
    unusedPorts: ['s_axis_tdata'],
  },
  wishbone: {
    suffix: 'wb',
    title: 'Wishbone',
    reset: { port: 'rst_i', high: true, clock: 'clk_i', waits: false },
    ports: wishbonePorts,
    nets: ['overflow_seen'],
    wait: "1'b1",
    frame: "1'b0",
    unused: ['overflow_seen', 'overrun', 'misplaced', 'sink_valid'],
    unusedPorts: [],
  },
} satisfies Record<Bus, BusKind>;

/** Name of the module that puts a design on a bus. */
export function busModule(design: string, bus: Bus): string {
  return partModule(design, KINDS[bus].suffix);
}

/** Clock and reset as the bus has them. */
export const busReset = (bus: Bus): BusKind['reset'] => KINDS[bus].reset;

/** Ports of the module that puts a design on a bus. */
export function busPorts(core: Generated, bus: Bus): Port[] {
  const kind: BusKind = KINDS[bus];
  const { addressBits } = designRegisters(core, bus);
  return kind.ports({ ...portWidths(core.hardware), user: userPort(core.hardware) }, addressBits);
}

/** Registers of a design on one bus, or, for `null`, on both. Throws UserError for more labels than a register holds. */
export function designRegisters({ design, hardware, identity }: Generated, bus: Bus | null): RegisterMap {
  refuseEndless(hardware, design.name, 'bus');
  const problems = outputsOf(hardware.model).flatMap(({ task, count }, i) =>
    task.kind === 'labels' && count > MAX_LABELS
      ? [
          {
            where: design.model,
            field: `outputs[${i}].task.names`,
            message: 'too many labels for their register on a bus',
            value: count,
            allowed: `up to ${MAX_LABELS}`,
            fix: 'the core by itself, or a UART, whose host compares the scores',
          },
        ]
      : [],
  );
  if (problems.length > 0) throw new UserError(problems);
  return registerMap(hardware, identity, bus);
}

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

/** What the core's side of each port is called in the wrapper. */
const SIGNALS: Readonly<Record<string, string>> = {
  control_run_o: 'run',
  control_clear_o: 'clear_wanted',
  control_clear_done_i: 'clear',
  control_irq_enable_o: 'irq_enable',
  control_wait_o: 'wait_for_host',
  status_busy_i: 'busy',
  status_result_o: 'held',
  status_result_i: 'held',
  status_result_pop_o: 'taken',
  status_result_set_i: 'held_now',
  status_overrun_o: 'overrun_seen',
  status_overrun_set_i: 'overrun',
  status_frame_o: 'frame',
  status_frame_set_i: 'misplaced',
  status_overflow_o: 'overflow_seen',
  status_overflow_set_i: 'push && full',
  status_parity_o: 'parity_seen',
  status_parity_set_i: 'parity',
  position_i: 'result_position',
  queued_i: 'queued',
  cycles_i: 'result_cycles',
  fragments_i: 'fragments',
  sample_o: 'pushed',
  sample_push_o: 'push',
  sample_ready_i: 'push_ready',
  space_i: 'space',
};

function wrapperView(hardware: Hardware, map: RegisterMap, bus: Bus, identity: Identity) {
  const { model, parity = false } = hardware;
  const kind: BusKind = KINDS[bus];
  const widths = portWidths(hardware);
  const said = saidOutputs(model);
  const decision = decisionView(hardware, map, said);
  return {
    ...identity,
    ...widths,
    ...decision,
    reset: busResetView(hardware, kind.reset),
    coreReset: coreReset(hardware, 'resetn', 'core_rst_n'),
    portList: portList(kind.ports({ ...widths, user: userPort(hardware) }, map.addressBits)),
    purpose: `${model.name} on ${kind.title}.`,
    module: busModule(hardware.name, bus),
    registersModule: partModule(hardware.name, 'registers'),
    core: topModule(hardware.name),
    modelName: model.name,
    samples: codesPerWindow(model.input),
    classes: model.classes.length,
    scoreExtended: 8 * streamBytes(widths.scoreBits) - widths.scoreBits,
    addressBits: map.addressBits,
    fifoDepth: map.fifoDepth,
    spaceBits: Math.log2(map.fifoDepth) + 1,
    connections: fieldPorts(map).map(({ name }) => ({ port: name, signal: signalFor(name, said) })),
    nets: kind.nets,
    pushes: map.registers.some(({ name }) => name === 'sample'),
    parity,
    wait: kind.wait,
    frame: kind.frame,
    unused: [
      ...kind.unused,
      ...(decision.heldClass === null ? ['no_class'] : []),
      ...(map.steps === null ? [] : ['fragment_last']),
      ...(parity ? ['parity_seen'] : []),
      ...kind.unusedPorts,
    ],
  };
}

/** Nets of the only output. */
const ONLY: Record<SaidKind, string> = { class: 'class_index', labels: 'label_bits' };

/** What says a result beside its scores: the core, or what is behind it; of steps the queue holds it. */
function decisionView(hardware: Hardware, { steps }: RegisterMap, said: readonly Said[]) {
  const { model } = hardware;
  const { positionBits } = portWidths(hardware);
  const all = said.map((one) => ({
    ...one,
    net: one.only ? ONLY[one.kind] : saidStream(one),
    held: `result_${one.name}`,
  }));
  const behind = all.filter(({ inCore }) => !inCore);
  const nets = { clock: 'clk', reset: 'core_rst_n', score: 'score', take: 'score_valid && score_ready' };
  const [one] = all;
  // The supervisor itself keeps the class of the only output.
  const heldClass = one?.only && one.kind === 'class' && steps === null ? one : null;
  return {
    indexBits: classBits(model.classes.length),
    all,
    heldClass,
    kept: steps === null ? all.filter((own) => own !== heldClass) : [],
    found: found(hardware, behind, { ...nets, end: 'score_last', said: (own) => netOf(all, own) }, false).text,
    words: saidWords(said),
    user: concatenated(all.map(({ net }) => net).reverse()),
    steps: steps &&
      positionBits && {
        ...steps,
        positionBits,
        placeBits: Math.log2(steps.places),
        beat: concatenated([...all.map(({ net }) => net).reverse(), 'position']),
        heldBeat: concatenated([...all.map(({ held }) => held).reverse(), 'result_position']),
        saidBits: positionBits + sumOf(said),
      },
  };
}

const netOf = (all: readonly { name: string; net: string }[], { name }: Said) =>
  all.find((one) => one.name === name)!.net;
const sumOf = (said: readonly Said[]) => said.reduce((sum, { bits }) => sum + bits, 0);
const concatenated = (nets: readonly string[]) => (nets.length < 2 ? nets.join() : `{${nets.join(', ')}}`);

/** In a sentence; empty: nothing is said. */
const saidWords = (said: readonly Said[]): string =>
  said.map(({ kind, only, output }) => (only ? kind : `${kind} by ${output.name}`)).join(', ');

function userPort(hardware: Hardware): BusWidths['user'] {
  const { positionBits } = portWidths(hardware);
  const said = saidOutputs(hardware.model);
  const bits = sumOf(said) + (positionBits ?? 0);
  if (bits === 0) return null;
  const [one] = said;
  const places = one === undefined || one.only ? [] : ['with TLAST:', ...placesOf(said, positionBits ?? 0)];
  if (positionBits !== null) {
    const words = one?.only ? `, above them the ${one.kind}` : '';
    return { bits, comment: `position in ${positionBits - 1}:0${words}`, heading: places };
  }
  const only = { class: 'with TLAST: the class', labels: 'with TLAST: the labels, label 0 in bit 0' };
  return { bits, comment: one!.only ? only[one!.kind] : '', heading: places };
}

/** `rhythm_class in 1:0`. */
function placesOf(said: readonly Said[], from: number): string[] {
  let lsb = from;
  return said.map(({ name, bits }) => {
    lsb += bits;
    return `${name} in ${lsb - 1}:${lsb - bits}`;
  });
}

function signalFor(port: string, said: readonly Said[]): string {
  const signal = said.some(({ name }) => port === `${name}_i`) ? `result_${port.slice(0, -2)}` : SIGNALS[port];
  if (signal === undefined) throw new Error(`the wrapper knows no signal for ${port}`);
  return signal;
}

function axiPorts({ codeBits, scoreBits, user }: BusWidths, addressBits: number): Port[] {
  return [
    input('aclk'),
    input('aresetn'),
    input('s_axil_awaddr', { bits: addressBits, heading: ['registers'] }),
    input('s_axil_awprot', { bits: 3 }),
    input('s_axil_awvalid'),
    output('s_axil_awready'),
    input('s_axil_wdata', { bits: 32 }),
    input('s_axil_wstrb', { bits: 4 }),
    input('s_axil_wvalid'),
    output('s_axil_wready'),
    output('s_axil_bresp', { bits: 2 }),
    output('s_axil_bvalid'),
    input('s_axil_bready'),
    input('s_axil_araddr', { bits: addressBits }),
    input('s_axil_arprot', { bits: 3 }),
    input('s_axil_arvalid'),
    output('s_axil_arready'),
    output('s_axil_rdata', { bits: 32 }),
    output('s_axil_rresp', { bits: 2 }),
    output('s_axil_rvalid'),
    input('s_axil_rready'),
    input('s_axis_tdata', {
      bits: 8 * streamBytes(codeBits),
      heading: ['samples'],
      comment: `unsigned converter code in the low ${codeBits} bits`,
    }),
    input('s_axis_tvalid'),
    output('s_axis_tready'),
    input('s_axis_tlast'),
    output('m_axis_tdata', { bits: 8 * streamBytes(scoreBits), heading: ['scores'], comment: 'signed' }),
    output('m_axis_tvalid'),
    input('m_axis_tready'),
    output('m_axis_tlast'),
    ...(user === null ? [] : [output('m_axis_tuser', user)]),
    output('irq'),
  ];
}

function wishbonePorts(_: BusWidths, addressBits: number): Port[] {
  return [
    input('clk_i'),
    input('rst_i', { comment: 'active high, as Wishbone has it' }),
    input('wb_cyc_i'),
    input('wb_stb_i'),
    input('wb_we_i'),
    input('wb_adr_i', { bits: addressBits, comment: 'of a byte: the two low bits are 0' }),
    input('wb_dat_i', { bits: 32 }),
    input('wb_sel_i', { bits: 4 }),
    output('wb_dat_o', { bits: 32 }),
    output('wb_ack_o'),
    output('wb_err_o'),
    output('irq'),
  ];
}

/** Bytes of a stream's data: the least power of two that holds a value. */
export function streamBytes(bits: number): number {
  return 2 ** Math.ceil(Math.log2(Math.ceil(bits / 8)));
}
