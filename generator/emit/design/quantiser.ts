import { type InputSpec, ofChannel } from '../../network/input.js';

/** The module that makes the first activation of codes, with the lines of its parameters but `SAMPLES`. */
export interface QuantiserView {
  module: 'bb_input' | 'bb_channel_input';
  parameters: string[];
}

/** Constants of a line of the top. */
const ON_A_LINE = 8;

/** `bb_input`, or, for channels that differ in zero or shift, `bb_channel_input`. */
export function quantiserView({ channels, codeBits, zero, shift, bits }: InputSpec): QuantiserView {
  const [zeros, shifts] = [zero, shift].map((value) => Array.from({ length: channels }, (_, c) => ofChannel(value, c)));
  if (new Set(zeros).size === 1 && new Set(shifts).size === 1) {
    const own = `.CODE_BITS(${codeBits}), .ZERO(${zeros![0]}), .SHIFT(${shifts![0]}), .BITS(${bits}),`;
    return { module: 'bb_input', parameters: [own] };
  }
  return {
    module: 'bb_channel_input',
    parameters: [
      `.CHANNELS(${channels}), .CODE_BITS(${codeBits}), .BITS(${bits}),`,
      ...vector('ZEROS', zeros!, codeBits),
      ...vector('SHIFTS', shifts!, 4),
    ],
  };
}

/** A vector of constants, the first in the low bits, so last. */
function vector(name: string, values: readonly number[], bits: number): string[] {
  const constants = values.map((value) => `${bits}'d${value}`).reverse();
  const lines = Array.from({ length: Math.ceil(constants.length / ON_A_LINE) }, (_, i) =>
    constants.slice(i * ON_A_LINE, (i + 1) * ON_A_LINE).join(', '),
  );
  if (lines.length === 1) return [`.${name}({${lines[0]}}),`];
  return [`.${name}({`, ...lines.map((line, i) => `  ${line}${i < lines.length - 1 ? ',' : ''}`), '}),'];
}
