import { Graph, layout } from '@dagrejs/dagre';
import { architectureOf } from '../../arch/architectures.js';
import type { Hardware } from '../../arch/hardware.js';
import { layerStorage } from '../../arch/layer-storage.js';
import { memories } from '../../arch/memories.js';
import { bitsOf } from '../../arch/memory.js';
import { shapeText } from '../../emit/design/common.js';
import { INPUT } from '../../network/network.js';

/** A node of the network as the hardware has it. */
export interface NodeFacts {
  name: string;
  /** Convolution, add, concat; of the input what is taken. */
  kind: string;
  shape: string;
  /** Its window and pool; empty: it has none. */
  window: string;
  /** Widths of values that enter and leave. */
  inBits: number | null;
  outBits: number;
  /** Mean bases per weight; null: it has no weights. */
  basesPerWeight: number | null;
  /** Cycles in which it is worked on, and their share of the interval of fragments. */
  cycles: number | null;
  utilisation: number | null;
  /** Bits of its own memories; null: all layers share one engine's. */
  memoryBits: number | null;
}

/** A node's box and the ways between boxes, in pixels. */
export interface NetworkFacts {
  nodes: (NodeFacts & { x: number; y: number })[];
  edges: { from: string; to: string; points: { x: number; y: number }[] }[];
  width: number;
  height: number;
}

export const NODE = { width: 250, height: 108 } as const;
const GAP = { nodes: 24, ranks: 30, margin: 4 } as const;

export function networkFacts(hardware: Hardware): NetworkFacts {
  const facts = nodeFacts(hardware);
  const graph = new Graph();
  graph.setGraph({ rankdir: 'TB', nodesep: GAP.nodes, ranksep: GAP.ranks, marginx: GAP.margin, marginy: GAP.margin });
  for (const { name } of facts) graph.setNode(name, { ...NODE });
  for (const { name, reads } of hardware.layers) for (const { edge } of reads.flat()) graph.setEdge(edge, name, {});
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  return {
    nodes: facts.map((node) => {
      const { x, y } = graph.node(node.name) as { x: number; y: number };
      return { ...node, x: x - NODE.width / 2, y: y - NODE.height / 2 };
    }),
    edges: graph.edges().map(({ v, w }: { v: string; w: string }) => {
      const { points } = graph.edge(v, w) as { points: { x: number; y: number }[] };
      return { from: v, to: w, points };
    }),
    width,
    height,
  };
}

function nodeFacts(hardware: Hardware): NodeFacts[] {
  const { model, intervalCycles } = hardware;
  const { samples, channels, codeBits, bits } = model.input;
  const stored = layerStorage(hardware);
  const own = memories(hardware);
  const { sideBySide } = architectureOf(hardware);
  const input: NodeFacts = {
    name: INPUT,
    kind: 'samples',
    shape: `${channels} x ${samples}`,
    window: '',
    inBits: codeBits,
    outBits: bits,
    ...{ basesPerWeight: null, cycles: null, utilisation: null, memoryBits: null },
  };
  const layers = hardware.layers.map((layer, i): NodeFacts => {
    const { name, xBits, outBits, cycles } = layer;
    const node = model.layers.find((one) => one.name === layer.layer.channels.node)!;
    const [shape, ...window] = shapeText(layer).replace(/\.$/, '').split(', ');
    return {
      name,
      kind: node.kind,
      ...(node.kind === 'convolution'
        ? { shape: shape!, window: window.join(', ') }
        : { shape: `${node.from.join(' and ')} -> ${shape!.split('-> ')[1]}`, window: window.slice(1).join(', ') }),
      inBits: xBits,
      outBits,
      basesPerWeight: node.kind === 'convolution' ? stored[i]!.averageBitwidth : null,
      cycles,
      utilisation: cycles / intervalCycles,
      memoryBits: sideBySide ? bitsOf(own.filter((memory) => memory.layer === name)) : null,
    };
  });
  return [input, ...layers];
}
