import type { InputSpec } from '../network/input.js';
import type { LayerShape } from '../network/network.js';
import { layerLengths } from '../network/shapes.js';
import type { FieldProblem } from './check-layer.js';
import { checkGuard } from './guard.js';
import type { IntegerModel } from './integer-model.js';
import { accumulatorRange, inputRanges } from './ranges.js';

/** Whether the layers fit each other, the input and the classes, and whether 32-bit accumulators are proven to hold. */
export function checkNetwork(model: IntegerModel): FieldProblem[] {
  const problems = [...checkInput(model), ...checkShapes(model), ...checkEnds(model)];
  return problems.length > 0 ? problems : checkAccumulators(model);
}

function checkInput({ input, classes }: IntegerModel): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const top = 2 ** input.codeBits - 1;
  [input.zero].flat().forEach((zero, channel) => {
    if (zero > top)
      problems.push({
        field: typeof input.zero === 'number' ? 'input.zero' : `input.zero[${channel}]`,
        message: 'larger than any code',
        value: zero,
        allowed: `0 to ${top} (codeBits ${input.codeBits})`,
        fix: `${top}`,
      });
  });
  problems.push(...checkGuard(input));
  classes.forEach((name, i) => {
    if (classes.indexOf(name) < i)
      problems.push({
        field: `classes[${i}]`,
        message: 'a class name that is there twice',
        value: name,
        allowed: 'names that differ',
      });
  });
  return problems;
}

/** Whether the layers' shapes fit each other and the input; of a float network too. */
export function checkShapes({ input, layers }: { input: InputSpec; layers: readonly LayerShape[] }): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const lengths = layerLengths(input.samples, layers);
  const names = layers.map((l) => l.name.toLowerCase());
  for (const field of ['zero', 'shift'] as const) {
    const value = input[field];
    if (typeof value !== 'number' && value.length !== input.channels)
      problems.push({
        field: `input.${field}`,
        message: 'not one for each channel',
        value: value.length,
        allowed: `one number, or a list of ${input.channels}`,
      });
  }
  let fits = true;
  layers.forEach((layer, i) => {
    const at = `layers[${i}]`;
    // Each layer becomes a file: names must differ on file systems that ignore case too.
    if (names.indexOf(names[i]!) < i)
      problems.push({
        field: `${at}.name`,
        message: 'a name that is there twice',
        value: layer.name,
        allowed: 'names that differ in more than case',
        fix: `${layer.name}_${i}`,
      });
    const wanted = i === 0 ? input.channels : layers[i - 1]!.outChannels;
    if (layer.inChannels !== wanted)
      problems.push({
        field: `${at}.inChannels`,
        message:
          i === 0
            ? `the input has ${wanted === 1 ? 'one channel' : `${wanted} channels`}`
            : `the layer before gives ${wanted} channels`,
        value: layer.inChannels,
        allowed: `${wanted}`,
        fix: `${wanted}`,
      });
    // Behind a layer that does not fit no length has a meaning.
    if (!fits) return;
    const { input: positions, conv, output } = lengths[i]!;
    const padded = positions + 2 * layer.padding;
    fits = conv >= 1 && output >= 1;
    if (conv < 1)
      problems.push({
        field: `${at}.kernel`,
        message: `longer than the padded input of ${padded} positions`,
        value: layer.kernel,
        allowed: `1 to ${padded}`,
        fix: `${padded}`,
      });
    else if (output < 1)
      problems.push({
        field: `${at}.pool.kernel`,
        message: `longer than the convolution's ${conv} positions`,
        value: layer.pool?.kernel,
        allowed: `1 to ${conv}`,
        fix: `${conv}`,
      });
  });
  const last = layers.at(-1)!;
  if (last.pool !== null)
    problems.push({
      field: `layers[${layers.length - 1}].pool`,
      message: 'the last layer gives raw scores: pooling is of activations',
      value: last.pool,
      allowed: 'null',
      fix: 'the pool in the layer before, which a last layer of kernel 1 follows',
    });
  const end = lengths.at(-1)!.output;
  if (fits && end !== 1)
    problems.push({
      field: `layers[${layers.length - 1}]`,
      message: 'the last layer must give one position',
      value: end,
      allowed: '1',
      fix: `kernel ${lengths.at(-1)!.input}, stride 1, padding 0, no pool`,
    });
  return problems;
}

function checkEnds({ classes, layers }: IntegerModel): FieldProblem[] {
  const problems: FieldProblem[] = [];
  layers.forEach((layer, i) => {
    const isLast = i === layers.length - 1;
    if ((layer.requant === null) !== isLast)
      problems.push({
        field: `layers[${i}].requant`,
        message: isLast ? 'the last layer gives raw scores' : 'only the last layer gives raw scores',
        value: layer.requant,
        allowed: isLast ? 'null' : '{"shift": 0 to 31, "bits": 2 to 8}',
      });
  });
  const outputs = layers.at(-1)!.outChannels;
  if (outputs !== classes.length)
    problems.push({
      field: 'classes',
      message: `the last layer has ${outputs} output channels, one per class`,
      value: classes.length,
      allowed: `${outputs}`,
    });
  return problems;
}

/** The sum and the sum with its rounding half must fit 32 bits: the interpreter and the hardware count on it. */
function checkAccumulators(model: IntegerModel): FieldProblem[] {
  const ranges = inputRanges(model);
  return model.layers.flatMap((layer, i) => {
    const half = layer.requant !== null && layer.requant.shift > 0 ? 2 ** (layer.requant.shift - 1) : 0;
    const { outputs } = accumulatorRange(layer, ranges[i]!);
    const worst = outputs.findIndex(({ min, max }) => min < -(2 ** 31) || max + half > 2 ** 31 - 1);
    if (worst < 0) return [];
    const { min, max } = outputs[worst]!;
    return [
      {
        field: `layers[${i}]`,
        message: `the accumulator of output ${worst} can leave 32 bits`,
        value: [min, max + half],
        allowed: `${-(2 ** 31)} to ${2 ** 31 - 1}`,
        fix: 'smaller alphas, biases or requant.shift',
      },
    ];
  });
}
