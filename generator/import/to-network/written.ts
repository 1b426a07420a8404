import type { FloatLayer, FloatNode } from '../../model/float-model.js';
import { isIdentifier } from '../../model/identifier.js';
import { type Edge, INPUT, type Pool as LayerPool } from '../../network/network.js';
import type { Conv, Pool } from '../graph/graph.js';
import { denseForm } from '../lower/dense-form.js';
import type { Laid } from './laid.js';
import type { Open } from './laying.js';

/** Longest name that is taken from the file. */
const LONGEST = 40;

/** The nodes as they are written in a network's list. */
export function written(nodes: readonly Open[], positions: number): Omit<Laid, 'input'> {
  const names = namesOf(nodes);
  const layers = nodes.map((open, i): FloatNode => {
    const { of, channels, activated, from: read } = open;
    const name = names.get(open)!;
    const from = read.map((node) => (node === null ? INPUT : names.get(node)!));
    const last = i === nodes.length - 1;
    const activation = activated || last ? {} : { activation: 'none' as const };
    const pool = poolOf(open.pool);
    if (of.kind === 'concat') return { kind: 'concat', name, from, outChannels: channelsOf(open) };
    if (of.kind === 'add')
      return { kind: 'add', name, from: [from[0]!, from[1]!], outChannels: channels, ...activation, pool };
    const { weights, bias, ...shape } = layerOf(name, of, channels);
    return { ...shape, ...activation, pool, weights, bias, kind: 'convolution', from: [from[0]!] };
  });
  const where = (pick: (open: Open) => boolean) => nodes.filter(pick).map((open) => names.get(open)!);
  return {
    layers,
    ...(positions !== 1 && { per: 'step' as const }),
    grids: new Map(nodes.flatMap((open) => (open.grids.length === 0 ? [] : [[names.get(open)!, open.grids] as const]))),
    identities: where(({ identity }) => identity),
    grouped: where((open) => !open.identity && isSparse(open)),
  };
}

/** Whether most channels see nothing of most others: groups, or a choice of channels that was merged into the weights. */
function isSparse({ of, channels }: Open): boolean {
  if (of.kind !== 'conv') return false;
  if (of.groups > 1) return true;
  const kernels = of.outChannels * channels;
  let used = 0;
  for (let at = 0; at < kernels; at++)
    if (of.weights.subarray(at * of.kernel, (at + 1) * of.kernel).some((w) => w !== 0)) used++;
  return 2 * used <= kernels && channels > 1;
}

/** The file's names where Verilog takes them. */
function namesOf(nodes: readonly Open[]): Map<Open, Edge> {
  const taken = new Set<string>([INPUT]);
  return new Map(
    nodes.map((open, i) => {
      const fits = isIdentifier(open.id) && open.id.length <= LONGEST && !taken.has(open.id.toLowerCase());
      const name = fits ? open.id : `layer${i + 1}`;
      taken.add(name.toLowerCase());
      return [open, name];
    }),
  );
}

const poolOf = (pool: Pool | null): LayerPool | null =>
  pool && { kind: pool.pool === 'max' ? 'max' : 'sum', kernel: pool.kernel, stride: pool.stride };

function channelsOf({ of, channels, from }: Open): number {
  if (of.kind === 'conv') return of.outChannels;
  if (of.kind === 'add') return channels;
  return from.reduce((sum, node) => sum + (node === null ? 0 : channelsOf(node)), 0);
}

type Written = Omit<FloatLayer, 'kind' | 'from' | 'pool'>;

function layerOf(name: Edge, conv: Conv, inChannels: number): Written {
  // Groups become zeros between their weights; dilation stays.
  const { weights } = denseForm({ ...conv, dilation: 1 }, inChannels);
  const { outChannels, kernel, stride, dilation, before, after, bias } = conv;
  return {
    ...{ name, inChannels, outChannels, kernel, stride },
    ...(dilation !== 1 && { dilation }),
    padding: before,
    ...(after !== before && { paddingAfter: after }),
    weights: Float32Array.from(weights),
    bias: Float32Array.from(bias),
  };
}
