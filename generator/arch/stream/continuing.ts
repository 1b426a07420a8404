import { type Edge, INPUT } from '../../network/network.js';
import { pooled } from '../../network/nodes/shaping.js';
import { UserError } from '../../support/errors.js';
import { sum } from '../../support/integers.js';
import type { LayerSizing } from '../sizing.js';
import { engineFor, hasLanes, type LayerHardware, type Taps } from './engines.js';
import { burstsOf, inputBursts, pooledBursts } from './order.js';
import type { Pace } from './pace.js';

/*
 * A signal without an end. Zeros are put before its first sample, once, and nothing behind it; then a network that gives scores
 * of each step is worked on step by step, and no work is done twice. What is simulated and compared is a piece of such a signal
 * from its begin: each layer gives the positions that need no later sample, in whole tiles. The hardware is the same for a piece
 * of any length.
 */

/** When scores of a signal without an end come. */
export interface ContinuingRhythm {
  /** Samples from one step to the next. */
  samplesPerStep: number;
  /** Samples behind the last of its own that a step waits for, at most: what lies ahead in its receptive field, and in its tiles. */
  latencySamples: number;
  /** From the last sample that a step needs taken to its last score taken, both counted, at most. */
  latencyCycles: number;
  pace: Pace;
}

/** Tiles for which a window is sized: more than matter. */
const MANY_TILES = 1000;

/** The engines of all layers for the first `samples` of a signal, [layer], without queues. Lanes must be legal. */
export function continuingLayers(
  layers: readonly LayerSizing[],
  lanesOfLayers: readonly number[],
  taps: readonly Taps[],
  samples: number,
): LayerHardware[] {
  const orders = new Map<Edge, readonly number[]>([[INPUT, inputBursts(samples)]]);
  const given = lanesOfLayers.map((lanes, i) => ({ lanes, taps: taps[i]! }));
  return layers.map((layer) => {
    const read = orderRead(layer.reads.flat().map(({ edge }) => orders.get(edge)!));
    const own = hasLanes(layer) ? convolution(layer, read, given.shift()!) : add(layer, read);
    orders.set(layer.name, own.bursts);
    return own;
  });
}

interface Read {
  /** Of the stream that gives most: what is there is taken as far as the others reach. */
  bursts: readonly number[];
  /** Positions that all give. */
  positions: number;
}

/** Streams that begin alike, as they fit for windows (see `laneGroups`). */
function orderRead(orders: readonly (readonly number[])[]): Read {
  const bursts = orders.reduce((longest, order) => (order.length > longest.length ? order : longest));
  return { bursts, positions: Math.min(...orders.map((order) => sum([...order]))) };
}

const common = (layer: LayerSizing) => ({
  queues: layer.reads.map((parts) => parts.map(() => 0)),
  continuing: true,
});

function convolution(
  layer: LayerSizing,
  { bursts, positions: input }: Read,
  { lanes, taps }: { lanes: number; taps: Taps },
): LayerHardware {
  const { shape } = layer;
  const engine = engineFor(layer, lanes, taps);
  const place = { lanes, tiles: MANY_TILES, inputBurst: Math.max(1, ...bursts) };
  const size = (input: number) => engine.size({ ...layer, lengths: { ...layer.lengths, input } }, place);
  const { rowPositions, tileRows, freedRows } = size(1).window;
  const sizes = size(((MANY_TILES - 1) * freedRows + tileRows) * rowPositions - shape.padding);
  const rows = Math.floor((shape.padding + input) / rowPositions);
  const tiles = rows < tileRows ? 0 : Math.floor((rows - tileRows) / freedRows) + 1;
  const conv = tiles * lanes;
  const lengths = { input, conv, output: Math.max(0, pooled(shape.pool, conv)) };
  const tileCycles = sum(engine.outputCycles(layer, lanes));
  const placed = { ...layer, lanes, tiles, lengths, convPositions: conv };
  const window = { ...sizes.window, fragmentRows: (tiles - 1) * freedRows + tileRows };
  return {
    ...{ ...placed, ...sizes, ...common(layer), window, tilePositions: lanes },
    ...{ tileCycles, cycles: tiles * tileCycles, inputBursts: bursts, bursts: burstsOf(placed) },
    beats: shape.outChannels * lengths.output,
  };
}

