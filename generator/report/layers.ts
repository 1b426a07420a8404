import { foldingText } from '../arch/budget.js';
import { estimate, estimateLayers } from '../arch/estimate/estimate.js';
import type { FoldedHardware } from '../arch/folded/hardware.js';
import { foldedMemories } from '../arch/folded/memories.js';
import { sharedWork } from '../arch/folded/sliding.js';
import { type Hardware, hopOf } from '../arch/hardware.js';
import { engines, memories, parityBits, storedBytes } from '../arch/memories.js';
import { bitsOf, isRom, memoryNamed } from '../arch/memory.js';
import type { StreamHardware } from '../arch/stream/hardware.js';
import type { Budget } from '../config/design.js';
import { findPart, type Part } from '../devices/devices.js';
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
  const lanes = (i: number) =>
    hardware.architecture === 'folded' ? hardware.layers[i]!.tilePositions : hardware.layers[i]!.lanes;
  return hardware.layers.map(({ name, shape, lengths }, i) => ({
    name,
    bitwidth: layers[i]!.averageBitwidth.toFixed(2),
    shape: `${shape.inChannels}x${lengths.input} -> ${shape.outChannels}x${lengths.output}`,
    lanes: lanes(i),
  }));
}

/** The part that cells are estimated for: the budget's. */
export function estimatedPart(budget: Budget | null): Part {
  return findPart((budget !== null && 'luts' in budget ? budget.part : undefined) ?? 'up5k', 'folding.part');
}

/** What `describe` prints: how each engine is sized, and why; cells are estimated for `part`. */
export function hardwareReport(
  hardware: Hardware,
  budget: Budget | null = null,
  part: Part = estimatedPart(budget),
): string {
  const report = hardware.architecture === 'folded' ? foldedReport(hardware, part) : streamReport(hardware, part);
  return budget === null ? report : `${report}\n${budgetLine(hardware, budget)}`;
}

/** What was chosen to keep a budget. */
function budgetLine(hardware: Hardware, budget: Budget): string {
  const wanted =
    'luts' in budget
      ? `at most ${grouped(budget.luts)} logic cells${budget.part === undefined ? '' : ` of ${budget.part}`}`
      : `${budget.fragmentsPerSecond} fragments a second at ${budget.clockMHz} MHz`;
  const kept =
    'luts' in budget
      ? ''
      : `, which keeps ${((budget.clockMHz * 1e6) / hardware.intervalCycles).toPrecision(4)} a second`;
  return `chosen for ${wanted}: ${foldingText(hardware)}${kept}`;
}

function streamReport(hardware: StreamHardware, part: Part): string {
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
    'LUT4',
    'EBR',
    'DSP',
  ];
  const sizes = engines(hardware);
  const estimates = estimateLayers(hardware, part);
  const rows = layerRows(hardware).map(({ name, bitwidth, shape, lanes }, i) => {
    const layer = hardware.layers[i]!;
    const { lut, bram, dsp } = estimates[i]!.estimate;
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
      grouped(bitsOf(sizes[i]!.memories)),
      layer.window.rows,
      grouped(busy),
      `${((100 * busy) / hardware.intervalCycles).toFixed(0)} %`,
      ...[unknownOr(lut), grouped(bram), grouped(dsp)],
    ];
  });
  const { totalBytes, averageBitwidth, compression } = storage(hardware.model);
  const buffers = memories(hardware).filter((memory) => !isRom(memory));
  const kinds = [...new Set(buffers.map(({ name }) => `${name}s`))].join(' and ');
  return [
    textTable(head, rows),
    '',
    `stored: ${grouped(storedBytes(hardware))} bytes in weight memories, their words' filling counted; ${kinds}: ${grouped(bitsOf(buffers) / 8)} bytes`,
    `the model's own: ${grouped(totalBytes)} bytes with signs in words of 16 bits, as engines of several lanes store them ` +
      `(${averageBitwidth.toFixed(2)} sign bits a weight, ${compression.toFixed(1)} times smaller than float32)`,
    ...(hardware.parity
      ? [`of that parity: ${grouped(parityBits(hardware))} bits, one a word of the weight memories`]
      : []),
    `predicted: ${grouped(hardware.latencyCycles)} cycles for one fragment, ${grouped(hardware.intervalCycles)} from one to the next; ` +
      `real time needs ${(hardware.intervalCycles / fragmentSeconds(hardware) / 1e6).toFixed(3)} MHz`,
    estimateLine(hardware, part),
  ].join('\n');
}

