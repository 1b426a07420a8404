import type { FieldProblem } from '../support/errors.js';
import { nearest } from '../support/nearest.js';
import type { InputSpec } from './input.js';
import { type Edge, INPUT, isEnd, type Network, type Node, type Per } from './network.js';
import { channelsOf, shapingOf } from './nodes/nodes.js';
import type { Shape } from './shapes.js';

/** Whether nodes read what there is, and whether their shapes fit what they read; of a network with any weights. */
export function checkShapes({ input, layers, per }: Network): FieldProblem[] {
  const names = [...checkInput(input), ...checkNames(layers)];
  const edges = layers.flatMap((node, i) => checkEdges(node, i, layers));
  if (edges.length > 0) return [...names, ...edges];
  const problems: FieldProblem[] = [];
  const channels = new Map<Edge, number>([[INPUT, input.channels], ...layers.map(channelsByName)]);
  /** Of a stream that does not come about no length has a meaning: null. */
  const found = new Map<Edge, Shape | null>([[INPUT, { channels: input.channels, positions: input.samples }]]);
  for (const [i, node] of layers.entries()) {
    const shaping = shapingOf(node);
    const own = node.from.map((edge) => ({ edge, channels: channels.get(edge)! }));
    problems.push(...at(i, [...shaping.checkChannels(node, own), ...checkOutput(node, channelsOf(node, own))]));
    const from = node.from.map((edge) => found.get(edge)!);
    const whole = from.every((x) => x !== null);
    const misfit = whole ? shaping.checkLengths(node, from) : [];
    problems.push(...at(i, misfit));
    const fits = whole && misfit.length === 0;
    const positions = fits ? shaping.lengths(node, from).output : 0;
    found.set(node.name, fits ? { channels: node.outChannels, positions } : null);
  }
  return [...names, ...problems, ...checkEnds(layers, found, per)];
}

const channelsByName = ({ name, outChannels }: Node): [Edge, number] => [name, outChannels];

/** A node that has no weights gives as many channels as it reads. */
function checkOutput(node: Node, channels: number): FieldProblem[] {
  if (node.outChannels === channels) return [];
  return [
    {
      field: 'outChannels',
      message: 'not the channels that it reads',
      value: node.outChannels,
      allowed: `${channels}`,
      fix: `${channels}`,
    },
  ];
}

/** Problems of a node as problems of its list. */
const at = (i: number, problems: readonly FieldProblem[]): FieldProblem[] =>
  problems.map((problem) => ({ ...problem, field: `layers[${i}].${problem.field}` }));

/** What is said of channels is of all of them, or there is one for each. */
function checkInput({ channels, zero, shift, converter }: InputSpec): FieldProblem[] {
  const { zero: of0, gain, units } = { zero: undefined, gain: undefined, units: undefined, ...converter };
  const said = { zero, shift, 'converter.zero': of0, 'converter.gain': gain, 'converter.units': units };
  return Object.entries(said).flatMap(([field, value]) => {
    if (!Array.isArray(value) || value.length === channels) return [];
    return {
      field: `input.${field}`,
      message: 'not one for each channel',
      value: value.length,
      allowed: `one for all, or a list of ${channels}`,
    };
  });
}

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

function checkEdges({ from }: Node, i: number, layers: readonly Node[]): FieldProblem[] {
  const before = [INPUT, ...layers.slice(0, i).map(({ name }) => name)];
  return from.flatMap((edge, k): FieldProblem[] => {
    if (before.includes(edge)) return [];
    const later = layers.some(({ name }) => name === edge);
    const fix = nearest(edge, before);
    return [
      {
        field: `layers[${i}].from[${k}]`,
        message: later ? 'reads a node that does not come before it' : 'reads what there is not',
        value: edge,
        allowed: before.join(', '),
        ...(fix === undefined ? {} : { fix }),
      },
    ];
  });
}

/** What nothing reads leaves the network: one node, which gives the scores. */
function checkEnds(
  layers: readonly Node[],
  shapes: ReadonlyMap<Edge, Shape | null>,
  per: Per | undefined,
): FieldProblem[] {
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
  if (node.kind === 'concat')
    return [
      ...unread,
      {
        field: `layers[${i}]`,
        message: 'scores come from a convolution or a sum, not from streams side by side',
        value: node.name,
        allowed: 'a node that another one reads',
        fix: 'a convolution of kernel 1 behind it',
      },
    ];
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
  if (per !== 'step' && end !== null && x !== null && end.positions !== 1)
    problems.push({
      field: `layers[${i}]`,
      message: 'the last layer must give one position',
      value: end.positions,
      allowed: '1',
      fix: `kernel ${x.positions}, stride 1, padding 0, no pool`,
    });
  return [...unread, ...problems];
}
