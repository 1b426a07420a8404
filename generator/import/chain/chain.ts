import type { FloatLayer } from '../../model/float-model.js';
import { isIdentifier } from '../../model/identifier.js';
import { chained, type Pool as LayerPool, type Unlinked } from '../../network/network.js';
import { poolScaleLog2, type Shape } from '../../network/shapes.js';
import { type Problem, UserError } from '../../support/errors.js';
import type { Affine, Conv, GraphNode, LayerGraph, Pool } from '../graph/graph.js';
import { graphShapes } from '../graph/shapes.js';
import { denseForm } from '../lower/dense-form.js';
import { isWhole, towardsChain } from './prepare.js';

/** A network as the hardware of today has it: convolutions one behind the other, each with a ReLU and a pool. */
export interface Chain {
  layers: FloatLayer[];
  /** What is done to the input first; null: nothing. */
  input: Affine | null;
  /** Layers that pass values on unchanged, for a pool of their own. */
  identities: string[];
  /** Layers of groups of channels that see nothing of each other: between them weights are 0. */
  grouped: string[];
  /** What is not as in the file, though within what quantisation does. */
  notes: string[];
}

/** A layer that is not whole yet. */
interface Open {
  conv: Conv;
  inChannels: number;
  activated: boolean;
  pool: Pool | null;
}

const NEXT = 'a chain of convolutions, each with a ReLU';

/**
 * A folded network as a chain of layers.
 *
 * @throws UserError with every node that no chain has
 */
export function toChain(where: string, folded: LayerGraph): Chain {
  return new Chaining(where, towardsChain(folded)).result();
}

class Chaining {
  readonly #where: string;
  readonly #graph: LayerGraph;
  readonly #shapes: ReadonlyMap<string, Shape>;
  readonly #problems: Problem[] = [];
  readonly #done: Open[] = [];
  readonly #identities: string[] = [];
  readonly #grouped: string[] = [];
  readonly #notes = new Set<string>();
  #open: Open | null = null;

  constructor(where: string, graph: LayerGraph) {
    this.#where = where;
    this.#graph = graph;
    this.#shapes = graphShapes(graph);
  }

  result(): Chain {
    const { nodes, input, outputs } = this.#graph;
    if (outputs.length > 1) this.#refuse('outputs', 'the network has more than one output');
    const [first] = nodes;
    const own = first?.kind === 'affine' && first.from[0] === input.edge ? first : null;
    let last = own?.id ?? input.edge;
    for (const node of own === null ? nodes : nodes.slice(1)) {
      if (node.from.length !== 1 || node.from[0] !== last)
        this.#refuse(node.origin, `${node.kind} of a branch: hardware of branches does not exist yet`);
      this.#take(node);
      last = node.id;
    }
    this.#end(last);
    if (this.#problems.length > 0) throw new UserError(this.#problems);
    const layers = this.#layers();
    return { layers, input: own, identities: this.#identities, grouped: this.#grouped, notes: [...this.#notes] };
  }

  #refuse(field: string, message: string, allowed = NEXT): void {
    this.#problems.push({ where: this.#where, field, message, allowed });
  }

  #take(node: GraphNode): void {
    const open = this.#open;
    switch (node.kind) {
      case 'conv':
        if (open !== null && !open.activated)
          this.#refuse(node.origin, 'a convolution that pads what another one gives without an activation');
        this.#begin(node, this.#shapes.get(node.from[0]!)!.channels);
        return;
      case 'activation':
        if (open === null || open.activated) {
          this.#refuse(node.origin, 'an activation of no convolution');
          return;
        }
        if (node.ceiling !== Number.POSITIVE_INFINITY)
          this.#notes.add(`the ceiling of ${node.ceiling} becomes that of the activation's own grid`);
        open.activated = true;
        return;
      case 'pool':
        this.#pool(node);
        return;
      case 'pad':
        if (node.before < 0 || node.after < 0) {
          this.#refuse(node.origin, 'positions that are left out');
          return;
        }
        this.#identity(node, node);
        return;
      case 'grid':
        this.#notes.add('grids of activations are chosen anew');
        return;
      default:
        return; // a branch, which has been refused
    }
  }

