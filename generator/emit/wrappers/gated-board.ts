import { type GatedHardware, gatedHardware } from '../../arch/gated.js';
import { classBits } from '../../arch/hardware.js';
import { input, output, type Port, portWidths } from '../../arch/interface.js';
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
interface Named {
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
  /** Of the one that stands, by its divider. */
  fastHz: Readonly<Record<string, number>>;
}

/** Boards that have a top for a gated monitor. */
const GATED_BOARDS: Readonly<Record<string, GatedBoard>> = {
  icebreaker: {
    folder: 'icebreaker',
    slowHz: 10_000,
    fastHz: { '0b00': 48e6, '0b01': 24e6, '0b10': 12e6, '0b11': 6e6 },
  },
};

/** Pins for a class on PMOD 1B. */
const CLASS_PINS = 5;

/** Cycles of a converter's frame, and of its pause. */
const MIN_PERIOD = 18;

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
  output('led_o'),
  output('led_error_no'),
];

/** The folder of a gated monitor on a board: both clocks are oscillators of the FPGA. Throws UserError for what the board has not. */
export function gatedBitstreamTree(core: Generated, board: Named): Tree {
  const { design, hardware } = core;
  const gated = gatedHardware(hardware, design.monitor!, design.name);
  const own = GATED_BOARDS[board.name];
  const refuse = (field: string, message: string, value: unknown, allowed: string) =>
    new UserError({ where: design.name, field, message, value, allowed, fix: allowed });
  if (own === undefined)
    throw refuse(
      '--board',
      'no top with two oscillators for this board',
      board.name,
      `${Object.keys(GATED_BOARDS).join(', ')}, or a design without "gated"`,
    );
  if (gated.gate !== 'oscillator')
    throw refuse('monitor.gated.gate', `the oscillator of ${board.title} stops`, gated.gate, 'oscillator');
  if (gated.clockHz !== own.slowHz)
    throw refuse('monitor.gated.intakeHz', `not the slow oscillator of ${board.title}`, gated.clockHz, `${own.slowHz}`);
  const divider = Object.keys(own.fastHz).find((one) => own.fastHz[one] === gated.coreHz);
  if (divider === undefined)
    throw refuse('monitor.clockHz', `no clock of ${board.title}`, gated.coreHz, Object.values(own.fastHz).join(', '));
  const { channels, codeBits } = hardware.model.input;
  const classes = hardware.model.classes.length;
  if (taskOf(hardware.model).kind !== 'classes' || channels > 1 || codeBits > 12 || classes > 2 ** CLASS_PINS)
    throw refuse(
      'model',
      'more than the pins of this top say',
      `${channels} channels of ${codeBits} bits, ${classes} scores`,
      `one channel of up to 12 bits, up to ${2 ** CLASS_PINS} classes`,
    );
  const view = gatedBoardView(core, gated, board, { slowHz: own.slowHz, divider });
  const path = `lowpower/${own.folder}`;
  return new Map([
    ...[...core.tree].filter(([file]) => !file.startsWith('tb/')),
    ...withModules(
      new Map([[`rtl/${view.module}.v`, renderTemplate(`${path}/top.v.ejs`, view)]]),
      topModule(design.name),
    ),
    [board.pins, projectFile(`rtl-templates/${path}/${board.pins}`)],
  ]);
}

function gatedBoardView(
  core: Generated,
  gated: GatedHardware,
  { name, title }: Named,
  { slowHz, divider }: { slowHz: number; divider: string },
) {
  const { design, hardware } = core;
  const { sampleRateHz } = hardware.model.input;
  const bits = classBits(hardware.model.classes.length);
  return {
    ...madeBy(core, 'bitstream', ` --board ${name}`),
    purpose: `${design.name} on ${title}, its clock standing between windows.`,
    module: partModule(design.name, name.replaceAll('-', '_')),
    gated: gatedModule(design.name),
    portList: portList(gatedBoardPorts()),
    slowHz,
    coreMHz: gated.coreHz / 1e6,
    divider,
    period: Math.max(MIN_PERIOD, gated.cyclesPerSample, Math.round(slowHz / sampleRateHz)),
    classBits: bits,
    classPad: CLASS_PINS - bits,
    ...portWidths(hardware),
  };
}
