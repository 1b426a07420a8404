import { portsOf } from '../../config/ports.js';
import type { Architecture } from '../architecture.js';
import { streamCandidates } from './candidates.js';
import { runCycles } from './cycles.js';
import { engineOf, hasLanes } from './engines.js';
import type { StreamHardware, StreamSized } from './hardware.js';
import { streamOrder } from './order.js';
import { streamSchedule } from './schedule.js';
import { engineSize } from './size.js';
import { streamHardware } from './stream.js';

/** Of each layer of the network that has lanes: `8`, or with output lanes `8x2`. */
const lanesOf = ({ layers }: StreamSized): string[] => {
  const able = layers.filter(hasLanes);
  return able.flatMap(({ lanes, layer: { channels } }) => {
    if (channels.first > 0) return [];
    const parts = able.filter(({ layer }) => layer.channels.node === channels.node).length;
    return [parts === 1 ? `${lanes}` : `${lanes}x${parts}`];
  });
};

export const stream: Architecture<'stream', StreamSized, StreamHardware> = {
  build: (design, model, where) =>
    streamHardware(design.name, model, design.folding, where, portsOf(design).registered),
  candidates: streamCandidates,
  foldingText: (hardware) => `lanes ${lanesOf(hardware).join(' ')}`,
  lanesText: (hardware) => {
    const lanes = lanesOf(hardware);
    return new Set(lanes).size === 1 ? lanes[0]! : lanes.join(' ');
  },
  engines: ({ layers }) => layers.map((layer) => engineSize(layer, layers)),
  sumWidths: ({ layers }) =>
    layers.map((layer) => ({
      sumBits: engineOf(layer).hasSumRegister ? layer.sumBits : null,
      accBits: layer.accBits,
    })),
  sideBySide: true,
  schedule: streamSchedule,
  orders: ({ layers }) => layers.map(streamOrder),
  completions: (hardware, fragments, from) =>
    runCycles(hardware.layers, fragments, portsOf(hardware).registered, from).completions,
  // They depend on how far the engines of the window before are.
  windowEnds: () => null,
  smaller: 'folded',
};
