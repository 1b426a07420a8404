/*
 * An integer network as other generators are given it: whole weights, biases and shifts of each layer, and windows with the scores and the
 * class that the integer network has for them.
 *
 *   node sim/peers/network.mjs MODEL FILE [DATA]
 */
import { writeFileSync } from 'node:fs';
import { fragmentsFor } from '../../dist/data/for-model.js';
import { windowCodes } from '../../dist/data/signal-set.js';
import { readIntegerModel } from '../../dist/model/file.js';
import { Interpreter, quantiseInput } from '../../dist/model/interpreter.js';
import { integerWeights } from '../../dist/model/weights.js';

const WINDOWS = 20;

const [path, out, data] = process.argv.slice(2);
const model = readIntegerModel(path);
const { set } = fragmentsFor(model, { data, fragments: WINDOWS, usual: WINDOWS, hop: undefined, replaceable: false });
const interpreter = new Interpreter(model);
const codes = set.names.map((_, i) => windowCodes(set, i));
const { samples, channels, bits } = model.input;

/** [position][channel], as most other programs order a signal. */
function window(own) {
  const values = quantiseInput(model.input, own);
  return Array.from(values, (_, i) => values[(i % channels) * samples + Math.floor(i / channels)]);
}

const layers = model.layers.map((layer) => ({
  name: layer.name,
  in: layer.inChannels,
  out: layer.outChannels,
  kernel: layer.kernel,
  stride: layer.stride,
  before: layer.padding,
  after: layer.paddingAfter ?? layer.padding,
  relu: layer.requant !== null,
  shift: layer.requant?.shift ?? 0,
  bits: layer.requant?.bits ?? null,
  pool: layer.pool,
  weights: [...integerWeights(layer)],
  bias: [...layer.bias],
}));
const network = {
  ...{ name: model.name, samples, channels, bits, layers },
  windows: codes.map(window),
  scores: codes.map((own) => [...interpreter.scores(own)]),
  said: codes.map((own) => interpreter.classify(own)),
};
writeFileSync(out, JSON.stringify(network));
