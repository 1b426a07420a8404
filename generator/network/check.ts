import type { FieldProblem } from '../support/errors.js';
import { nearest } from '../support/nearest.js';
import type { InputSpec } from './input.js';
import { type Edge, INPUT, isEnd, type Node } from './network.js';
import { convolutionLengths } from './nodes/convolution.js';
import type { Shape } from './shapes.js';

/** Whether nodes read what there is, and whether their shapes fit what they read; of a network with any weights. */
export function checkShapes({ input, layers }: { input: InputSpec; layers: readonly Node[] }): FieldProblem[] {
  const names = [...checkInput(input), ...checkNames(layers)];
  const edges = layers.flatMap((node, i) => checkEdge(node, i, layers));
  if (edges.length > 0) return [...names, ...edges];
  const problems: FieldProblem[] = [];
  /** Of a stream that does not come about no length has a meaning: null. */
  const found = new Map<Edge, Shape | null>([[INPUT, { channels: input.channels, positions: input.samples }]]);
  for (const [i, node] of layers.entries()) {
    const { name, from, outChannels } = node;
    const x = found.get(from[0])!;
    problems.push(...checkChannels(node, i, from[0] === INPUT ? input.channels : channelsOf(layers, from[0])));
    const misfit = x === null ? [] : checkLengths(node, i, x.positions);
    problems.push(...misfit);
    const fits = x !== null && misfit.length === 0;
    found.set(name, fits ? { channels: outChannels, positions: convolutionLengths(node, x.positions).output } : null);
  }
  return [...names, ...problems, ...checkEnds(layers, found)];
}

/** A zero or shift is of all channels, or there is one for each. */
function checkInput(input: InputSpec): FieldProblem[] {
  return (['zero', 'shift'] as const).flatMap((field) => {
    const value = input[field];
    if (typeof value === 'number' || value.length === input.channels) return [];
    return {
      field: `input.${field}`,
      message: 'not one for each channel',
      value: value.length,
      allowed: `one number, or a list of ${input.channels}`,
    };
  });
}

const channelsOf = (layers: readonly Node[], edge: Edge) => layers.find(({ name }) => name === edge)!.outChannels;

/** Each node becomes a file: names must differ on file systems that ignore case too; the input's name is its own. */
function checkNames(layers: readonly Node[]): FieldProblem[] {
  const names = layers.map((node) => node.name.toLowerCase());
  return layers.flatMap(({ name }, i) => {
    if (name !== INPUT && names.indexOf(names[i]!) === i) return [];
    return {
      field: `layers[${i}].name`,
      ...(name === INPUT
        ? { message: 'the name of what the network reads', value: name, allowed: `any but ${INPUT}` }
        : { message: 'a name that is there twice', value: name, allowed: 'names that differ in more than case' }),
      fix: `${name}_${i}`,
    };
  });
}

function checkEdge({ from: [edge] }: Node, i: number, layers: readonly Node[]): FieldProblem[] {
  const before = [INPUT, ...layers.slice(0, i).map(({ name }) => name)];
  if (before.includes(edge)) return [];
  const later = layers.some(({ name }) => name === edge);
  const fix = nearest(edge, before);
  return [
    {
      field: `layers[${i}].from[0]`,
      message: later ? 'reads a node that does not come before it' : 'reads what there is not',
      value: edge,
      allowed: before.join(', '),
      ...(fix === undefined ? {} : { fix }),
    },
  ];
}

function checkChannels({ inChannels, from: [edge] }: Node, i: number, channels: number): FieldProblem[] {
  if (inChannels === channels) return [];
  return [
    {
      field: `layers[${i}].inChannels`,
      message: `the ${edge === INPUT ? 'input has' : `layer ${edge} gives`} ${channels === 1 ? 'one channel' : `${channels} channels`}`,
      value: inChannels,
      allowed: `${channels}`,
      fix: `${channels}`,
    },
  ];
}

/** Whether a node leaves a position of what it reads. */
function checkLengths(node: Node, i: number, positions: number): FieldProblem[] {
  const { conv, output } = convolutionLengths(node, positions);
  const padded = positions + 2 * node.padding;
  if (conv < 1)
    return [
      {
        field: `layers[${i}].kernel`,
        message: `longer than the padded input of ${padded} positions`,
        value: node.kernel,
        allowed: `1 to ${padded}`,
        fix: `${padded}`,
      },
    ];
  if (output >= 1) return [];
  return [
    {
      field: `layers[${i}].pool.kernel`,
      message: `longer than the convolution's ${conv} positions`,
      value: node.pool?.kernel,
      allowed: `1 to ${conv}`,
      fix: `${conv}`,
    },
  ];
}

/** What nothing reads leaves the network: one node, which gives the scores. */
function checkEnds(layers: readonly Node[], shapes: ReadonlyMap<Edge, Shape | null>): FieldProblem[] {
  const ends = [...layers.entries()].filter(([, node]) => isEnd({ layers }, node));
  const [last] = ends.slice(-1);
  const unread = ends.slice(0, -1).map(
    ([i, { name }]): FieldProblem => ({
      field: `layers[${i}]`,
      message: `nothing reads it: the scores come from ${last![1].name}`,
      value: name,
      allowed: 'a node that another one reads',
      fix: 'leave it out',
    }),
  );
  if (last === undefined) return unread;
  const [i, node] = last;
  const problems: FieldProblem[] = [];
  if (node.pool !== null)
    problems.push({
      field: `layers[${i}].pool`,
      message: 'the last layer gives raw scores: pooling is of activations',
      value: node.pool,
      allowed: 'null',
      fix: 'the pool in the layer before, which a last layer of kernel 1 follows',
    });
  const end = shapes.get(node.name) ?? null;
  const x = shapes.get(node.from[0]) ?? null;
  if (end !== null && x !== null && end.positions !== 1)
    problems.push({
      field: `layers[${i}]`,
      message: 'the last layer must give one position',
      value: end.positions,
      allowed: '1',
      fix: `kernel ${x.positions}, stride 1, padding 0, no pool`,
    });
  return [...unread, ...problems];
}
