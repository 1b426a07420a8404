import { foldingText } from '../arch/architectures.js';
import { estimate } from '../arch/estimate/estimate.js';
import type { Hardware } from '../arch/hardware.js';
import { layerStorage } from '../arch/layer-storage.js';
import { parityBits, storedBytes } from '../arch/memories.js';
import { taskHardware } from '../arch/tasks.js';
import type { Budget } from '../config/design.js';
import { findPart, type Part } from '../devices/devices.js';
import type { IntegerNetwork } from '../model/integer-model.js';
import { outputModels } from '../model/outputs.js';
import { storage } from '../model/storage.js';
import { isSeveral } from '../network/task.js';
import { reportOf } from './architectures.js';
import { converterWords, outputWords } from './outputs.js';
import { stepsWords } from './steps.js';
import { grouped, textTable, unknownOr } from './table.js';

export interface LayerRow {
  name: string;
  /** Sign bits per weight. */
  bitwidth: string;
  /** Input channels x positions -> output channels x positions. */
  shape: string;
  lanes: number;
}

export function layerRows(hardware: Hardware): LayerRow[] {
  const stored = layerStorage(hardware);
  return hardware.layers.map(({ name, shape, lengths, tilePositions }, i) => ({
    name,
    bitwidth: stored[i]!.averageBitwidth.toFixed(2),
    shape: `${shape.inChannels}x${lengths.input} -> ${shape.outChannels}x${lengths.output}`,
    lanes: tilePositions,
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
  const told = reportOf(hardware);
  const columns = told.columns(hardware, part);
  const rows = layerRows(hardware).map(({ name, bitwidth, shape, lanes }, i) => [
    ...[name, bitwidth, shape, lanes],
    ...columns.map(({ cells }) => cells[i]!),
  ]);
  const { totalBytes, averageBitwidth, compression } = storage(hardware.model);
  const { latencyCycles, intervalCycles, parity } = hardware;
  const { gives, rule, head, rows: outputs } = outputWords(hardware.model);
  const converter = converterWords(hardware.model);
  return [
    textTable(['layer', 'bitwidth', 'shape', 'lanes', ...columns.map(({ head }) => head)], rows),
    '',
    `stored: ${grouped(storedBytes(hardware))} bytes${told.stored(hardware)}`,
    `the model's own: ${grouped(totalBytes)} bytes${told.modelWords} ` +
      `(${averageBitwidth.toFixed(2)} bases per weight, ${compression.toFixed(1)} times smaller than float32)`,
    ...told.buffers(hardware),
    ...(parity ? [`of that parity: ${grouped(parityBits(hardware))} bits, one a word of ${told.checked}`] : []),
    ...told.notes(hardware),
    `gives: ${gives}`,
    ...stepsWords(hardware).map((words) => `  ${words}`),
    ...(taskHardware(hardware.model).decides ? [] : [`  ${rule}`, textTable(head, outputs)]),
    ...eachOutput(hardware.model),
    ...(converter === null ? [] : [`real samples: ${converter}`]),
    `predicted: ${grouped(latencyCycles)} cycles for one fragment, ${grouped(intervalCycles)} from one to the next; ` +
      `real time needs ${realTimeMHz(hardware).toFixed(3)} MHz`,
    estimateLine(hardware, part),
    ...(budget === null ? [] : [budgetLine(hardware, budget)]),
  ].join('\n');
}

/** Of several outputs, what each says; empty: there is one. */
const eachOutput = (model: IntegerNetwork): string[] =>
  isSeveral(model)
    ? outputModels(model).flatMap(({ output, model: own }) => {
        const { rule, head, rows } = outputWords(own);
        return [`  ${output.name}: ${rule}`, textTable(head, rows)];
      })
    : [];

/** What was chosen to keep a budget. */
function budgetLine(hardware: Hardware, budget: Budget): string {
  const expected =
    'luts' in budget
      ? `at most ${grouped(budget.luts)} logic cells${budget.part === undefined ? '' : ` of ${budget.part}`}`
      : `${budget.fragmentsPerSecond} fragments a second at ${budget.clockMHz} MHz`;
  const kept =
    'luts' in budget
      ? ''
      : `, which keeps ${((budget.clockMHz * 1e6) / hardware.intervalCycles).toPrecision(4)} a second`;
  return `chosen for ${expected}: ${foldingText(hardware)}${kept}`;
}

function estimateLine(hardware: Hardware, { device, family, resources }: Part): string {
  const { lc, lut, bram, spram, dsp } = estimate(hardware, { family, resources });
  return (
    `estimated for ${device}: ${unknownOr(lc)} logic cells, ${unknownOr(lut)} LUT4, ${bram} EBR, ${spram} SPRAM, ${dsp} DSP` +
    `${lc === null ? ' (-: no engine of this kind was measured there)' : ''}; it has ${resources.lut} LUT4, ` +
    `${resources.bram} EBR, ${resources.dsp} DSP`
  );
}

/** Clock that keeps up with the signal: fragments one after the other, or windows a hop apart. */
export function realTimeMHz({ intervalCycles, model, hopSamples }: Hardware): number {
  return (intervalCycles * model.input.sampleRateHz) / (hopSamples ?? model.input.samples) / 1e6;
}
