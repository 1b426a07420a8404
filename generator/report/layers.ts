import type { Hardware } from '../arch/hardware.js';
import { storage } from '../model/storage.js';
import { grouped, textTable } from './table.js';

export interface LayerRow {
  name: string;
  /** Sign bits per weight. */
  bitwidth: string;
  /** Input channels x positions -> output channels x positions. */
  shape: string;
  lanes: number;
}

export function layerRows(hardware: Hardware): LayerRow[] {
  const { layers } = storage(hardware.model);
  return hardware.layers.map(({ name, shape, lengths, lanes }, i) => ({
    name,
    bitwidth: layers[i]!.averageBitwidth.toFixed(2),
    shape: `${shape.inChannels}x${lengths.input} -> ${shape.outChannels}x${lengths.output}`,
    lanes,
  }));
}

/** What `describe` prints: how each engine is sized, and why. */
export function hardwareReport(hardware: Hardware): string {
  const head = [
    'layer',
    'bitwidth',
    'shape',
    'lanes',
    'x',
    'sum',
    'acc',
    'y',
    'memory bits',
    'window rows',
    'busy cycles',
    'busy',
  ];
  const rows = layerRows(hardware).map(({ name, bitwidth, shape, lanes }, i) => {
    const layer = hardware.layers[i]!;
    const memory = Object.values(layer.memoryBits).reduce((sum, bits) => sum + bits, 0);
    const busy = layer.tiles * layer.tileCycles;
    return [
      name,
      bitwidth,
      shape,
      lanes,
      layer.xBits,
      layer.sumBits,
      layer.accBits,
      layer.yBits,
      grouped(memory),
      layer.window.rows,
      grouped(busy),
      `${((100 * busy) / hardware.intervalCycles).toFixed(0)} %`,
    ];
  });
  const { totalBytes, averageBitwidth, compression } = storage(hardware.model);
  const window = hardware.layers.reduce((sum, { memoryBits }) => sum + memoryBits.window + memoryBits.pool, 0);
  return [
    textTable(head, rows),
    '',
    `model memory: ${grouped(totalBytes)} bytes, every stored bit counted (${averageBitwidth.toFixed(2)} sign bits a weight, ` +
      `${compression.toFixed(1)} times smaller than float32); windows and pools: ${grouped(window / 8)} bytes`,
    `predicted: ${grouped(hardware.latencyCycles)} cycles for one fragment, ${grouped(hardware.intervalCycles)} from one to the next; ` +
      `real time needs ${(hardware.intervalCycles / fragmentSeconds(hardware) / 1e6).toFixed(3)} MHz`,
  ].join('\n');
}

/** Time that one fragment lasts. */
function fragmentSeconds({ model: { input } }: Hardware): number {
  return input.samples / input.sampleRateHz;
}
