import { poolScaleLog2, type Shape } from '../../network/shapes.js';
import type {
  Activation,
  Add,
  Concat,
  Conv,
  Edge,
  GraphNode,
  Grid,
  LayerGraph,
  NodeKind,
  Pad,
  Pool,
} from '../graph/graph.js';
import { graphShapes } from '../graph/shapes.js';
import { isChoice } from '../lower/choice.js';
import { readersOf } from '../lower/rewrite.js';
import { isWhole, ofChannels } from './prepare.js';

/** A node that later ones may still become part of: what it computes, whether behind a ReLU, its pool. */
export interface Open {
  id: Edge;
  /** Nodes that it reads; null: the input. */
  from: readonly (Open | null)[];
  of: Conv | Add | Concat;
  /** Of each stream that is read. */
  channels: number;
  activated: boolean;
  pool: Pool | null;
  /** Streams of the graph that it gives. */
  edges: Edge[];
  /** It passes values on, with zeros around them or by a factor. */
  identity: boolean;
  /** Grids that its activations are put on, before and behind its pool. */
  grids: Grid[];
}

/** A stream of the graph: the node that gives it, null for the input, times a factor. */
interface Source {
  node: Open | null;
  factor: number;
}

type Refuse = (field: string, message: string, allowed: string, fix?: string) => void;

/** Lays out a graph, node by node. */
export class Laying {
  readonly nodes: Open[] = [];
  readonly #shapes: ReadonlyMap<Edge, Shape>;
  readonly #sources = new Map<Edge, Source>();

  constructor(
    readonly graph: LayerGraph,
    readonly refuse: Refuse,
  ) {
    this.#shapes = graphShapes(graph);
    this.begin(graph.input.edge);
  }

  /** The network's input is this stream. */
  begin(edge: Edge): void {
    this.#sources.set(edge, { node: null, factor: 1 });
  }

  take(node: GraphNode): void {
    (this.#take[node.kind] as (node: GraphNode) => void)(node);
  }

  /** What gives the scores is raw, and nothing else reads it. */
  end(edge: Edge): void {
    const { node, factor } = this.#source(edge);
    const bare =
      node !== null && node.of.kind !== 'concat' && !node.activated && node.pool === null && !this.#isRead(edge);
    if (!bare || factor !== 1) this.#identity(edge, `${edge}_out`, { before: 0, after: 0 });
  }

  #source(edge: Edge): Source {
    return this.#sources.get(edge)!;
  }

