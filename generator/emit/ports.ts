import type { Hardware } from '../arch/hardware.js';
import { type Port, type PortWidths, ports, portWidths, resetPin } from '../arch/interface.js';
import { portsOf, type ResetStyle } from '../config/ports.js';
import { type Instance, instance } from './instance.js';
import { renderTemplate } from './render.js';

/** The reset of a generated module: its port, and what its inside is reset by. */
export interface ResetView {
  /** Name of the port. */
  port: string;
  /** Active-low net of the inside: the port itself where nothing lies between. */
  net: string;
  /** The port as an active-low expression. */
  low: string;
  clock: string;
  /** Registers are reset without a clock; the module has a parameter RESET_STAGES. */
  asynchronous: boolean;
  /** In words, after "Synchronous reset" of the usual one. */
  text: string;
  /** Statements between port and net; empty, or a line break first. */
  logic: string;
}

const TEXTS: Record<ResetStyle, string> = {
  'sync-low': 'Synchronous reset, active low.',
  'sync-high': 'Synchronous reset, active high.',
  'async-low': 'Reset, active low: asserted at once, released with the clock.',
};

/** Width of a vector, as Verilog declares it, with the blank behind it; nothing for a wire. */
export const vector = (bits: number | null) => (bits === null ? '' : `[${bits - 1}:0] `);

/** Declarations of a module's ports, a line each; comments stand in `column` or behind it. */
export function portList(list: readonly Port[], column = 0): string {
  const lines = list.map(({ name, direction, bits, comment, heading = [], register = false }, i) => {
    const kind = `${direction.padEnd(6)} ${register ? 'reg ' : 'wire'}`;
    const declaration = `  ${kind} ${vector(bits)}${name}${i < list.length - 1 ? ',' : ''}`;
    return { heading, comment, declaration: comment === '' ? declaration : declaration.padEnd(column) };
  });
  return renderTemplate('ports/list.v.ejs', { ports: lines });
}

/** The reset of a design's top or of a wrapper with the same port; `waits`: it uses the net `released`, where there is one. */
export function resetView(hardware: Pick<Hardware, 'ports'>, waits = false): ResetView {
  const { reset } = portsOf(hardware);
  const { port } = resetPin(hardware);
  return printed({
    port,
    net: reset === 'sync-low' ? port : 'rst_n',
    clock: 'clk_i',
    reset,
    high: reset === 'sync-high',
    waits,
  });
}

/** The reset of a bus: its pin is as the bus has it, whatever that of the design is; registers are reset as the design's. */
export function busResetView(
  hardware: Pick<Hardware, 'ports'>,
  bus: { port: string; high: boolean; clock: string; waits: boolean },
): ResetView {
  return printed({ ...bus, net: 'resetn', reset: portsOf(hardware).reset });
}

interface Reset {
  port: string;
  net: string;
  clock: string;
  reset: ResetStyle;
  high: boolean;
  waits: boolean;
}

function printed({ port, net, clock, reset, high, waits }: Reset): ResetView {
  const view = { port, net, clock, low: high ? `!${port}` : port, asynchronous: reset === 'async-low' };
  // Of a template's tags only line breaks are left where nothing is printed.
  const logic = renderTemplate('ports/reset.v.ejs', { ...view, waits }).replace(/^\n+|\n+$/g, '');
  return { ...view, text: TEXTS[reset], logic: logic === '' ? '' : `\n${logic}\n` };
}

/** The reset of a design's top, or of a wrapper with the same port, driven by an active-low net. */
export function resetConnection(hardware: Pick<Hardware, 'ports'>, low: string): string {
  const { port, asserted } = resetPin(hardware);
  return `.${port}(${asserted === 1 ? `!${/\W/.test(low) ? `(${low})` : low}` : low})`;
}

/** How a wrapper instantiates a design's top: more of its parameters, and its reset, which these active-low nets assert. */
export function coreReset(
  hardware: Pick<Hardware, 'ports'>,
  net: string,
  own: string | null = null,
): { parameters: string; connection: string } {
  // A wrapper's own register is reset with it; no logic may drive an asynchronous reset.
  if (portsOf(hardware).reset === 'async-low')
    return { parameters: ', .RESET_STAGES(0)', connection: resetConnection(hardware, own ?? net) };
  return { parameters: '', connection: resetConnection(hardware, own === null ? net : `${net} && ${own}`) };
}

/** Nets of the top that its engines take samples from and give scores to: the ports, or what lies behind their slices. */
export interface PortNets {
  code: string;
  codeValid: string;
  codeReady: string;
  score: string;
  scoreValid: string;
  scoreReady: string;
  scoreLast: string;
  stepLast: string;
  position: string;
  /** Of what is said, by its name. */
  said(name: string): string;
}