function add(layer: LayerSizing, { bursts, positions: input }: Read): LayerHardware {
  const { shape } = layer;
  const lanes = Math.max(1, ...bursts);
  const engine = engineFor(layer, lanes, 1);
  const lengths = { input, conv: input, output: Math.max(0, pooled(shape.pool, input)) };
  return {
    ...{ ...layer, ...engine.size(layer, { lanes, tiles: bursts.length, inputBurst: lanes }), ...common(layer) },
    ...{ lanes, lengths, convPositions: input, tiles: bursts.length, tilePositions: lanes },
    ...{ tileCycles: sum(engine.outputCycles(layer, lanes)), cycles: shape.outChannels * input },
    ...{ inputBursts: bursts, bursts: pooledBursts(bursts, shape.pool, lengths.output) },
    beats: shape.outChannels * lengths.output,
  };
}

/** Joins whose streams fit in a window, but not for ever: their tiles are longer than the window. Throws UserError. */
export function refuseContinuing(layers: readonly LayerHardware[], where: string): void {
  const bursts = new Map(layers.map((layer) => [layer.name, layer.bursts]));
  const problems = layers.flatMap(({ name, reads, inputBursts: order }) => {
    const differs = (edge: Edge) => edge !== INPUT && bursts.get(edge)!.some((n, i) => n !== order[i]);
    const other = reads.flat().find(({ edge }) => differs(edge));
    if (other === undefined) return [];
    return [
      {
        ...{
          where,
          field: 'folding.lanes',
          message: `layer ${name} reads ${other.edge} in another order when it never ends`,
        },
        ...{ allowed: 'lanes of which a window has several tiles', fix: 'fewer lanes' },
      },
    ];
  });
  const last = layers.at(-1)!;
  if (last.lengths.output < 1)
    problems.push({
      ...{ where, field: 'folding.continuing', message: 'no step of a window comes before the samples behind it' },
      ...{ allowed: 'a window that is longer than what lies ahead of a step', fix: 'a model of more samples' },
    });
  if (problems.length > 0) throw new UserError(problems);
}

/** Samples of a step: what all strides on the way make of them. */
export function samplesPerStep(layers: readonly LayerHardware[]): number {
  const rates = new Map<Edge, number>([[INPUT, 1]]);
  for (const { name, reads, shape } of layers)
    rates.set(name, rates.get(reads[0]![0]!.edge)! * shape.stride * (shape.pool?.stride ?? 1));
  return rates.get(layers.at(-1)!.name)!;
}

/** Steps that are there when so many samples are. */
export function stepsOf(layers: readonly LayerHardware[], samples: number): number {
  const given = new Map<Edge, number>([[INPUT, samples]]);
  for (const { name, reads, shape, window, lanes, layer } of layers) {
    const input = Math.min(...reads.flat().map(({ edge }) => given.get(edge)!));
    const { rowPositions, tileRows, freedRows } = window;
    const rows = Math.floor((shape.padding + input) / rowPositions);
    const tiles = rows < tileRows ? 0 : Math.floor((rows - tileRows) / freedRows) + 1;
    const conv = layer.align === null ? tiles * lanes : input;
    given.set(name, Math.max(0, pooled(shape.pool, conv)));
  }
  return given.get(layers.at(-1)!.name)!;
}

/** Samples that each of the first steps needs, [step]. */
export function samplesNeeded(layers: readonly LayerHardware[], steps: number): number[] {
  const needed: number[] = [];
  for (let samples = 0; needed.length < steps; samples++)
    for (let n = stepsOf(layers, samples); needed.length < Math.min(n, steps); ) needed.push(samples);
  return needed;
}
