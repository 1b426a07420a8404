import { checkShapes } from '../network/check.js';
import { ends, isEnd } from '../network/network.js';
import { isSeveral, OUTPUT_NOUNS, outputsOf, taskOf, type WithTask } from '../network/task.js';
import type { FieldProblem } from '../support/errors.js';
import { scoreLog2 } from './decision.js';
import { checkGuard } from './guard.js';
import type { IntegerNetwork } from './integer-model.js';
import { arithmeticOf } from './nodes/nodes.js';
import { ranges } from './ranges.js';

/** Whether the nodes fit each other, the input and the classes, and whether 32-bit accumulators are proven to hold. */
export function checkNetwork(model: IntegerNetwork): FieldProblem[] {
  const shapes = checkShapes(model);
  // Where nodes read what there is not, there is no end.
  const sound = !shapes.some(({ field }) => field.includes('.from['));
  const problems = [...checkInput(model), ...shapes, ...(sound ? checkEnds(model) : [])];
  return problems.length > 0 ? problems : checkAccumulators(model);
}

/** Whether the input's codes and thresholds are possible, and the names of the classes differ; of a network with any weights. */
export function checkInput({
  input,
  classes,
  task,
}: Pick<IntegerNetwork, 'input' | 'classes' | 'task'>): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const top = 2 ** input.codeBits - 1;
  const zeros = { 'input.zero': input.zero, 'input.converter.zero': input.converter?.zero ?? 0 };
  for (const [field, all] of Object.entries(zeros))
    [all].flat().forEach((zero, channel) => {
      if (zero > top)
        problems.push({
          field: typeof all === 'number' ? field : `${field}[${channel}]`,
          message: 'larger than any code',
          value: zero,
          allowed: `0 to ${top} (codeBits ${input.codeBits})`,
          fix: `${top}`,
        });
    });
  problems.push(...checkGuard(input));
  for (const {
    first,
    classes: own,
    task: { kind },
  } of outputsOf({ classes, task }))
    own.forEach((name, i) => {
      if (own.indexOf(name) < i)
        problems.push({
          field: `classes[${first + i}]`,
          message: `a ${OUTPUT_NOUNS[kind]} name that is there twice`,
          value: name,
          allowed: 'names that differ',
        });
    });
  return [...problems, ...checkTask({ classes, task })];
}

/** A threshold or a unit for each score of an output, or none at all. */
const checkTask = (model: WithTask): FieldProblem[] =>
  outputsOf(model).flatMap(({ task, count }, i) => {
    const { thresholds, units } = { thresholds: undefined, units: undefined, ...task };
    const field = isSeveral(model) ? `outputs[${i}].task` : 'task';
    return Object.entries({ thresholds, units } as Record<string, readonly unknown[] | undefined>).flatMap(
      ([name, list]) =>
        list === undefined || list.length === count
          ? []
          : [
              {
                field: `${field}.${name}`,
                message: 'not one for each output',
                value: list.length,
                allowed: `a list of ${count}, or none`,
              },
            ],
    );
  });

function checkEnds(model: IntegerNetwork): FieldProblem[] {
  const { classes, layers } = model;
  const problems: FieldProblem[] = layers.flatMap((layer, i) => {
    const last = isEnd(model, layer);
    if (layer.kind === 'concat') return [];
    if ((layer.requant === null) === last) return [];
    return {
      field: `layers[${i}].requant`,
      message: last ? 'the last layer gives raw scores' : 'only the last layer gives raw scores',
      value: layer.requant,
      allowed: last ? 'null' : '{"shift": 0 to 31, "bits": 2 to 8}',
    };
  });
  const end = ends(model).at(-1)!;
  const step = 2 ** scoreLog2(model);
  if (outputsOf(model).some(({ task }) => task.kind === 'values') && !(step > 0 && Number.isFinite(step)))
    problems.push({
      field: `layers[${layers.indexOf(end)}].scaleLog2`,
      message: 'a step of the score has no value',
      value: scoreLog2(model),
      allowed: '-1074 to 1023',
    });
  const outputs = end.outChannels;
  if (outputs !== classes.length)
    problems.push({
      field: 'classes',
      message: `the last layer has ${outputs} output channels, one per ${OUTPUT_NOUNS[taskOf(model).kind]}`,
      value: classes.length,
      allowed: `${outputs}`,
    });
  return problems;
}

/** The sum and the sum with its rounding half must fit 32 bits: the interpreter and the hardware count on it. */
function checkAccumulators(model: IntegerNetwork): FieldProblem[] {
  const all = ranges(model);
  return model.layers.flatMap((node, i) => {
    const requant = node.kind === 'concat' ? null : node.requant;
    const half = requant !== null && requant.shift > 0 ? 2 ** (requant.shift - 1) : 0;
    const from = node.from.map((edge) => all.get(edge)!);
    const outputs = arithmeticOf(node).sums(node, from);
    const worst = outputs.findIndex(({ min, max }) => min < -(2 ** 31) || max + half > 2 ** 31 - 1);
    if (worst < 0) return [];
    const { min, max } = outputs[worst]!;
    return [
      {
        field: `layers[${i}]`,
        message:
          node.kind === 'add' ? 'the sum can leave 32 bits' : `the accumulator of output ${worst} can leave 32 bits`,
        value: [min, max + half],
        allowed: `${-(2 ** 31)} to ${2 ** 31 - 1}`,
        fix: node.kind === 'add' ? 'smaller align or requant.shift' : 'smaller alphas, biases or requant.shift',
      },
    ];
  });
}
