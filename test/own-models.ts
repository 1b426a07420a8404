import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseIntegerModel, printIntegerModel } from '../generator/model/file.js';
import type { IntegerLayer, IntegerModel } from '../generator/model/integer-model.js';
import type { InputSpec } from '../generator/network/input.js';
import { chained, INPUT, type LayerShape } from '../generator/network/network.js';
import { convolutionLengths } from '../generator/network/nodes/convolution.js';
import { OUTPUT_NOUNS, type Task, type TaskKind } from '../generator/network/task.js';
import { random } from '../generator/support/random.js';

/** What a user's own model may be like: nothing of the ECG that is shipped. */
export interface Own extends Partial<InputSpec> {
  samples: number;
  classes: number;
  /** Classes if left out. */
  task?: Task;
  /** Of the scores; 0 if left out. */
  scaleLog2?: number;
  /** Scores of each position of the first layer, that of three positions each. */
  per?: 'step';
}

const STEPPED = {
  ...{ samples: 40, channels: 2, sampleRateHz: 100, codeBits: 10, zero: 512, shift: 2 },
  per: 'step' as const,
};

/** Small models of shapes that nothing shipped has. */
export const OWN_MODELS: Readonly<Record<string, Own>> = {
  'three-channels': { samples: 128, channels: 3, sampleRateHz: 50, codeBits: 10, zero: 512, classes: 6 },
  'channels-apart': {
    ...{ samples: 20, channels: 5, sampleRateHz: 100, codeBits: 12, classes: 3 },
    ...{ zero: [0, 4095, 2048, 100, 2050], shift: [4, 6, 2, 0, 15] },
  },
  'one-sample': { samples: 1, channels: 1, sampleRateHz: 0.1, codeBits: 8, zero: 128, classes: 3 },
  'wide-codes': { samples: 16, channels: 1, sampleRateHz: 48_000, codeBits: 16, zero: 32_768, shift: 8, classes: 2 },
  'one-bit': { samples: 24, channels: 1, sampleRateHz: 1000, codeBits: 1, zero: 0, bits: 2, classes: 2 },
  labels: {
    ...{ samples: 24, channels: 2, sampleRateHz: 100, codeBits: 10, zero: 512, shift: 2, classes: 5 },
    // About the middle of each score.
    task: { kind: 'labels', thresholds: [0, -700, 1200, -30, 2 ** 31 - 1] },
    converter: { zero: 512, gain: 200, units: 'mV' },
  },
  values: {
    ...{ samples: 24, channels: 2, sampleRateHz: 100, codeBits: 12, zero: [2048, 0], shift: 4, classes: 2 },
    scaleLog2: -7,
    task: { kind: 'values', units: ['beats/min', '"ms" */'] },
    converter: { zero: [2048, 0], gain: [400.25, -3.5], units: ['\u00b5V', '\u00b0'] },
  },
  several: {
    ...{ samples: 24, channels: 2, sampleRateHz: 100, codeBits: 10, zero: 512, shift: 2, classes: 9 },
    task: {
      kind: 'several',
      outputs: [
        { name: 'rhythm', count: 3, task: { kind: 'classes' } },
        { name: 'noise', count: 2, task: { kind: 'labels', thresholds: [-700, 400] } },
        { name: 'rate', count: 1, task: { kind: 'values', units: ['beats/min'] }, scaleLog2: -3 },
        { name: 'beat', count: 3, task: { kind: 'classes' } },
      ],
    },
  },
  'many-classes': { samples: 8, channels: 1, sampleRateHz: 20, codeBits: 6, zero: 0, bits: 7, classes: 300 },
};

/** Models with scores of each step, of two channels: 18 steps of 40 samples. */
export const STEP_MODELS: Readonly<Record<TaskKind, Own>> = {
  classes: { ...STEPPED, classes: 3 },
  labels: { ...STEPPED, classes: 5, task: { kind: 'labels', thresholds: [0, -700, 1200, -30, 2 ** 31 - 1] } },
  values: { ...STEPPED, classes: 2, scaleLog2: -7, task: { kind: 'values', units: ['beats/min', 'hPa'] } },
  several: {
    ...{ ...STEPPED, classes: 7 },
    task: {
      kind: 'several',
      outputs: [
        { name: 'noise', count: 2, task: { kind: 'labels', thresholds: [-700, 400] } },
        { name: 'beat', count: 3, task: { kind: 'classes' } },
        { name: 'rate', count: 2, task: { kind: 'values', units: ['beats/min', 'hPa'] } },
      ],
    },
  },
};

/** A legal model of two layers with random weights, of the same bytes each time. */
export function ownModel(name: string, { classes, task, scaleLog2 = 0, per, ...given }: Own): IntegerModel {
  const input = { channels: 1, sampleRateHz: 100, codeBits: 8, zero: 128, shift: 0, bits: 8, ...given };
  const rng = random(7);
  const kernel = Math.min(5, input.samples);
  const first = {
    ...{ name: 'conv1', inChannels: input.channels, outChannels: 4, kernel, stride: kernel > 2 ? 2 : 1 },
    ...{ padding: 0, pool: null },
  };
  const { output } = convolutionLengths(first, input.samples);
  const taps = per === 'step' ? { kernel: 3, padding: 1 } : { kernel: output };
  const last = { ...first, name: 'dense', inChannels: 4, outChannels: classes, stride: 1, ...taps };
  const layers = chained([
    weighted(first, { shift: input.bits, bits: 6 }, rng),
    { ...weighted(last, null, rng), scaleLog2 },
  ]);
  const names = Array.from(
    { length: classes },
    (_, i) => `${task === undefined ? 'class' : OUTPUT_NOUNS[task.kind]} ${i}`,
  );
  const model = { name, classes: names, ...(task && { task }), input, layers, ...(per && { per }) };
  // Through its file: what the helper makes is what the reader takes.
  return parseIntegerModel(printIntegerModel(model), name) as IntegerModel;
}

function weighted(shape: LayerShape, requant: IntegerLayer['requant'], rng: ReturnType<typeof random>) {
  const { inChannels, outChannels, kernel } = shape;
  const draw = (length: number, low: number, high: number) => Array.from({ length }, () => rng.integer(low, high));
  const layer: IntegerLayer = {
    ...shape,
    kind: 'convolution',
    from: [INPUT],
    structure: { kind: 'channelwise' },
    alphaBits: 6,
    bitwidths: new Uint8Array(outChannels).fill(2),
    alphas: Uint16Array.from(draw(2 * outChannels, 1, 63)),
    signs: Uint8Array.from(draw(2 * outChannels * inChannels * kernel, 0, 1)),
    bias: Int32Array.from(draw(outChannels, -500, 500)),
    requant,
    scaleLog2: 0,
  };
  return layer;
}

/** Writes a model and a design of it into a folder; returns the design's file. */
export function ownDesign(
  folder: string,
  name: string,
  architecture: 'stream' | 'folded',
  own = OWN_MODELS[name]!,
): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.alq.json`), printIntegerModel(ownModel(name, own)));
  const folding = architecture === 'stream' ? { cyclesPerLayer: 100_000 } : { lanes: 1, tapsPerLookup: 1 };
  const design = { name: `${name}-${architecture}`, model: `${name}.alq.json`, architecture, folding };
  const file = join(folder, `${name}-${architecture}.json`);
  writeFileSync(file, JSON.stringify(design));
  return file;
}