  #pool(node: Pool): void {
    const open = this.#open;
    if (open === null || !open.activated) {
      this.#refuse(node.origin, 'a pool of values that may be negative');
      return;
    }
    if (node.dilation !== 1) {
      this.#refuse(node.origin, 'a dilated pool', 'a dilation of 1');
      return;
    }
    if (node.pool === 'average' && !isWhole(node)) {
      this.#refuse(node.origin, 'an average that does not count its padding', 'an average of whole windows');
      return;
    }
    const { positions } = this.#shapes.get(node.from[0]!)!;
    // A last window may reach beyond the padding; zeros there are no larger than what a ReLU gives.
    const after = (node.positions - 1) * node.stride + node.kernel - positions - node.before;
    if (open.pool !== null || node.before > 0 || after > 0)
      this.#identity(node, { before: node.before, after: Math.max(0, after) });
    this.#open!.pool = node;
  }

  /** A layer that passes its input on, which is not negative, with zeros around it. */
  #identity(node: GraphNode, { before, after }: { before: number; after: number }): void {
    if (this.#open === null || !this.#open.activated) {
      this.#refuse(node.origin, 'zeros around values that may be negative');
      return;
    }
    const { channels } = this.#shapes.get(node.from[0]!)!;
    const conv: Conv = {
      kind: 'conv',
      id: `${node.id}_in`,
      from: node.from,
      origin: node.origin,
      parameters: 0,
      weights: new Float64Array(channels).fill(1),
      bias: new Float64Array(channels),
      outChannels: channels,
      groups: channels,
      kernel: 1,
      stride: 1,
      dilation: 1,
      before,
      after,
    };
    this.#begin(conv, channels);
    this.#open.activated = true;
    this.#identities.push(conv.id);
  }

  #begin(conv: Conv, inChannels: number): void {
    if (this.#open !== null) this.#done.push(this.#open);
    this.#open = { conv, inChannels, activated: false, pool: null };
  }

  #end(last: string): void {
    if (this.#open === null) {
      this.#refuse('nodes', 'a network without a convolution');
      return;
    }
    const { activated, pool } = this.#open;
    if (activated || pool !== null)
      this.#identity({ ...this.#open.conv, from: [last], id: `${last}_out` }, { before: 0, after: 0 });
    const { positions } = this.#shapes.get(last)!;
    if (positions !== 1)
      this.#refuse(
        'outputs',
        `${positions} positions: hardware of an output for each step does not exist yet`,
        'one output for a window',
      );
    this.#done.push({ ...this.#open, activated: false });
  }

  #layers(): FloatLayer[] {
    let gain = 1;
    const names = new Set<string>();
    const shapes = this.#done.map(({ conv, inChannels, pool }, i): Unlinked<FloatLayer> => {
      const dense = symmetric(denseForm(conv, inChannels), inChannels);
      const own: LayerPool | null = pool && {
        kind: pool.pool === 'max' ? 'max' : 'sum',
        kernel: pool.kernel,
        stride: pool.stride,
      };
      const weights = Float32Array.from(dense.weights, (w) => w * gain);
      // A sum counts as a power of two times itself; the rest of an average goes into the weights behind it.
      gain = pool?.pool === 'average' ? 2 ** (0 - poolScaleLog2(own)) / pool.kernel : 1;
      const { id, outChannels, kernel, stride, before, bias } = dense;
      const name = isIdentifier(id) && id.length <= LONGEST && !names.has(id) ? id : `layer${i + 1}`;
      names.add(name);
      if (conv.groups > 1 && !this.#identities.includes(id)) this.#grouped.push(name);
      if (this.#identities.includes(id)) this.#identities[this.#identities.indexOf(id)] = name;
      return {
        name,
        inChannels,
        outChannels,
        kernel,
        stride,
        padding: before,
        pool: own,
        weights,
        bias: Float32Array.from(bias),
      };
    });
    return chained(shapes);
  }
}

/** Longest name that is taken from the file. */
const LONGEST = 40;

/** The same padding on both sides, and less of it than taps: taps of 0 where a side has less, or both. */
function symmetric(conv: Conv, channels: number): Conv {
  const { before, after } = conv;
  const padding = Math.max(before, after, before + after + 1 - conv.kernel);
  const [first, last] = [padding - before, padding - after];
  if (first === 0 && last === 0) return conv;
  const kernel = conv.kernel + first + last;
  const weights = new Float64Array(conv.outChannels * channels * kernel);
  for (let row = 0; row < conv.outChannels * channels; row++)
    weights.set(conv.weights.subarray(row * conv.kernel, (row + 1) * conv.kernel), row * kernel + first);
  return { ...conv, kernel, weights, before: padding, after: padding };
}