  #isRead(edge: Edge): boolean {
    const { node } = this.#source(edge);
    return node !== null && this.nodes.some(({ from }) => from.includes(node));
  }

  readonly #take: { [K in NodeKind]: (node: Extract<GraphNode, { kind: K }>) => void } = {
    conv: (node) => this.#conv(node),
    affine: (node) => this.#conv(ofChannels(node, node.scale, node.offset, {})),
    activation: (node) => this.#activation(node),
    pool: (node) => this.#pool(node),
    pad: (node) => this.#pad(node),
    add: (node) => this.#joined(node),
    concat: (node) => this.#joined(node),
    grid: (node) => {
      const source = this.#source(node.from[0]!);
      // That of the input is left to the converter; an average has no place for a grid of its own.
      if (source.node !== null && source.node.pool?.pool !== 'average') source.node.grids.push(node);
      this.#alias(node.id, source);
    },
  };

  #give(open: Omit<Open, 'edges' | 'activated' | 'pool' | 'grids'>): Open {
    const node: Open = { ...open, activated: false, pool: null, edges: [], grids: [] };
    this.nodes.push(node);
    this.#alias(open.id, { node, factor: 1 });
    return node;
  }

  /** A stream is what a node gives, among others. */
  #alias(edge: Edge, source: Source): void {
    this.#sources.set(edge, source);
    source.node?.edges.push(edge);
  }

  /** A node gives a stream from now on, and nothing that it gave before. */
  #became(edge: Edge, node: Open, factor: number): void {
    node.edges = [];
    this.#alias(edge, { node, factor });
  }

  #conv(conv: Conv): Open {
    const [edge] = conv.from as [Edge];
    const source = this.#source(edge);
    const { node, factor } = source;
    const { channels } = this.#shapes.get(edge)!;
    const of = factor === 1 ? conv : { ...conv, weights: conv.weights.map((w) => w * factor) };
    const choice = isChoice(conv);
    const open = this.#give({ id: conv.id, from: [node], of, channels, identity: choice && conv.kernel === 1 });
    open.activated = choice && this.#isPositive(source);
    return open;
  }

  /** A layer that passes a stream on with zeros around it. */
  #identity(edge: Edge, id: Edge, { before, after }: Pick<Pad, 'before' | 'after'>): Open {
    const window = { before, after };
    const { channels } = this.#shapes.get(edge)!;
    const named: GraphNode = { kind: 'pad', id, from: [edge], origin: id, parameters: 0, ...window };
    const ones = new Float64Array(channels).fill(1);
    return this.#conv(ofChannels(named, ones, new Float64Array(channels), window));
  }

  /** Whether a stream has no value below 0. */
  #isPositive({ node }: Source): boolean {
    if (node === null) return false;
    if (node.of.kind !== 'concat') return node.activated;
    return node.from.every((from) => this.#isPositive({ node: from, factor: 1 }));
  }

  /** The node that gives a stream, where `reader` can become part of it: nothing else reads it. */
  #openTo(edge: Edge, reader: GraphNode): Open | null {
    const { node } = this.#source(edge);
    if (node === null || node.of.kind === 'concat' || node.pool !== null) return null;
    const { edges } = node;
    const others = edges
      .flatMap((own) => readersOf(this.graph, own))
      .filter((r) => r !== reader && !edges.includes(r.id));
    const leaves = this.graph.outputs.some((output) => edges.includes(output.edge));
    return others.length === 0 && !leaves && !this.#isRead(edge) ? node : null;
  }

  #activation(node: Activation): void {
    const [edge] = node.from as [Edge];
    if (node.slope.some((slope) => slope !== 0) || node.ceiling !== Number.POSITIVE_INFINITY) {
      this.refuse(node.origin, 'an activation with a slope below 0 or a ceiling', 'a ReLU');
      this.#alias(node.id, this.#source(edge));
      return;
    }
    const source = this.#source(edge);
    if (this.#isPositive(source)) {
      this.#alias(node.id, source);
      return;
    }
    const open = this.#openTo(edge, node) ?? this.#identity(edge, `${node.id}_in`, { before: 0, after: 0 });
    open.activated = true;
    this.#became(node.id, open, 1);
  }

  #pool(pool: Pool): void {
    const [edge] = pool.from as [Edge];
    if (pool.dilation !== 1)
      this.refuse(pool.origin, 'a dilated pool', 'a dilation of 1', 'largest values of neighbours, trained again');
    const { positions } = this.#shapes.get(edge)!;
    if (pool.pool === 'average' && !isWhole(pool, positions))
      this.refuse(
        pool.origin,
        'an average that does not count all of its padding: windows at the ends have divisors of their own',
        'an average of whole windows, or one whose positions are all summed up next',
        'an average without padding (Keras: padding "valid"), or one that counts it (count_include_pad)',
      );
    const source = this.#source(edge);
    const positive = this.#isPositive(source);
    // A last window may reach beyond the padding; zeros there are no larger than what a ReLU gives.
    const after = Math.max(0, (pool.positions - 1) * pool.stride + pool.kernel - positions - pool.before);
    const padded = pool.before > 0 || after > 0;
    if (padded && pool.pool === 'max' && !positive)
      this.refuse(
        pool.origin,
        'a padded pool of values that may be negative',
        'a pool behind a ReLU, or without padding',
      );
    const fused = padded ? null : this.#openTo(edge, pool);
    const open = fused ?? this.#identity(edge, `${pool.id}_in`, { before: pool.before, after });
    open.pool = pool;
    const own = { kind: pool.pool === 'max' ? ('max' as const) : ('sum' as const), kernel: pool.kernel, stride: 1 };
    // A sum counts as a power of two times itself; the rest of an average goes into the weights behind it.
    const factor = pool.pool === 'average' ? 2 ** (0 - poolScaleLog2(own)) / pool.kernel : 1;
    this.#became(pool.id, open, factor);
  }

  #pad(pad: Pad): void {
    const [edge] = pad.from as [Edge];
    this.#became(pad.id, this.#identity(edge, `${pad.id}_in`, pad), 1);
  }

  /** A sum or streams side by side; what they read has the factor 1, and is not the input, whose channels have factors of their own. */
  #joined(node: Add | Concat): void {
    const from = node.from.map((edge, k) => {
      const source = this.#source(edge);
      if (source.node !== null && source.factor === 1) return source.node;
      return this.#identity(edge, `${node.id}_${k}`, { before: 0, after: 0 });
    });
    const { channels } = this.#shapes.get(node.from[0]!)!;
    this.#give({ id: node.id, from, of: node, channels, identity: false });
  }
}