const unknownOr = (n: number | null) => (n === null ? '-' : grouped(n));

function estimateLine(hardware: Hardware, { device, family, resources }: Part): string {
  const { lc, lut, bram, spram, dsp } = estimate(hardware, { family, resources });
  return (
    `estimated for ${device}: ${unknownOr(lc)} logic cells, ${unknownOr(lut)} LUT4, ${bram} EBR, ${spram} SPRAM, ${dsp} DSP` +
    `${lc === null ? ' (-: no engine of this kind was measured there)' : ''}; it has ${resources.lut} LUT4, ` +
    `${resources.bram} EBR, ${resources.dsp} DSP`
  );
}

function foldedReport(hardware: FoldedHardware, part: Part): string {
  const head = [
    'layer',
    'bitwidth',
    'shape',
    'lanes',
    'x',
    'acc',
    'y',
    'tables',
    'block',
    'passes',
    'cycles',
    'of all',
  ];
  const rows = layerRows(hardware).map(({ name, bitwidth, shape, lanes }, i) => {
    const layer = hardware.layers[i]!;
    return [
      name,
      bitwidth,
      shape,
      lanes,
      layer.xBits,
      layer.accBits,
      layer.yBits,
      layer.tablesPerGroup * layer.grouping.groups,
      layer.block,
      layer.encoded.passes.length,
      grouped(layer.cycles),
      `${((100 * layer.cycles) / hardware.intervalCycles).toFixed(0)} %`,
    ];
  });
  const bits = (name: string) => grouped(bitsOf([memoryNamed(foldedMemories(hardware), name)]) / 8);
  const { totalBytes, averageBitwidth, compression } = storage(hardware.model);
  return [
    textTable(head, rows),
    '',
    `stored: ${grouped(storedBytes(hardware))} bytes, signs ${bits('signs')}, program with alphas and biases ` +
      `${bits('program')} (${hardware.program.length} words of ${hardware.format.wordBits} bits)`,
    `the model's own: ${grouped(totalBytes)} bytes, as engines of several lanes of a \`stream\` design store them ` +
      `(${averageBitwidth.toFixed(2)} sign bits a weight, ${compression.toFixed(1)} times smaller than float32)`,
    `tables: ${bits('tables')} bytes of ${hardware.sumBits}-bit sums; activations: ${grouped((hardware.usedActivations * hardware.xBits) / 8)} bytes ` +
      `of ${hardware.xBits} bits; accumulators: ${hardware.accBits} bits`,
    ...(hardware.parity
      ? [`of that parity: ${grouped(parityBits(hardware))} bits, one a word of the program and of signs`]
      : []),
    ...(hardware.folding.hopSamples === undefined ? [] : [sharedLine(hardware)]),
    `predicted: ${grouped(hardware.latencyCycles)} cycles for one fragment, ${grouped(hardware.intervalCycles)} from one to the next; ` +
      `real time needs ${(hardware.intervalCycles / fragmentSeconds(hardware) / 1e6).toFixed(3)} MHz`,
    estimateLine(hardware, part),
  ].join('\n');
}

/** What windows of one signal share. */
function sharedLine({ layers, folding }: FoldedHardware): string {
  const found = sharedWork(layers[0]!, folding);
  if (found.shared === null) return `windows share no work: ${found.reason}`;
  const { count } = found.shared;
  const { name, lengths } = layers[0]!;
  return `windows share ${count} of ${lengths.output} positions of ${name}; the fragment on its own is the first window`;
}

/** Time from one fragment to the next when each begins where the one before ended, or a hop later. */
function fragmentSeconds(hardware: Hardware): number {
  const { samples, sampleRateHz } = hardware.model.input;
  const hop = hopOf(hardware);
  return (hop ?? samples) / sampleRateHz;
}
