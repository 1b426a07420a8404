import type { SumWidths } from '../../arch/architecture.js';
import { architectureOf } from '../../arch/architectures.js';
import type { Hardware } from '../../arch/hardware.js';
import { roundingHalf } from '../../model/encode.js';
import { grouping, groupWeights } from '../../model/grouping.js';
import type { IntegerLayer } from '../../model/integer-model.js';
import type { InputSpec } from '../../network/input.js';
import { runTool } from '../../support/run-tool.js';
import type { Verdict } from './formal.js';
import type { FormalTools } from './tools.js';

/**
 * One layer as a problem in whole numbers (SMT-LIB, linear): is there an input of one window, within the range of the
 * layer's activations, for which the sum of some basis does not fit `sumBits` signed bits, or the accumulator of some
 * output `accBits`? Taken from the model's alphas, signs and biases by the formula of the integer model alone. One
 * `check-sat` for each sum; every answer must be `unsat`.
 */
export function overflowProblem(layer: IntegerLayer, input: { min: number; max: number }, widths: SumWidths): string {
  const used = layer.inChannels * layer.kernel;
  const { groups } = grouping(layer, layer.structure);
  const lines = ['(set-logic QF_LIA)'];
  for (let w = 0; w < used; w++)
    lines.push(`(declare-const x${w} Int)`, `(assert (<= ${number(input.min)} x${w} ${number(input.max)}))`);
  const claim = (sum: string, bits: number) => {
    const limit = 2 ** (bits - 1);
    lines.push('(push)', `(assert (not (<= ${number(-limit)} ${sum} ${limit - 1})))`, '(check-sat)', '(pop)');
  };

  let nextAlpha = 0;
  let nextSign = 0;
  for (let o = 0; o < layer.outChannels; o++) {
    const terms = [number(layer.bias[o]! + roundingHalf(layer))];
    for (let g = 0; g < groups; g++) {
      const members = groupWeights(layer, layer.structure, g);
      for (let i = 0; i < layer.bitwidths[o * groups + g]!; i++) {
        const signed = members.map((w) => (layer.signs[nextSign++] === 1 ? `(- x${w})` : `x${w}`));
        const sum = add(signed);
        if (widths.sumBits !== null) claim(sum, widths.sumBits);
        terms.push(`(* ${layer.alphas[nextAlpha++]} ${sum})`);
      }
    }
    claim(add(terms), widths.accBits);
  }
  return `${lines.join('\n')}\n`;
}

const number = (value: number) => (value < 0 ? `(- ${-value})` : `${value}`);
const add = (terms: readonly string[]) => (terms.length === 1 ? terms[0]! : `(+ ${terms.join(' ')})`);

/** Activations that enter a layer: all that the layer that it reads can give, or the first quantiser. */
export function activationRange(input: InputSpec, before: IntegerLayer | undefined): { min: number; max: number } {
  if (before === undefined) return { min: -(2 ** (input.bits - 1)), max: 2 ** (input.bits - 1) - 1 };
  const top = 2 ** before.requant!.bits - 1;
  return { min: 0, max: before.pool?.kind === 'sum' ? before.pool.kernel * top : top };
}

/** Decides with z3 that no sum of any layer overflows the design's registers, if they were `narrower` bits narrower. */
export async function decideRanges(
  hardware: Hardware,
  tools: FormalTools,
  narrower = 0,
): Promise<{ verdict: Verdict; sums: number }> {
  const { input } = hardware.model;
  const layers = hardware.layers.map(({ layer }) => layer);
  let sums = 0;
  for (const [i, widths] of architectureOf(hardware).sumWidths(hardware).entries()) {
    const layer = layers[i]!;
    const narrow = { ...widths, accBits: widths.accBits - narrower };
    const problem = overflowProblem(
      layer,
      activationRange(
        input,
        layers.find(({ channels }) => channels.node === layer.from[0]),
      ),
      narrow,
    );
    const ran = await runTool(tools.z3, ['-in'], { cwd: '.', input: problem });
    const answers = ran.stdout.split('\n').filter((line) => line !== '');
    const other = answers.find((answer) => answer !== 'sat' && answer !== 'unsat');
    if (other !== undefined || answers.length !== problem.match(/check-sat/g)!.length)
      throw new Error(`z3 on the sums of ${layer.name}: ${other ?? 'it stopped early'}`);
    if (answers.includes('sat')) return { verdict: 'refuted', sums };
    sums += answers.length;
  }
  return { verdict: 'proved', sums };
}
