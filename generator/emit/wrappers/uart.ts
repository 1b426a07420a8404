import { classBits, type Hardware } from '../../arch/hardware.js';
import { type Design, referenceOf } from '../../config/design.js';
import {
  FRAME_CODES,
  type LinkIdentity,
  linkIdentity,
  packIdentity,
  RESULT_BYTES,
  scoreBytes,
} from '../../link/messages.js';
import { unsignedBits } from '../../model/encode.js';
import { codesPerWindow } from '../../network/input.js';
import { type Problem, UserError } from '../../support/errors.js';
import { withModules } from '../modules.js';
import { partModule, topModule } from '../names.js';
import { coreReset, resetView, withReset } from '../ports.js';
import { renderTemplate, version } from '../render.js';
import { designTree, sha256, type Tree } from '../tree.js';
import { guardParameters } from './monitor.js';

/** Name of the module that puts a design behind a UART. */
export function uartModule(design: string): string {
  return partModule(design, 'uart');
}

/** Bytes before the description in the answer that carries it. */
const HEAD_BYTES = 8;

/** What a board with this design answers when it is asked what it is. Throws UserError if the link cannot carry the design. */
export function boardIdentity(design: Design, hardware: Hardware): LinkIdentity {
  return identityOf(design, hardware, designTree(design, hardware));
}

/**
 * Files that put a design behind a UART, beside those of its own folder: path -> text. The module `bitbeat_<design>__uart`
 * (parameters CLOCK_HZ and BAUD) is the link, the design and the guard of its model.
 *
 * @throws UserError if a fragment or a result is more than the link can carry
 */
export function uartFiles(design: Design, hardware: Hardware): Tree {
  return filesBeside(design, hardware, designTree(design, hardware));
}

/** The design's own files and those of its UART. */
export function uartTree(design: Design, hardware: Hardware): Tree {
  const own = designTree(design, hardware);
  return new Map([...own, ...filesBeside(design, hardware, own)]);
}

function filesBeside(design: Design, hardware: Hardware, own: Tree): Tree {
  const view = uartView(design, hardware, own);
  const verilog = new Map([[`rtl/${view.module}.v`, renderTemplate('link/uart.v.ejs', view)]]);
  return withReset(withModules(verilog, view.core), hardware);
}

const hashesOf = (own: Tree) => ({
  modelHash: sha256(own.get('model.alq.json')!),
  configurationHash: sha256(own.get('design.json')!),
});

/** Why a fragment or a result is more than the link can carry; none: it carries the design. */
export function linkProblems(design: Design, hardware: Hardware): Problem[] {
  const { model } = hardware;
  const scoreBits = hardware.layers.at(-1)!.outBits;
  const codes = codesPerWindow(model.input);
  const most = Math.floor((RESULT_BYTES - 1) / scoreBytes(scoreBits));
  const tooMany = (what: string, value: number, allowed: number) => ({
    where: design.model,
    message: `too many ${what} for the UART's link`,
    value,
    allowed: `up to ${allowed}`,
  });
  return [
    ...(codes > 65535 ? [tooMany('codes in a fragment', codes, 65535)] : []),
    ...(model.classes.length > most
      ? [tooMany(`classes with scores of ${scoreBits} bits`, model.classes.length, most)]
      : []),
  ];
}

function identityOf(design: Design, hardware: Hardware, own: Tree): LinkIdentity {
  const problems = linkProblems(design, hardware);
  if (problems.length > 0) throw new UserError(problems);
  return linkIdentity(hardware.model, hardware.layers.at(-1)!.outBits, hashesOf(own));
}

/** Everything the template prints, computed. */
function uartView(design: Design, hardware: Hardware, own: Tree) {
  const { model } = hardware;
  const { channels, codeBits } = model.input;
  const identity = identityOf(design, hardware, own);
  // The description lies behind the head, so that a byte's place in the answer is its place here.
  const bytes = [...new Array(HEAD_BYTES).fill(0), ...packIdentity(identity)];
  return {
    version: version(),
    copyright: design.copyright ?? '',
    command: `npx bitbeat board --design ${referenceOf(design)}`,
    ...hashesOf(own),
    purpose: `${model.name} behind a UART.`,
    module: uartModule(design.name),
    reset: resetView(hardware),
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
    scoreBits: identity.scoreBits,
    identity: Buffer.from(bytes).reverse().toString('hex'),
    guard: guardParameters(model.input),
    parity: hardware.parity ?? false,
  };
}
