import { readBytes } from '../../data/readers/read-bytes.js';
import type { SignalSet } from '../../data/signal-set.js';
import { refuseForeignNetwork } from '../../import/foreign-file.js';
import { parseSafetensors, type Tensor } from '../../import/safetensors/tensors.js';
import type { AlqLayer, AlqModel, FloatLayer, FloatModel } from '../../model/float-model.js';
import type { IntegerModel } from '../../model/integer-model.js';
import { ofChannel } from '../../network/input.js';
import { type Problem, UserError } from '../../support/errors.js';
import { nearest } from '../../support/nearest.js';
import { MULTI_BIT_WEIGHTS } from '../foreign/foreign-network.js';
import { toIntegerModel } from '../to-integer.js';
import type { ImportConfig } from './import-config.js';
import { type Outlier, tameOutliers } from './outliers.js';
import { recoveredWeights, recoverModel } from './recover-model.js';

/**
 * Reads the weights of an import from a safetensors file. Weights and biases are those of the file, so real input is the
 * standardised one.
 *
 * @throws UserError with every tensor that is missing, unknown or of another shape
 */
export function readImported(path: string, { name, title, topology, nodes, standardised }: ImportConfig): FloatModel {
  refuseForeignNetwork(path, MULTI_BIT_WEIGHTS);
  const problems: Problem[] = [];
  const expected = new Map<string, number[]>();
  topology.layers.forEach(({ outChannels, inChannels, kernel }, i) => {
    const { tensors, dense } = nodes[i]!;
    expected.set(`${tensors}.weight`, dense ? [outChannels, inChannels * kernel] : [outChannels, inChannels, kernel]);
    expected.set(`${tensors}.bias`, [outChannels]);
  });
  const tensors = parseSafetensors(readBytes(path), path, (names) =>
    refuseOtherNetwork(names, [...expected.keys()], path, title),
  );
  for (const [name, shape] of expected) {
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
    if (expected.has(name)) continue;
    const near = nearest(
      name,
      [...expected.keys()].filter((known) => !tensors.has(known)),
    );
    problems.push({ where: path, field: name, message: 'unknown tensor', ...(near && { fix: near }) });
  }
  if (problems.length > 0) throw new UserError(problems);
  const values = (name: string) => (tensors.get(name) as Tensor).values;
  const layers = topology.layers.map(
    (shape, i): FloatLayer => ({
      ...shape,
      weights: values(`${nodes[i]!.tensors}.weight`),
      bias: values(`${nodes[i]!.tensors}.bias`),
    }),
  );
  const input = { ...topology.input, zero: Math.floor(standardised.mean) };
  const inputScale = 2 ** ofChannel(input.shift, 0) / standardised.deviation;
  return { name, classes: topology.classes, input, inputScale, layers };
}

/** Throws UserError when most tensors of the network are missing: then it is another one, and each name need not be said. */
function refuseOtherNetwork(names: readonly string[], expected: readonly string[], where: string, title: string): void {
  if (2 * expected.filter((name) => names.includes(name)).length > expected.length) return;
  const some = names.slice(0, 3).join(', ');
  throw new UserError({
    where,
    message: `a safetensors file of another network, ${names.length} tensors${some && `: ${some}${names.length > 3 ? ', ...' : ''}`}`,
    allowed: `${title}: ${expected[0]} to ${expected.at(-1)}`,
  });
}

/**
 * The network of an import in multi-bit form, its weights found back exactly. The integer input x = (code - zero) >> shift
 * is a little below the real one: the shift drops (2^shift - 1) / 2 codes on average and the zero is a whole number.
 * This constant goes into the first layer's bias.
 */
export function importedAlq(path: string, config: ImportConfig): AlqModel {
  const structures = config.nodes.map(({ structure }) => structure);
  return foldOffset(recoverModel(readImported(path, config), structures, path), config);
}

function foldOffset(model: AlqModel, { standardised: { mean, deviation } }: ImportConfig): AlqModel {
  const [zero, shift] = [model.input.zero, model.input.shift].map((value) => ofChannel(value, 0)) as [number, number];
  const offset = (zero + (2 ** shift - 1) / 2 - mean) / deviation;
  const [first, ...others] = model.layers as [AlqLayer, ...AlqLayer[]];
  const perOutput = first.groups.length / first.outChannels;
  const bias = first.bias.map((b, o) => {
    const own = first.groups.slice(o * perOutput, (o + 1) * perOutput);
    return b + offset * own.flatMap(recoveredWeights).reduce((sum, w) => sum + w, 0);
  });
  return { ...model, layers: [{ ...first, bias }, ...others] };
}

/** An imported network (see `importedAlq`) as an integer one; `calibration` sets shifts and finds silent channels. */
export function importedInteger(
  alq: AlqModel,
  { alphaBits, activationBits }: ImportConfig,
  calibration: SignalSet,
): { model: IntegerModel; outliers: Outlier[] } {
  const { model, outliers } = tameOutliers(alq, calibration);
  return { model: toIntegerModel(model, calibration, { alphaBits, activationBits }), outliers };
}

/** Real input [sample] of the network of `readImported` for a window of codes. */
export function standardisedInput(codes: ArrayLike<number>, { standardised }: ImportConfig): Float64Array {
  return Float64Array.from(codes, (code) => (code - standardised.mean) / standardised.deviation);
}
