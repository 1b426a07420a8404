import { type SignalSet, windowCodes } from '../data/signal-set.js';
import { UserError } from '../support/errors.js';
import { random } from '../support/random.js';
import type { Expected } from './expected.js';
import { places, tensorShape } from './framework-outputs.js';
import type { Imported } from './import-file.js';

/** Windows that are compared. */
const WINDOWS = 32;

/**
 * What the framework itself makes of windows: of a data set, or made up. ONNX Runtime runs ONNX; the others need their Python.
 *
 * @throws UserError for other formats, and when ONNX Runtime is not installed
 */
export async function frameworkOutputs(
  path: string,
  { file, graph }: Imported,
  set: SignalSet | null,
): Promise<Expected> {
  if (file.format !== 'ONNX')
    throw new UserError({
      where: path,
      message: `${file.format} cannot be run here`,
      allowed: '--check of ONNX',
      fix: '--expected with a NPZ of windows (input) and of what the framework makes of them (output)',
    });
  const { input } = graph;
  const own = set === null ? madeUp(input.channels * input.positions) : windowsOf(set, path, graph);
  const order = places(input.axes, input);
  const shape = tensorShape(input.axes, input);
  const windows = own.map((window) => Float32Array.from(order, (at) => window[at]!));
  const { runOnnx } = await import('./onnx/runtime.js');
  const name = graph.outputs[0]!.name;
  const output = (await runOnnx(path, windows, shape)).get(name)!;
  const values = Float64Array.from(windows.flatMap((window) => [...window]));
  return {
    where: path,
    input: { shape: [windows.length, ...shape.slice(1)], values },
    output,
    names: { input: input.name, output: name },
  };
}

/** Values of about 1 that follow from one seed. */
function madeUp(length: number): Float64Array[] {
  const rng = random(1);
  return Array.from({ length: WINDOWS }, () => Float64Array.from({ length }, () => rng.normal()));
}

/** Windows of a data set in real values, [channel][sample], evenly over it. */
function windowsOf(set: SignalSet, path: string, { input }: Imported['graph']): Float64Array[] {
  const [{ samples, channels, zero, gain }] = set.inputs;
  if (samples !== input.positions || channels !== input.channels || zero === undefined || gain === undefined)
    throw new UserError({
      where: set.provenance.source,
      message: `not windows that ${path} takes`,
      value: `${channels} x ${samples}`,
      allowed: `${input.channels} channels of ${input.positions} samples, with zero and gain`,
    });
  const count = Math.min(WINDOWS, set.names.length);
  return Array.from({ length: count }, (_, i) => {
    const codes = windowCodes(set, Math.floor((i * set.names.length) / count));
    return Float64Array.from(codes, (_, at) => {
      const c = Math.floor(at / samples);
      return (codes[(at % samples) * channels + c]! - zero[c]!) / gain[c]!;
    });
  });
}
