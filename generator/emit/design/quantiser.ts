import { codesPerWindow, type InputSpec, ofChannel } from '../../network/input.js';
import { type Parameter, parameterList } from '../instance.js';

/** The module that makes the first activation of codes, with its parameters, [line of the top][place]. */
export interface QuantiserView {
  module: 'bb_input' | 'bb_channel_input';
  lines: Parameter[][];
}

/** Constants of a line of the top. */
const ON_A_LINE = 8;

/** `bb_input`, or, for channels that differ in zero or shift, `bb_channel_input`. */
export function quantiserView(input: InputSpec): QuantiserView {
  const { channels, codeBits, zero, shift, bits } = input;
  const [zeros, shifts] = [zero, shift].map((value) => Array.from({ length: channels }, (_, c) => ofChannel(value, c)));
  const samples = { SAMPLES: codesPerWindow(input) };
  if (new Set(zeros).size === 1 && new Set(shifts).size === 1) {
    const constants = { CODE_BITS: codeBits, ZERO: zeros![0]!, SHIFT: shifts![0]!, BITS: bits };
    return { module: 'bb_input', lines: [constants, samples].map(parameterList) };
  }
  return {
    module: 'bb_channel_input',
    lines: [
      { CHANNELS: channels, CODE_BITS: codeBits, BITS: bits },
      { ZEROS: vector(zeros!, codeBits) },
      { SHIFTS: vector(shifts!, 4) },
      samples,
    ].map(parameterList),
  };
}

/** A vector of constants, the first in the low bits, so last. */
function vector(values: readonly number[], bits: number): string {
  const constants = values.map((value) => `${bits}'d${value}`).reverse();
  const lines = Array.from({ length: Math.ceil(constants.length / ON_A_LINE) }, (_, i) =>
    constants.slice(i * ON_A_LINE, (i + 1) * ON_A_LINE).join(', '),
  );
  return lines.length === 1 ? `{${lines[0]}}` : `{\n      ${lines.join(',\n      ')}\n    }`;
}
