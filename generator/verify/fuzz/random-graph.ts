import { layerSizings } from '../../arch/sizing.js';
import { laneGroups } from '../../arch/stream/groups.js';
import { lanesOfGroups, serial } from '../../arch/stream/lanes.js';
import type { SignalSet } from '../../data/signal-set.js';
import type { IntegerNetwork, IntegerNode } from '../../model/integer-model.js';
import type { InputSpec } from '../../network/input.js';
import { type Edge, INPUT, type LayerShape } from '../../network/network.js';
import { convolutionLengths, reach } from '../../network/nodes/convolution.js';
import { pooled } from '../../network/nodes/shaping.js';
import { POOL_KINDS } from '../../network/pooling.js';
import { type Random, random } from '../../support/random.js';
import type { Plan } from './plan.js';
import { layerShape, weighted } from './random-layer.js';

/** A stream that nodes may read. */
interface Stream {
  edge: Edge;
  channels: number;
  positions: number;
}

/** A node, and the positions that it gives. */
type Given = [IntegerNode, number];

/**
 * A network of the layers of a plan in another order: each reads any stream before it, may have taps apart, other zeros behind
 * than before and values that keep their sign; between them streams are added or put side by side. Scores are of the window or
 * of each step. All of it by chance from the plan's number; what the scores do not need is left out.
 */
export function graphOf(plan: Plan, input: InputSpec, set: SignalSet): IntegerNetwork {
  const rng = random(plan.branches);
  let network: IntegerNetwork = { name: 'random', classes: [], input, layers: [] };
  const streams: Stream[] = [{ edge: INPUT, channels: input.channels, positions: input.samples }];
  const give = (node: IntegerNode, positions: number) => {
    network = { ...network, layers: [...network.layers, node] };
    streams.push({ edge: node.name, channels: node.outChannels, positions });
  };
  for (const [i, layerPlan] of plan.layers.slice(0, -1).entries()) {
    const from = rng.uniform() < 0.6 ? streams.at(-1)! : one(streams, rng);
    const plain = varied(layerShape(layerPlan, i, from.channels, from.positions, false, plan), from.positions, rng);
    // What a sum with its own input needs.
    const around = rng.uniform() < 0.4;
    const shape = around ? alike(plain, from.channels) : plain;
    give(weighted(network, shape, layerPlan, false, set, from.edge), convolutionLengths(shape, from.positions).output);
    const name = `join${i + 1}`;
    const other = () => (rng.uniform() < 0.6 ? joinOf(name, streams, rng) : null);
    const join = around ? sumOf(name, from, streams.at(-1)!, rng) : other();
    if (join !== null) give(...join);
  }
  const last = plan.layers.at(-1)!;
  const from = streams.at(-1)!;
  const whole = layerShape(last, plan.layers.length - 1, from.channels, from.positions, true, plan);
  const step = from.positions > 1 && rng.uniform() < 0.4;
  const shape = step ? { ...whole, kernel: Math.min(3, from.positions), stride: 1, padding: rng.integer(0, 2) } : whole;
  give(weighted(network, shape, last, true, set, from.edge), 1);
  const per = convolutionLengths(shape, from.positions).output > 1 ? { per: 'step' as const } : {};
  return { ...network, layers: needed(network.layers), ...per };
}

/** Lanes of its engines that fit at every join. */
export function graphLanes(network: IntegerNetwork, seed: number): number[] {
  const rng = random(seed);
  const groups = laneGroups(layerSizings(network), serial, network.per === 'step');
  const chosen = groups.map(({ ways }) => one(ways, rng).map((choices) => one(choices.slice(0, 4), rng)));
  return lanesOfGroups(groups, chosen);
}

const one = <T>(all: readonly T[], rng: Random): T => all[rng.integer(0, all.length - 1)]!;

/** A shape whose output is like its input of so many channels. */
function alike(shape: LayerShape, channels: number): LayerShape {
  const more = reach(shape) - 1;
  const padding = Math.min(shape.padding, more);
  return { ...shape, outChannels: channels, stride: 1, pool: null, padding, paddingAfter: more - padding };
}

/** A shape with taps apart, other zeros behind and values that keep their sign, as far as positions are left. */
function varied(shape: LayerShape, positions: number, rng: Random): LayerShape {
  const dilation = rng.integer(1, 4);
  const paddingAfter = rng.integer(0, 6);
  const sign = rng.uniform() < 0.3 ? { activation: 'none' as const } : {};
  const apart: LayerShape = { ...shape, ...sign, dilation, paddingAfter };
  const { output } = convolutionLengths(apart, positions);
  return output >= 1 ? apart : { ...shape, ...sign };
}

/** A sum of two streams of one shape, or streams of as many positions side by side; null: there are none. */
function joinOf(name: string, streams: readonly Stream[], rng: Random): Given | null {
  const first = one(streams, rng);
  const beside = streams.filter(({ positions }) => positions === first.positions);
  const alike = beside.filter(({ channels }) => channels === first.channels);
  if (rng.uniform() < 0.6 || beside.length === 1) return sumOf(name, first, one(alike, rng), rng);
  const from = [first, one(beside, rng)];
  const outChannels = from.reduce((sum, { channels }) => sum + channels, 0);
  return [{ kind: 'concat', name, from: from.map(({ edge }) => edge), outChannels }, first.positions];
}

function sumOf(name: string, a: Stream, b: Stream, rng: Random): Given {
  const { channels, positions } = a;
  const kernel = rng.integer(1, Math.min(3, positions));
  const pool = rng.uniform() < 0.3 ? { kind: one(POOL_KINDS, rng), kernel, stride: rng.integer(1, 2) } : null;
  const node: IntegerNode = {
    ...{ kind: 'add', name, from: [a.edge, b.edge], outChannels: channels, pool, scaleLog2: 0 },
    ...(rng.uniform() < 0.3 ? { activation: 'none' } : {}),
    align: [rng.integer(0, 4), rng.integer(0, 4)],
    requant: { shift: rng.integer(0, 6), bits: rng.integer(2, 8) },
  };
  return [node, pooled(pool, positions)];
}

/** The nodes that the last one needs. */
function needed(nodes: readonly IntegerNode[]): IntegerNode[] {
  const kept: IntegerNode[] = [nodes.at(-1)!];
  for (const node of nodes.slice(0, -1).reverse())
    if (kept.some(({ from }) => (from as readonly Edge[]).includes(node.name))) kept.unshift(node);
  return kept;
}