/** What the templates of a top print of its ports. */
export interface TopPorts {
  /** Their declarations. */
  portList: string;
  reset: ResetView;
  nets: PortNets;
  registered: boolean;
  /** Reset and register slices, and the instances in them. */
  portLogic: string;
  instances: Instance[];
}

const PLAIN: PortNets = {
  code: 'sample_i',
  codeValid: 'sample_valid_i',
  codeReady: 'sample_ready_o',
  score: 'score_o',
  scoreValid: 'score_valid_o',
  scoreReady: 'score_ready_i',
  scoreLast: 'score_last_o',
  stepLast: 'step_last_o',
  position: 'position_o',
  said: (name) => `${name}_o`,
};

const SLICED: PortNets = {
  code: 'code',
  codeValid: 'code_valid',
  codeReady: 'code_ready',
  score: 'core_score',
  scoreValid: 'core_valid',
  scoreReady: 'core_ready',
  scoreLast: 'core_last',
  stepLast: 'core_step_last',
  position: 'core_position',
  said: (name) => `core_${name}`,
};

export function topPorts(hardware: Hardware): TopPorts {
  const { registered } = portsOf(hardware);
  const reset = resetView(hardware, !registered);
  const common = { reset, registered, portList: portList(ports(hardware)) };
  if (registered) {
    const widths = portWidths(hardware);
    const instances = slices(widths);
    const several = widths.said.some(({ only }) => !only);
    const wrapped = several || widths.positionBits !== null;
    const beat = scoreBeat(widths);
    const text = renderTemplate('ports/slices.v.ejs', { ...widths, reset, slices: instances, beat, several, wrapped });
    return {
      ...common,
      nets: SLICED,
      instances: [...resetInstances(reset), ...instances],
      portLogic: reset.logic + text,
    };
  }
  const instances = resetInstances(reset);
  // The world outside does not know how long an asynchronous reset lasts inside.
  const held = `\n  wire code_ready;\n\n  assign sample_ready_o = code_ready && released;\n`;
  return reset.asynchronous
    ? { ...common, instances, nets: { ...PLAIN, codeReady: 'code_ready' }, portLogic: reset.logic + held }
    : { ...common, instances, nets: PLAIN, portLogic: reset.logic };
}

/** The flip-flops that release an asynchronous reset. */
const resetInstances = ({ asynchronous }: ResetView): Instance[] =>
  asynchronous ? [instance('bb_reset_sync', 'reset_sync', { STAGES: 'RESET_STAGES' })] : [];

/** Nets of the score stream that are the same beat, the highest bits first; `bits`: null of a wire. */
function scoreBeat({ scoreBits, said, positionBits }: PortWidths) {
  const net = (key: Exclude<keyof PortNets, 'said'>, bits: number | null) => ({
    net: SLICED[key],
    port: PLAIN[key],
    bits,
  });
  return [
    ...said.map(({ name, bits }) => ({ net: SLICED.said(name), port: PLAIN.said(name), bits })),
    ...(positionBits === null ? [] : [net('position', positionBits), net('stepLast', null)]),
    net('scoreLast', null),
    net('score', scoreBits),
  ];
}

/** Slices of both streams; the one of scores holds all that comes with a score. */
const slices = (widths: PortWidths): Instance[] => [
  instance('bb_register_slice', 'sample_slice', { WIDTH: widths.codeBits }),
  instance('bb_register_slice', 'score_slice', {
    WIDTH: scoreBeat(widths).reduce((sum, { bits }) => sum + (bits ?? 1), 0),
  }),
];

/** Resets as modules and templates name them. */
const RESETS = 'rst_ni|rst_n|aresetn|resetn';
const CLOCKED = new RegExp(`always @\\(posedge (\\w+)\\) begin(\\n\\s+if \\(!(${RESETS})\\))`, 'g');

/**
 * The Verilog of a tree with registers reset as the design wants it. Modules and templates are written for a synchronous
 * reset: a clocked block has it alone in its first condition, all that it assigns is assigned under it, and no other block
 * looks at it. So an asynchronous one is one more event of the block.
 */
export function withReset(tree: ReadonlyMap<string, string>, hardware: Pick<Hardware, 'ports'>): Map<string, string> {
  if (portsOf(hardware).reset !== 'async-low') return new Map(tree);
  const inside = (path: string) => path.startsWith('rtl/') && path.endsWith('.v');
  return new Map(
    [...tree].map(([path, text]) => [
      path,
      inside(path) ? text.replace(CLOCKED, 'always @(posedge $1 or negedge $3) begin$2') : text,
    ]),
  );
}
