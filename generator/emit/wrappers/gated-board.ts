import { DRIFT, type GatedHardware, gatedHardware } from '../../arch/gated.js';
import { classBits } from '../../arch/hardware.js';
import { input, output, type Port, portWidths } from '../../arch/interface.js';
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

/** What is asked of a board: its top's own files are here. */
export interface Named {
  name: string;
  title: string;
  /** File of its pins. */
  pins: string;
}

/** What the FPGA of a board has of oscillators, and where its top's templates lie. */
interface GatedBoard {
  folder: string;
  /** Of the oscillator that always runs. */
  slowHz: number;
  /** Cycles of it from the request of the other one until that is let through. */
  wakeCycles: number;
  /** Of the one that stands, by its divider. */
  fastHz: Readonly<Record<string, number>>;
}

/** Boards that have a top for a gated monitor. */
const GATED_BOARDS: Readonly<Record<string, GatedBoard>> = {
  icebreaker: {
    folder: 'icebreaker',
    slowHz: 10_000,
    wakeCycles: 2,
    fastHz: { '0b00': 48e6, '0b01': 24e6, '0b10': 12e6, '0b11': 6e6 },
  },
};

/** Pins for a class on PMOD 1B. */
const CLASS_PINS = 5;

/** Cycles of a converter's frame, and of its pause. */
const MIN_PERIOD = 18;

/** Cycles of the slow oscillator in a bit of the line. */
export const BIT_CYCLES = 8;

/** Ports of the top: all pins are of the board. */
export const gatedBoardPorts = (): Port[] => [
  input('button_ni'),
  output('adc_cs_no', { heading: ['PMOD 1A: a serial converter of 12 bits'] }),
  output('adc_clk_o'),
  input('adc_data_i'),
  input('lead_off_i', { comment: 'an electrode has no contact' }),
  output('result_o', { heading: ['PMOD 1B: for a cycle of the slow clock with each window'] }),
  output('class_valid_o', { comment: 'with it, unless the window is flagged' }),
  output('class_o', { bits: CLASS_PINS }),
  output('flagged_o'),
  output('uart_tx_o', { heading: ['the host: a frame for each result'] }),
  output('led_o', { heading: ['LEDs'] }),
  output('led_error_no'),
];

/** A gated monitor on a board: what its top is made from. */
export interface GatedTop {
  gated: GatedHardware;
  /** Folder of its templates. */
  path: string;
  module: string;
  slowHz: number;
  /** Of the fast oscillator. */
  divider: string;
  /** Cycles of the slow oscillator from a sample to the next. */
  period: number;
}

/** Sizes the top of a gated monitor. Throws UserError for what the board has not. */
export function gatedTop(core: Generated, board: Named): GatedTop {
  const { design, hardware } = core;
  const gated = gatedHardware(hardware, design.monitor!, design.name);
  const own = GATED_BOARDS[board.name];
  const refuse = (field: string, message: string, value: unknown, allowed: string, fix = allowed) =>
    new UserError({ where: design.name, field, message, value, allowed, fix });
  if (own === undefined)
    throw refuse(
      '--board',
      'no top with two oscillators for this board',
      board.name,
      `${Object.keys(GATED_BOARDS).join(', ')}, or a design without "gated"`,
    );
  const { slowHz, wakeCycles } = own;
  if (gated.gate !== 'oscillator')
    throw refuse('monitor.gated.gate', `the oscillator of ${board.title} stops`, gated.gate, 'oscillator');
  if (gated.clockHz !== slowHz)
    throw refuse('monitor.gated.intakeHz', `not the slow oscillator of ${board.title}`, gated.clockHz, `${slowHz}`);
  const divider = Object.keys(own.fastHz).find((one) => own.fastHz[one] === gated.coreHz);
  if (divider === undefined)
    throw refuse('monitor.clockHz', `no clock of ${board.title}`, gated.coreHz, Object.values(own.fastHz).join(', '));
  const wakes = Math.ceil((wakeCycles / (slowHz * (1 - DRIFT))) * 1e6);
  if (gated.wakeMicroseconds < wakes)
    throw refuse(
      'monitor.gated.wakeMicroseconds',
      `the fast oscillator of ${board.title} is let through ${wakeCycles} cycles of the slow one later`,
      gated.wakeMicroseconds,
      `${wakes} or more`,
      `${wakes}`,
    );
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
  const frame = resultFrameCycles(BIT_CYCLES);
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
  const module = partModule(design.name, board.name.replaceAll('-', '_'));
  return { gated, path: `lowpower/${own.folder}`, module, slowHz, divider, period };
}

/** Least cycles from a result to the next: a window may take no time at all, the one before all that it may. */
const resultCycles = ({ hopSamples, workCycles }: GatedHardware, period: number) => hopSamples * period - workCycles;

/** The folder of a gated monitor on a board: both clocks are oscillators of the FPGA. Throws UserError as `gatedTop` does. */
export function gatedBitstreamTree(core: Generated, board: Named): Tree {
  const top = gatedTop(core, board);
  return new Map([
    ...[...core.tree].filter(([file]) => !file.startsWith('tb/')),
    ...withModules(
      new Map([[`rtl/${top.module}.v`, renderTemplate(`${top.path}/top.v.ejs`, gatedBoardView(core, top, board))]]),
      topModule(core.design.name),
    ),
    [board.pins, projectFile(`rtl-templates/${top.path}/${board.pins}`)],
  ]);
}

function gatedBoardView(core: Generated, top: GatedTop, { name, title }: Named) {
  const { design, hardware } = core;
  const { gated, module, slowHz, divider, period } = top;
  const bits = classBits(hardware.model.classes.length);
  return {
    ...madeBy(core, 'bitstream', ` --board ${name}`),
    purpose: `${design.name} on ${title}, its clock standing between windows.`,
    module,
    gated: gatedModule(design.name),
    portList: portList(gatedBoardPorts()),
    slowHz,
    coreMHz: gated.coreHz / 1e6,
    divider,
    period,
    bitCycles: BIT_CYCLES,
    baud: slowHz / BIT_CYCLES,
    frameCycles: resultFrameCycles(BIT_CYCLES),
    resultCycles: resultCycles(gated, period),
    classBits: bits,
    classPad: CLASS_PINS - bits,
    ...portWidths(hardware),
  };
}
