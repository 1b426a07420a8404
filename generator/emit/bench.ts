import type { FoldedHardware } from '../arch/folded/hardware.js';
import type { Hardware } from '../arch/hardware.js';
import { portsOf } from '../config/ports.js';
import { layerStream } from './names.js';
import { resetPin } from './ports.js';

/** Where the bench sees each layer's values, [layer]; expressions in the scope of the bench. */
export interface BenchView {
  /** Address behind the running instruction, 32 bits; only for `stored`. */
  at: string;
  /** Instances of `bb_stored`; none for a `stream` design. */
  stored: { stream: string; parameters: { name: string; value: number }[] }[];
  streams: { data: string; valid: string; ready: string }[];
  /** Cycles without a score after which it gives up, unless it is told otherwise: enough for ports that pause. */
  patience: number;
  /** It says whether it failed. */
  judges: true;
  /** The reset's pin and what asserts it. */
  pin: { port: string; asserted: 0 | 1 };
}

/** Latencies without a score. */
const PATIENCE = 12;

export const benchPatience = ({ latencyCycles }: Hardware): number => PATIENCE * latencyCycles;

/** The score port, as the bench has it. */
const PORT = { data: 'score', valid: 'score_valid', ready: 'score_ready' };

export function benchView(hardware: Hardware): BenchView {
  if (hardware.architecture === 'folded') return foldedBench(hardware);
  const inside = hardware.layers.map(({ name }) => ({
    data: `dut.data_${name}`,
    valid: `dut.valid_${name}`,
    ready: `dut.ready_${name}`,
  }));
  return {
    at: '',
    stored: [],
    patience: benchPatience(hardware),
    judges: true,
    pin: resetPin(hardware),
    streams: portsOf(hardware).registered ? [...inside.slice(0, -1), PORT] : inside,
  };
}

/** Values are seen as they are stored; those of the last layer as they leave. */
function foldedBench(hardware: FoldedHardware): BenchView {
  const { layers, folding, format } = hardware;
  const stored = layers.slice(0, -1).map((layer) => ({
    stream: layerStream(layer.name),
    parameters: Object.entries({
      FROM: layer.biases.from,
      TO: layer.biases.to,
      POOLED: layer.pooled ?? -1,
      PER_TILE: folding.lanes / layer.block,
      SKIP: (folding.lanes - layer.tilePositions) / layer.block,
      CHANNELS: layer.shape.outChannels,
      LENGTH: layer.lengths.output,
    }).map(([name, value]) => ({ name, value })),
  }));
  const streams = layers.slice(0, -1).map(({ name, outBits }) => ({
    data: `dut.engine.x_stored[${outBits - 1}:0]`,
    valid: `stored_${layerStream(name)}`,
    ready: "1'b1",
  }));
  const at = `{${32 - format.addressBits}'d0, dut.engine.pc_q}`;
  return {
    ...{ at, stored, pin: resetPin(hardware), streams: [...streams, PORT] },
    ...{ patience: benchPatience(hardware), judges: true },
  };
}
