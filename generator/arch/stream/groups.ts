import { type Edge, INPUT } from '../../network/network.js';
import { ceilDivide, sum } from '../../support/integers.js';
import type { LayerSizing } from '../sizing.js';
import { engineFor, hasLanes, type LayerEngines, legalLanes, type Taps } from './engines.js';
import { burstsOf, inputBursts, isRegular, orderText, pooledBursts } from './order.js';

/*
 * Streams that are joined must come in one order, so the lanes of the layers that give them depend on each other. Layers fall
 * into groups that do; in a network without joins each layer is one.
 */

/** Engines that a layer can have, and the cycles that a fragment takes in it. */
export interface LaneChoice extends LayerEngines {
  cycles: number;
  /** Logic cells of one engine by estimate, where they are asked for. */
  cells?: number;
}

/** Layers whose lanes depend on each other. */
export interface LaneGroup {
  /** Places in the list of layers. */
  layers: number[];
  /** Ways in which the orders fit, each with the lanes of every layer that give them, fewest first, [way][layer of the group]. */
  ways: LaneChoice[][][];
}

/** Lanes of one way. */
export const lanesOf = (way: readonly LaneChoice[]) => way.map(({ lanes }) => lanes);

/** What a layer can have, fewest lanes first, those that take a tap a cycle before others. */
export function choicesOf(layer: LayerSizing, allowed: readonly Taps[]): LaneChoice[] {
  return allowed.flatMap((taps) =>
    legalLanes(layer, taps).map((lanes) => ({
      ...{ lanes, taps, parts: 1 },
      cycles: ceilDivide(layer.convPositions, lanes) * sum(engineFor(layer, lanes, taps).outputCycles(layer, lanes)),
    })),
  );
}

/** What a layer may have, of those that have lanes the i-th. */
export type Choices = (layer: LayerSizing, i: number) => LaneChoice[];

type Orders = Map<string, number[]>;

/** Choices of a convolution by the order that they give. */
interface Member {
  layer: number;
  byOrder: Map<string, LaneChoice[]>;
  bursts: Orders;
}

/** A set of streams of one order. */
interface OrderClass {
  members: Member[];
  /** The input is among them. */
  fixed: number[] | null;
  /** Pooled adds whose sums are among them: their order follows from that of their operands. */
  follows: { layer: LayerSizing; of: Edge }[];
  /** An order without which some pooled add of these streams could not tell where a burst ends. */
  regular: boolean;
  /** Scores of one position after the other. */
  byPosition: boolean;
}

/** All groups of a network's layers; `steps`: its scores are of each position. */
export function laneGroups(layers: readonly LayerSizing[], choices: Choices, steps: boolean): LaneGroup[] {
  const classes = orderClasses(layers, choices, steps);
  const root = (edge: Edge) => classes.of(edge);
  const links = new UnionFind<OrderClass>();
  for (const own of classes.all) for (const { of } of own.follows) links.join(own, root(of));
  const groups = new Map<OrderClass, OrderClass[]>();
  for (const own of classes.all) groups.set(links.find(own), [...(groups.get(links.find(own)) ?? []), own]);
  return [...groups.values()]
    .map((list) => groupOf(list, root))
    .filter((group) => group.layers.length > 0)
    .sort((a, b) => a.layers[0]! - b.layers[0]!);
}

/** Streams of one order, in the order of their first. */
function orderClasses(layers: readonly LayerSizing[], choices: Choices, steps: boolean) {
  const able = layers.filter(hasLanes);
  const joined = new UnionFind<Edge>();
  for (const layer of layers) {
    const [first, ...others] = layer.reads.flat();
    for (const { edge } of others) joined.join(first!.edge, edge);
    if (!hasLanes(layer) && !changesOrder(layer)) joined.join(first!.edge, layer.name);
  }
  const found = new Map<Edge, OrderClass>();
  const of = (edge: Edge): OrderClass => {
    const key = joined.find(edge);
    const own = found.get(key) ?? { members: [], fixed: null, follows: [], regular: false, byPosition: false };
    found.set(key, own);
    return own;
  };
  layers.forEach((layer, i) => {
    const first = layer.reads[0]![0]!.edge;
    for (const { edge } of layer.reads.flat()) if (edge === INPUT) of(INPUT).fixed = inputBursts(layer.lengths.input);
    const own = of(layer.name);
    if (hasLanes(layer)) own.members.push(memberOf(layer, i, choices(layer, able.indexOf(layer))));
    else if (changesOrder(layer)) {
      own.follows.push({ layer, of: first });
      of(first).regular = true;
    }
    if (steps && i === layers.length - 1) own.byPosition = true;
  });
  return { all: [...new Set(found.values())], of };
}

