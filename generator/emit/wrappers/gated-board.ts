import { DRIFT, type GatedHardware, gatedHardware } from '../../arch/gated.js';
import { classBits } from '../../arch/hardware.js';
import { input, output, type Port, portWidths } from '../../arch/interface.js';
import type { Board } from '../../devices/board.js';
import { resultFrameCycles } from '../../link/result-frames.js';
import { taskOf } from '../../network/task.js';
import { UserError } from '../../support/errors.js';
import { type Generated, madeBy } from '../generated.js';
import { withModules } from '../modules.js';
import { partModule, topModule } from '../names.js';
import { portList } from '../ports.js';
import { projectFile, renderTemplate } from '../render.js';
import type { Tree } from '../tree.js';
import { gatedModule } from './gated.js';
import type { Crystal, GatedBoard, Oscillators } from './gated-boards/gated-board.js';
import { GATED_BOARDS } from './gated-boards/gated-boards.js';
import { GATES } from './gates.js';

/** What is asked of a board; all else that its top takes of it is in its record as a `GatedBoard`. */
export type Named = Pick<Board, 'title' | 'pins' | 'button' | 'outputs' | 'clockHz'> & { name: string };

/** Yosys' commands on the flat netlist of a board, where its folder has any. */
export const NETLIST_COMMANDS = 'netlist.ys';

/** Pins for a class. */
const CLASS_PINS = 5;

/** Cycles of a converter's frame, and of its pause. */
const MIN_PERIOD = 18;

/** Ports of the top: all pins are of the board. */
export const gatedBoardPorts = ({ board, on }: Pick<GatedTop, 'board' | 'on'>): Port[] => [
  ...(on.clocks.kind === 'crystal' ? [input('clk_i', { comment: `${board.clockHz / 1e6} MHz` })] : []),
  ...(board.button === null ? [] : [input(board.button)]),
  output('adc_cs_no', { heading: [on.headings.converter] }),
  output('adc_clk_o'),
  input('adc_data_i'),
  input('lead_off_i', { comment: 'an electrode has no contact' }),
  output('result_o', { heading: [on.headings.results] }),
  output('class_valid_o', { comment: 'with it, unless the window is flagged' }),
  output('class_o', { bits: CLASS_PINS }),
  output('flagged_o'),
  output('uart_tx_o', { heading: ['the host: a frame for each result'] }),
  output(on.leds.result, { heading: ['LEDs'] }),
  output(on.leds.error),
  ...(on.clocks.kind === 'crystal' ? constantOutputs(board) : []).map(({ name, comment }) =>
    output(name, comment === undefined ? {} : { comment }),
  ),
];

/** Outputs of a board that have a level at all times. */
const constantOutputs = ({ outputs }: Named) => outputs.filter(({ level }) => level !== undefined);

/** A gated monitor on a board: what its top is made from. */
export interface GatedTop {
  gated: GatedHardware;
  board: Named;
  on: GatedBoard;
  module: string;
  clocks: (Oscillators & { divider: string }) | Crystal;
  /** Cycles of the slow clock from a sample to the next. */
  period: number;
}

type Refuse = (field: string, message: string, value: unknown, allowed: string, fix?: string) => UserError;

/** Sizes the top of a gated monitor. Throws UserError for what the board has not. */
export function gatedTop(core: Generated, board: Named): GatedTop {
  const { design, hardware } = core;
  const gated = gatedHardware(hardware, design.monitor!, design.name);
  const on = GATED_BOARDS[board.name];
  const refuse: Refuse = (field, message, value, allowed, fix = allowed) =>
    new UserError({ where: design.name, field, message, value, allowed, fix });
  if (on === undefined)
    throw refuse(
      '--board',
      'no top with two clocks for this board',
      board.name,
      `${Object.keys(GATED_BOARDS).join(', ')}, or a design without "gated"`,
    );
  const { slowHz, bitCycles } = on;
  const clocks = on.clocks.kind === 'oscillators' ? oscillators(on.clocks) : crystal(on.clocks);
  const { channels, codeBits, sampleRateHz } = hardware.model.input;
  const classes = hardware.model.classes.length;
  if (taskOf(hardware.model).kind !== 'classes' || channels > 1 || codeBits > 12 || classes > 2 ** CLASS_PINS)
    throw refuse(
      'model',
      'more than the pins of this top say',
      `${channels} channels of ${codeBits} bits, ${classes} scores`,
      `one channel of up to 12 bits, up to ${2 ** CLASS_PINS} classes`,
    );
  const period = Math.max(MIN_PERIOD, gated.cyclesPerSample, Math.round(slowHz / sampleRateHz));
  const frame = resultFrameCycles(bitCycles);
  if (resultCycles(gated, period) < frame) {
    const least = Math.ceil((frame + gated.workCycles) / period);
    throw refuse(
      design.monitor!.hopSeconds === undefined ? 'monitor.hopSamples' : 'monitor.hopSeconds',
      `a frame of the UART takes up to ${frame} cycles of ${slowHz} Hz, and two results may be ${resultCycles(gated, period)} apart`,
      gated.hopSamples,
      `a hop of ${least} samples or more`,
      `monitor.hopSamples ${least}${gated.shares ? ' without folding.hopSamples' : ''}`,
    );
  }
  return { gated, board, on, module: partModule(design.name, board.name.replaceAll('-', '_')), clocks, period };

  function oscillators(own: Oscillators) {
    const { wakeCycles, fastHz } = own;
    if (gated.gate !== on!.gate)
      throw refuse('monitor.gated.gate', `the oscillator of ${board.title} stops`, gated.gate, on!.gate);
    if (gated.clockHz !== slowHz)
      throw refuse('monitor.gated.intakeHz', `not the slow oscillator of ${board.title}`, gated.clockHz, `${slowHz}`);
    const divider = Object.keys(fastHz).find((one) => fastHz[one] === gated.coreHz);
    if (divider === undefined)
      throw refuse('monitor.clockHz', `no clock of ${board.title}`, gated.coreHz, Object.values(fastHz).join(', '));
    const wakes = Math.ceil((wakeCycles / (slowHz * (1 - DRIFT))) * 1e6);
    if (gated.wakeMicroseconds < wakes)
      throw refuse(
        'monitor.gated.wakeMicroseconds',
        `the fast oscillator of ${board.title} is let through ${wakeCycles} cycles of the slow one later`,
        gated.wakeMicroseconds,
        `${wakes} or more`,
        `${wakes}`,
      );
    return { ...own, divider };
  }

  function crystal(own: Crystal) {
    const gate = on!.gate;
    if (gated.gate !== gate)
      throw refuse(
        'monitor.gated.gate',
        `the core's clock on ${board.title} stands behind a ${GATES[gate].cell}`,
        gated.gate,
        gate,
      );
    if (gated.clockHz !== slowHz)
      throw refuse('monitor.gated.intakeHz', `not the slow clock of ${board.title}`, gated.clockHz, `${slowHz}`);
    if (gated.coreHz !== board.clockHz)
      throw refuse('monitor.clockHz', `not the crystal of ${board.title}`, gated.coreHz, `${board.clockHz}`);
    return own;
  }
}

