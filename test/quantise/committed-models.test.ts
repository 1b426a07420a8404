import { expect, test } from 'vitest';
import { openSignals } from '../../generator/data/open.js';
import { readIntegerModel } from '../../generator/model/file.js';
import type { IntegerModel } from '../../generator/model/integer-model.js';
import { readNetwork } from '../../generator/model/network-file.js';
import { accumulatorRange } from '../../generator/model/nodes/convolution.js';
import { inputRanges } from '../../generator/model/ranges.js';
import { storage } from '../../generator/model/storage.js';
import { convolutions } from '../../generator/network/network.js';
import { layerLengths } from '../../generator/network/shapes.js';
import { assertExact, simulationOf } from '../../generator/quantise/simulation.js';
import { loadWasm } from '../../generator/train/backend.js';

const data = process.env.BITBEAT_DATA;
/** All fragments of the folder, or synthetic ones of every class. */
const set = openSignals(data, { windows: 34, seed: 4 });

test.each([
  ['ecg17-small', 8_000],
  ['ecg17-lean', 6_000],
  ['ecg17', 13_540],
  ['ecg17-patient', 8_000],
] as const)("%s: every score of the training is the interpreter's, in %d bytes at most", async (name, bytes) => {
  const model = readIntegerModel(`models/${name}`) as IntegerModel;
  expect(storage(model).totalBytes).toBeLessThanOrEqual(bytes);
  // float32 holds every sum of these exactly.
  const inputs = inputRanges(model);
  for (const [i, layer] of model.layers.entries())
    for (const { min, max } of accumulatorRange(layer, inputs[i]!).outputs)
      expect(Math.max(-min, max)).toBeLessThan(2 ** 24);
  const { inputScale, layers } = readNetwork(name, 'here');
  expect(model.layers.map((l) => l.name)).toEqual(layers.map((l) => l.name));
  expect(layerLengths(model).at(-1)!.output).toBe(1);
  const exact = simulationOf(model, inputScale);
  const backend = await loadWasm('own');
  assertExact(backend, model, exact, set);
  // One bias a step off is seen.
  convolutions(exact.model.layers).at(-1)!.bias[3]! += 2 ** model.layers.at(-1)!.scaleLog2;
  expect(() => assertExact(backend, model, exact, set)).toThrow(`score of ${model.classes[3]}`);
});
