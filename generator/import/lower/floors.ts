import { Evaluator } from '../graph/evaluate.js';
import type { Affine, Edge, GraphNode, LayerGraph, Pool } from '../graph/graph.js';
import { graphShapes, reach } from '../graph/shapes.js';
import { foldAffineBack, foldAffineForward } from './fold-affine.js';
import { reluFirst } from './relu-first.js';
import { nodeOf, replaced, type Seen } from './rewrite.js';

/**
 * Padding of a pool of largest values is no value; zeros do as well where none of its values is below 0. Others are lifted before
 * the pool by the lowest value that windows have, through a ReLU, and lowered behind it: the same for all that goes no lower.
 *
 * @param windows [channel][sample], flat
 */
export function withFloors(given: LayerGraph, windows: readonly Float64Array[]): Seen {
  const graph = reluFirst(given);
  const shapes = graphShapes(graph);
  const pools = graph.nodes.filter(
    (node): node is Pool => node.kind === 'pool' && node.pool === 'max' && isPadded(node) && !isPositive(node.from[0]!),
  );
  if (pools.length === 0) return { graph: given, notes: [] };
  const lifts = new Map(pools.map(({ id, from: [edge] }) => [id, new Float64Array(shapes.get(edge!)!.channels)]));
  const evaluator = new Evaluator(graph);
  for (const window of windows) {
    const streams = evaluator.streams(window);
    for (const { id, from } of pools) lift(lifts.get(id)!, streams.get(from[0]!)!);
  }
  const lifted = replaced(graph, new Map(pools.map((pool) => [pool.id, around(pool, lifts.get(pool.id)!)])));
  return {
    graph: foldAffineForward(foldAffineBack(lifted)),
    notes: pools.map(
      ({ origin }) => `${origin}: values are taken to go no lower than in ${windows.length} windows, for its padding`,
    ),
  };

  function isPadded(pool: Pool): boolean {
    const { positions } = shapes.get(pool.from[0]!)!;
    return pool.before > 0 || (pool.positions - 1) * pool.stride + reach(pool) - pool.before > positions;
  }

  function isPositive(edge: Edge): boolean {
    const node = nodeOf(graph, edge);
    if (node === undefined || node.kind === 'conv' || node.kind === 'affine') return false;
    if (node.kind === 'activation') return node.slope.every((slope) => slope === 0);
    return node.from.every(isPositive);
  }
}

/** How far each channel lies below 0 at most, so far. */
function lift(by: Float64Array, stream: Float64Array): void {
  const positions = stream.length / by.length;
  for (let c = 0; c < by.length; c++)
    for (let t = 0; t < positions; t++) by[c] = Math.max(by[c]!, 0 - stream[c * positions + t]!);
}

/** A pool between a lift, a ReLU and what takes the lift back. */
function around(pool: Pool, by: Float64Array): GraphNode[] {
  const { id, from, origin } = pool;
  const shift = (own: Edge, read: readonly Edge[], offset: Float64Array): Affine => {
    const scale = new Float64Array(by.length).fill(1);
    return { kind: 'affine', id: own, from: read, origin, parameters: 0, scale, offset };
  };
  const relu = {
    ...{ kind: 'activation' as const, id: `${id}_relu`, from: [`${id}_lift`], origin, parameters: 0 },
    ...{ slope: Float64Array.of(0), ceiling: Number.POSITIVE_INFINITY },
  };
  return [
    shift(`${id}_lift`, from, by),
    relu,
    { ...pool, id: `${id}_pool`, from: [relu.id] },
    shift(
      id,
      [`${id}_pool`],
      by.map((v) => 0 - v),
    ),
  ];
}