/** An add with a pool that drops positions. */
export const changesOrder = ({ lengths }: LayerSizing) => lengths.output !== lengths.input;

function memberOf(layer: LayerSizing, index: number, choices: readonly LaneChoice[]): Member {
  const member: Member = { layer: index, byOrder: new Map(), bursts: new Map() };
  for (const choice of choices) {
    const { lanes } = choice;
    const bursts = burstsOf({ ...layer, lanes, tiles: ceilDivide(layer.convPositions, lanes) });
    const text = orderText(bursts);
    member.bursts.set(text, bursts);
    member.byOrder.set(text, [...(member.byOrder.get(text) ?? []), choice]);
  }
  return member;
}

/** The ways of classes that follow from each other. */
function groupOf(classes: readonly OrderClass[], classOf: (edge: Edge) => OrderClass): LaneGroup {
  const members = classes.flatMap((own) => own.members);
  const layers = members.map(({ layer }) => layer).sort((a, b) => a - b);
  const roots = classes.filter(({ follows }) => follows.length === 0);
  const ways: LaneChoice[][][] = [];
  const chosen = new Map<OrderClass, number[]>();

  /** Gives orders to the roots from `next` on, then to what follows from them. */
  const choose = (next: number): void => {
    if (next === roots.length) {
      if (!follow()) return;
      const ofLayer = new Map(
        classes.flatMap((own) =>
          own.members.map(({ layer, byOrder }) => [layer, byOrder.get(orderText(chosen.get(own)!))!] as const),
        ),
      );
      ways.push(layers.map((layer) => ofLayer.get(layer)!));
      return;
    }
    for (const bursts of ordersOf(roots[next]!)) {
      chosen.set(roots[next]!, bursts);
      choose(next + 1);
    }
  };

  const follow = (): boolean => {
    const known = new Set(roots);
    let open = classes.filter((own) => !known.has(own));
    while (open.length > 0) {
      const [ready] = open.filter(({ follows }) => follows.every(({ of }) => known.has(classOf(of))));
      if (ready === undefined) return false;
      const orders = ready.follows.map(({ layer, of }) =>
        pooledBursts(chosen.get(classOf(of))!, layer.shape.pool, layer.lengths.output),
      );
      if (!orders.every((bursts) => fits(ready, bursts) && orderText(bursts) === orderText(orders[0]!))) return false;
      chosen.set(ready, orders[0]!);
      known.add(ready);
      open = open.filter((own) => own !== ready);
    }
    return true;
  };

  choose(0);
  return { layers, ways };
}

/** Orders that all streams of a class can have. */
function ordersOf(own: OrderClass): number[][] {
  const all = own.fixed === null ? [...own.members[0]!.bursts.values()] : [own.fixed];
  return all.filter((bursts) => fits(own, bursts));
}

function fits({ members, fixed, regular, byPosition }: OrderClass, bursts: number[]): boolean {
  const text = orderText(bursts);
  return (
    members.every(({ byOrder }) => byOrder.has(text)) &&
    (fixed === null || orderText(fixed) === text) &&
    (!regular || isRegular(bursts)) &&
    (!byPosition || Math.max(...bursts) === 1)
  );
}

/** Sets that are joined two by two. */
class UnionFind<T> {
  private readonly parents = new Map<T, T>();

  find(x: T): T {
    const parent = this.parents.get(x);
    return parent === undefined ? x : this.find(parent);
  }

  join(a: T, b: T): void {
    const [from, to] = [this.find(a), this.find(b)];
    if (from !== to) this.parents.set(from, to);
  }
}
