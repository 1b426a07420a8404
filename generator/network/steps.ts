import { ends, INPUT, type Network, type Node } from './network.js';
import { shapes } from './shapes.js';

/** Where the positions of a stream lie in the window: position p is of samples `every * p - before` to `every * p + after`. */
export interface Places {
  /** Samples from one position to the next. */
  every: number;
  before: number;
  /** 0 or less: a step needs no sample behind its own. */
  after: number;
}

/** Where the steps of a network lie, zeros around the window counted as samples; null: streams meet whose positions lie otherwise. */
export function stepPlaces(network: Network): Places | null {
  const found = new Map<string, Places | null>([[INPUT, { every: 1, before: 0, after: 0 }]]);
  for (const node of network.layers) {
    const joined = node.from.map((edge) => found.get(edge) ?? null).reduce(meet);
    found.set(node.name, joined && placesBehind(node, joined));
  }
  return found.get(ends(network).at(-1)!.name)!;
}

/** Positions of the stream that leaves the network: its steps. */
export const endPositions = (network: Network): number => shapes(network).get(ends(network).at(-1)!.name)!.positions;

function meet(a: Places | null, b: Places | null): Places | null {
  if (a === null || b === null || a.every !== b.every) return null;
  return { every: a.every, before: Math.max(a.before, b.before), after: Math.max(a.after, b.after) };
}

function placesBehind(node: Node, { every, before, after }: Places): Places {
  if (node.kind === 'concat') return { every, before, after };
  const {
    kernel,
    stride,
    dilation = 1,
    padding,
  } = node.kind === 'convolution' ? node : { kernel: 1, stride: 1, padding: 0 };
  const conv = {
    every: every * stride,
    before: before + every * padding,
    after: after + every * ((kernel - 1) * dilation - padding),
  };
  if (node.pool === null) return conv;
  return {
    every: conv.every * node.pool.stride,
    before: conv.before,
    after: conv.after + (node.pool.kernel - 1) * conv.every,
  };
}

/** `2p - 3 to 2p + 5`, of step p. */
export function placesText({ every, before, after }: Places): string {
  const step = every === 1 ? 'p' : `${every}p`;
  const at = (offset: number) => (offset === 0 ? step : `${step} ${offset < 0 ? '-' : '+'} ${Math.abs(offset)}`);
  return before === 0 && after === 0 ? step : `${at(-before)} to ${at(after)}`;
}
