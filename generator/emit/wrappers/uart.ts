import type { BuiltDesign } from '../../arch/built-design.js';
import { endlessProblems } from '../../arch/endless.js';
import { classBits, type Hardware } from '../../arch/hardware.js';
import { clockAndReset, input, output, type Port, portWidths } from '../../arch/interface.js';
import { saidStream } from '../../arch/said.js';
import { stepsOf } from '../../arch/steps.js';
import { taskHardware } from '../../arch/tasks.js';
import { type Design, referenceOf } from '../../config/design.js';
import {
  FRAME_CODES,
  type LinkIdentity,
  linkIdentity,
  MAX_PAGES,
  packIdentity,
  RESULT_BYTES,
  scoreBytes,
  stepBytes,
} from '../../link/messages.js';
import type { StreamedDesign } from '../../link/stream.js';
import { unsignedBits } from '../../model/encode.js';
import { codesPerWindow } from '../../network/input.js';
import { type Problem, UserError } from '../../support/errors.js';
import { type Generated, generated, madeBy } from '../generated.js';
import { withModules } from '../modules.js';
import { partModule, topModule } from '../names.js';
import { coreReset, portList, resetView, withReset } from '../ports.js';
import { renderTemplate } from '../render.js';
import type { Tree } from '../tree.js';
import { guardParameters } from './monitor.js';

/** Name of the module that puts a design behind a UART. */
export function uartModule(design: string): string {
  return partModule(design, 'uart');
}

/** Ports of that module. */
export const uartPorts = (hardware: Hardware): Port[] => [
  ...clockAndReset(hardware),
  input('rx_i', { comment: 'asynchronous to clk_i' }),
  output('tx_o'),
  output('led_o', {
    bits: 3,
    heading: ['0 changes with every result, 1 a fragment is in work, 2 an error since the last restart'],
  }),
];

/** Where the comments of its declarations stand. */
const COMMENTS = 25;

/** Bytes before the description in the answer that carries it. */
const HEAD_BYTES = 8;

/**
 * What a board with this design answers when it is asked what it is.
 *
 * @throws UserError if a fragment or a result is more than the link can carry
 */
export function boardIdentity({ design, hardware, identity }: Generated): LinkIdentity {
  const problems = linkProblems(design, hardware);
  if (problems.length > 0) throw new UserError(problems);
  return linkIdentity(hardware.model, hardware.layers.at(-1)!.outBits, stepsOf(hardware)?.steps ?? null, identity);
}

/** What a stream of windows expects of a board with this design. Throws UserError as `boardIdentity`. */
export function streamedDesign({ design, hardware }: BuiltDesign): StreamedDesign {
  const { model, hopSamples } = hardware;
  return { model, identity: boardIdentity(generated(design, hardware)), design: referenceOf(design), hopSamples };
}

/**
 * Files that put a design behind a UART, beside those of its own folder: path -> text. The module `bitbeat_<design>__uart`
 * (parameters CLOCK_HZ and BAUD) is the link, the design and the guard of its model.
 *
 * @throws UserError as `boardIdentity`
 */
export function uartFiles(core: Generated): Tree {
  const view = uartView(core);
  const verilog = new Map([[`rtl/${view.module}.v`, renderTemplate('link/uart.v.ejs', view)]]);
  return withReset(withModules(verilog, view.core), core.hardware);
}

/** The design's own files and those of its UART. */
export const uartTree = (core: Generated): Tree => new Map([...core.tree, ...uartFiles(core)]);

/** Why a fragment or a result is more than the link can carry; none: it carries the design. */
export function linkProblems(design: Design, hardware: Hardware): Problem[] {
  const { model } = hardware;
  const scoreBits = hardware.layers.at(-1)!.outBits;
  const codes = codesPerWindow(model.input);
  const max = Math.floor((RESULT_BYTES - 1) / scoreBytes(scoreBits));
  const steps = stepsOf(hardware)?.steps ?? null;
  const maxSteps = Math.floor((MAX_PAGES * RESULT_BYTES) / stepBytes(model.classes.length, scoreBits));
  const tooMany = (what: string, value: number, allowed: number) => ({
    where: design.model,
    message: `too many ${what} for the UART's link`,
    value,
    allowed: `up to ${allowed}`,
  });
  return [
    ...endlessProblems(hardware, design.name, "UART's link"),
    ...(codes > 65535 ? [tooMany('codes in a fragment', codes, 65535)] : []),
    ...(steps !== null && steps > maxSteps
      ? [
          {
            ...tooMany(`steps with ${model.classes.length} scores of ${scoreBits} bits`, steps, maxSteps),
            fix: 'a shorter window, or the design on a bus, whose host reads steps as they come',
          },
        ]
      : []),
    ...(steps === null && model.classes.length > max
      ? [tooMany(`${taskHardware(model).nouns} with scores of ${scoreBits} bits`, model.classes.length, max)]
      : []),
  ];
}

/** The class that goes over the line with the scores, that of the first output with classes, and what is said besides: the host finds it. */
function classSent(hardware: Hardware, bits: number) {
  const { said } = portWidths(hardware);
  const nets = said.map((one) => ({
    ...one,
    net: one.only ? (one.kind === 'class' ? 'class_index' : one.name) : saidStream(one),
  }));
  const sent = nets.find(({ kind }) => kind === 'class') ?? null;
  return {
    said: nets,
    besides: nets.filter((one) => one !== sent),
    // The only output has as many bits as its class needs.
    sent: sent && { ...sent, padding: bits - sent.bits },
  };
}

/** Everything the template prints, computed. */
function uartView(core: Generated) {
  const { design, hardware } = core;
  const { model } = hardware;
  const { channels, codeBits } = model.input;
  const identity = boardIdentity(core);
  // The description lies behind the head, so that a byte's place in the answer is its place here.
  const bytes = [...new Array(HEAD_BYTES).fill(0), ...packIdentity(identity)];
  return {
    ...madeBy(core, 'board'),
    purpose: `${model.name} behind a UART.`,
    module: uartModule(design.name),
    reset: resetView(hardware),
    portList: portList(uartPorts(hardware), COMMENTS),
    coreReset: coreReset(hardware, 'core_rst_n'),
    core: topModule(design.name),
    modelName: model.name,
    samples: identity.codes,
    frameCodes: FRAME_CODES,
    channels,
    channelBits: Math.max(1, unsignedBits(channels - 1)),
    codeBits,
    classes: identity.classes,
    classBits: classBits(identity.classes),
    ...classSent(hardware, classBits(identity.classes)),
    scoreBits: identity.scoreBits,
    steps: stepsOf(hardware),
    identity: Buffer.from(bytes).reverse().toString('hex'),
    guard: guardParameters(model.input),
    parity: hardware.parity ?? false,
  };
}
