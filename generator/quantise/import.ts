import { readBytes } from '../data/readers/read-bytes.js';
import type { SignalSet } from '../data/signal-set.js';
import { ECG17_CLASSES, ECG17_INPUT, ECG17_LAYERS } from '../model/ecg17.js';
import type { AlqLayer, AlqModel, FloatLayer, FloatModel } from '../model/float-model.js';
import type { Structure } from '../model/grouping.js';
import type { IntegerModel } from '../model/integer-model.js';
import { ofChannel } from '../network/input.js';
import { type Problem, UserError } from '../support/errors.js';
import { nearest } from '../support/nearest.js';
import { IMPORTED, refuseForeignNetwork } from './foreign-network.js';
import { type Outlier, tameOutliers } from './outliers.js';
import { recoveredWeights, recoverModel } from './recover-model.js';
import { parseSafetensors, type Tensor } from './safetensors.js';
import { toIntegerModel } from './to-integer.js';

/** The published network's input: `(code - mean) / deviation`, close to what its training set was standardised with. */
export const PUBLISHED_INPUT = { mean: 967.1, deviation: 91.9 };

/** PyTorch's names of the layers of ECG17_LAYERS: between them lie ReLU and pooling, or ReLU and dropout. */
const MODULES = [...[0, 3, 6, 9, 12, 15, 18].map((n) => `features.${n}`), 'classifier.0', 'classifier.3'];

/** The groups of the published network: every kernel; each half of the first dense layer's inputs; all of the second's. */
const STRUCTURES: Structure[] = MODULES.map((name) => {
  if (name === 'classifier.0') return { kind: 'subchannelwise', count: 2 };
  return name === 'classifier.3' ? { kind: 'channelwise' } : { kind: 'kernelwise' };
});

/**
 * Reads the published network (Sun et al., arXiv 2202.12943) from a safetensors file with PyTorch's names. Weights and
 * biases are those of the file, so real input is `(code - mean) / deviation` of PUBLISHED_INPUT.
 *
 * @throws UserError with every tensor that is missing, unknown or of another shape
 */
export function readPublished(path: string): FloatModel {
  refuseForeignNetwork(path);
  const problems: Problem[] = [];
  const wanted = new Map<string, number[]>();
  ECG17_LAYERS.forEach(({ outChannels, inChannels, kernel }, i) => {
    const isDense = MODULES[i]!.startsWith('classifier');
    wanted.set(
      `${MODULES[i]}.weight`,
      isDense ? [outChannels, inChannels * kernel] : [outChannels, inChannels, kernel],
    );
    wanted.set(`${MODULES[i]}.bias`, [outChannels]);
  });
  const tensors = parseSafetensors(readBytes(path), path, (names) =>
    refuseOtherNetwork(names, [...wanted.keys()], path),
  );
  for (const [name, shape] of wanted) {
    const found = tensors.get(name)?.shape;
    if (found === undefined)
      problems.push({ where: path, field: name, message: 'missing tensor', allowed: `shape [${shape}]` });
    else if (`${found}` !== `${shape}`)
      problems.push({
        where: path,
        field: name,
        message: 'a shape that does not fit the network',
        value: found,
        allowed: `[${shape}]`,
      });
  }
  for (const name of tensors.keys()) {
    if (wanted.has(name)) continue;
    const near = nearest(
      name,
      [...wanted.keys()].filter((known) => !tensors.has(known)),
    );
    problems.push({ where: path, field: name, message: 'unknown tensor', ...(near && { fix: near }) });
  }
  if (problems.length > 0) throw new UserError(problems);
  const values = (name: string) => (tensors.get(name) as Tensor).values;
  const layers = ECG17_LAYERS.map(
    (shape, i): FloatLayer => ({
      ...shape,
      weights: values(`${MODULES[i]}.weight`),
      bias: values(`${MODULES[i]}.bias`),
    }),
  );
  const input = { ...ECG17_INPUT, zero: Math.floor(PUBLISHED_INPUT.mean) };
  const inputScale = 2 ** ofChannel(input.shift, 0) / PUBLISHED_INPUT.deviation;
  return { name: 'ecg17-published', classes: ECG17_CLASSES, input, inputScale, layers };
}

/** Throws UserError when most tensors of the network are missing: then it is another one, and each name need not be said. */
function refuseOtherNetwork(names: readonly string[], wanted: readonly string[], where: string): void {
  if (2 * wanted.filter((name) => names.includes(name)).length > wanted.length) return;
  const some = names.slice(0, 3).join(', ');
  throw new UserError({
    where,
    message: `a safetensors file of another network, ${names.length} tensors${some && `: ${some}${names.length > 3 ? ', ...' : ''}`}`,
    allowed: `${IMPORTED}: ${wanted[0]} to ${wanted.at(-1)}`,
  });
}

/**
 * The published network in multi-bit form, its weights found back exactly. The integer input x = (code - zero) >> shift
 * is a little below the real one: the shift drops (2^shift - 1) / 2 codes on average and the zero is a whole number.
 * This constant goes into the first layer's bias.
 */
export function importPublished(path: string): AlqModel {
  return foldOffset(recoverModel(readPublished(path), STRUCTURES, path));
}

function foldOffset(model: AlqModel): AlqModel {
  const [zero, shift] = [model.input.zero, model.input.shift].map((value) => ofChannel(value, 0)) as [number, number];
  const offset = (zero + (2 ** shift - 1) / 2 - PUBLISHED_INPUT.mean) / PUBLISHED_INPUT.deviation;
  const [first, ...others] = model.layers as [AlqLayer, ...AlqLayer[]];
  const perOutput = first.groups.length / first.outChannels;
  const bias = first.bias.map((b, o) => {
    const own = first.groups.slice(o * perOutput, (o + 1) * perOutput);
    return b + offset * own.flatMap(recoveredWeights).reduce((sum, w) => sum + w, 0);
  });
  return { ...model, layers: [{ ...first, bias }, ...others] };
}

/** Widths of the imported integer network. */
const IMPORT_BITS = { alphaBits: 8, activationBits: 8 };

/** The published network (see `importPublished`) as an integer network; `calibration` sets shifts and finds silent channels. */
export function publishedInteger(alq: AlqModel, calibration: SignalSet): { model: IntegerModel; outliers: Outlier[] } {
  const { model, outliers } = tameOutliers(alq, calibration);
  return { model: toIntegerModel(model, calibration, IMPORT_BITS), outliers };
}

/** Real input [sample] of the network of `readPublished` for a fragment of ADC codes. */
export function publishedInput(codes: ArrayLike<number>): Float64Array {
  return Float64Array.from(codes, (code) => (code - PUBLISHED_INPUT.mean) / PUBLISHED_INPUT.deviation);
}
