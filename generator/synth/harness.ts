import { z } from 'zod';
import { FAMILIES, type PartFamily } from '../devices/devices.js';

/** A port of the design, as Yosys lists it. */
export interface Port {
  direction: 'input' | 'output';
  name: string;
  bits: number;
}

export const HARNESS = 'bb_harness';
/** File of the harness's pins on a part, in a design's folder. */
export const pinsFile = (part: string) => `results/harness-${part}.pins`;
/** Name of the design's instance in the harness: the head of its cells' names. */
export const CORE = 'core';
const CLOCK = 'clk_i';

const directionSchema = z.enum(['input', 'output']);

/** Reads what Yosys' `portlist` prints: `input [10:0] sample_i` lines. Throws Error. */
export function readPorts(text: string): Port[] {
  const lines = text.split('\n').filter((line) => line !== '' && !/^(module |endmodule$)/.test(line));
  return lines.map((line) => {
    const [, direction, high, low, name] = /^(\w+) \[(\d+):(\d+)\] (\S+)$/.exec(line) ?? [];
    if (name === undefined) throw new Error(`not a port: ${line}`);
    return { direction: directionSchema.parse(direction), name, bits: Number(high) - Number(low) + 1 };
  });
}

/** Cells of a harness: `inputs` flip-flops, and `outputs` flip-flops with a LUT each. */
export interface HarnessCells {
  inputs: number;
  outputs: number;
}

/**
 * Verilog of a module that has three pins whatever the ports of `top`: every input comes from a flip-flop of a shift
 * register, every output goes into one of a signature register (XOR with its neighbour). So the design fits packages with
 * few pins, no output is optimised away, and paths from and to its ports count for the clock. It is made of the family's
 * own cells and added after synthesis: the design's netlist is the same without it.
 */
export function harness(
  top: string,
  ports: readonly Port[],
  family: PartFamily,
): { text: string; cells: HarnessCells } {
  if (!ports.some(({ name }) => name === CLOCK)) throw new Error(`${top} has no clock ${CLOCK}`);
  const others = ports.filter(({ name }) => name !== CLOCK);
  const at = { input: 0, output: 0 };
  const connections = others.map(({ direction, name, bits }) => {
    const first = at[direction];
    at[direction] += bits;
    return `.${name}(${direction}s[${first} +: ${bits}])`;
  });
  const { input: inputs, output: outputs } = at;
  const { flipFlop, xor } = FAMILIES[family].harness;
  const text = `module ${HARNESS} (input wire clk_i, input wire scan_i, output wire scan_o);
  wire [${inputs - 1}:0] inputs;
  wire [${outputs - 1}:0] outputs, folded, signature;
  ${top} ${CORE} (.${CLOCK}(clk_i), ${connections.join(', ')});
${lines(inputs, (i) => flipFlop(`in_${i}`, i === 0 ? 'scan_i' : `inputs[${i - 1}]`, `inputs[${i}]`))}
${lines(outputs, (i) => xor(`fold_${i}`, `outputs[${i}]`, i === 0 ? 'scan_i' : `signature[${i - 1}]`, `folded[${i}]`))}
${lines(outputs, (i) => flipFlop(`out_${i}`, `folded[${i}]`, `signature[${i}]`))}
  assign scan_o = signature[${outputs - 1}];
endmodule
`;
  return { text, cells: { inputs, outputs } };
}

const lines = (count: number, line: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => `  ${line(i)}`).join('\n');