/** Least cycles from a result to the next: a window may take no time at all, the one before all that it may. */
const resultCycles = ({ hopSamples, workCycles }: GatedHardware, period: number) => hopSamples * period - workCycles;

/** The folder of a gated monitor on a board, with both clocks. Throws UserError as `gatedTop` does. */
export function gatedBitstreamTree(core: Generated, board: Named): Tree {
  const top = gatedTop(core, board);
  const { templates, pins, clocks } = top.on;
  const netlist = clocks.kind === 'crystal' ? clocks.netlist : null;
  return new Map([
    ...[...core.tree].filter(([file]) => !file.startsWith('tb/')),
    ...withModules(
      new Map([[`rtl/${top.module}.v`, renderTemplate(`${templates}/top.v.ejs`, gatedBoardView(core, top))]]),
      topModule(core.design.name),
    ),
    [board.pins, projectFile(`rtl-templates/${pins}/${board.pins}`)],
    ...(netlist === null
      ? []
      : [[NETLIST_COMMANDS, renderTemplate(`${pins}/${netlist}.ejs`, { module: top.module })] as const]),
  ]);
}

function gatedBoardView(core: Generated, top: GatedTop) {
  const { design, hardware } = core;
  const { gated, module, clocks, period, on, board } = top;
  const { slowHz, bitCycles } = on;
  const bits = classBits(hardware.model.classes.length);
  const view = {
    ...madeBy(core, 'bitstream', ` --board ${board.name}`),
    purpose: `${design.name} on ${board.title}, its clock standing between windows.`,
    module,
    gated: gatedModule(design.name),
    portList: portList(gatedBoardPorts(top)),
    slowHz,
    period,
    bitCycles,
    baud: slowHz / bitCycles,
    frameCycles: resultFrameCycles(bitCycles),
    resultCycles: resultCycles(gated, period),
    classBits: bits,
    classPad: CLASS_PINS - bits,
    ...portWidths(hardware),
  };
  return clocks.kind === 'oscillators'
    ? { ...view, coreMHz: gated.coreHz / 1e6, divider: clocks.divider }
    : { ...view, ...crystalView(top, clocks) };
}

/** Text of an expression that is 1 where `high` is, for an output that may be active low. */
const driven = (name: string, high: string, low: string) => (name.endsWith('_no') ? low : high);

/** A clock on the clock network. */
const buffered = ({ cell, from, to, rest }: Crystal['buffer'], clock: 'fast' | 'slow', net: string) =>
  `${cell} ${clock}_network (.${from}(${net})${rest}, .${to}(${clock}_clk));`;

function crystalView({ board, on }: GatedTop, { divide, buffer, where }: Crystal) {
  const { button } = board;
  const { result, error } = on.leds;
  return {
    crystalMHz: board.clockHz / 1e6,
    // What it is, not what the design's file calls it.
    slowHz: (board.clockHz / divide).toFixed(1),
    baud: Math.round(board.clockHz / divide / on.bitCycles),
    divide,
    network: [buffered(buffer, 'fast', 'clk_i'), buffered(buffer, 'slow', 'divided')],
    where,
    cell: GATES[on.gate].cell!,
    pressed: button === null ? "1'b0" : button.endsWith('_ni') ? `!${button}` : button,
    assigned: [
      { name: result, value: driven(result, 'changes_q', '!changes_q') },
      { name: error, value: driven(error, '|status', '~|status') },
      ...constantOutputs(board).map(({ name, level }) => ({ name, value: `1'b${level}` })),
    ],
  };
}
