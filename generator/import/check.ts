import { type SignalSet, windowCodes } from '../data/signal-set.js';
import { UserError } from '../support/errors.js';
import { random } from '../support/random.js';
import type { Expected } from './expected.js';
import { FrameworkRun, places, tensorShape } from './framework-outputs.js';
import type { LayerGraph } from './graph/graph.js';
import type { Imported } from './import-file.js';

/** Windows that are compared. */
const WINDOWS = 32;

/**
 * What the framework itself makes of windows [channel][sample], or of made-up ones. ONNX Runtime runs ONNX; the others need their
 * Python.
 *
 * @throws UserError for other formats, and when ONNX Runtime is not installed
 */
export async function frameworkOutputs(
  path: string,
  { file, graph }: Imported,
  own: readonly Float64Array[] | null,
): Promise<Expected[]> {
  if (file.format !== 'ONNX')
    throw new UserError({
      where: path,
      message: `${file.format} cannot be run here`,
      allowed: '--check of ONNX',
      fix: '--expected with a NPZ of windows (input) and of what the framework makes of them (output)',
    });
  const { input } = graph;
  const tensors = tensorsOf(graph, own ?? madeUp(input.channels * input.positions)).map((w) => Float32Array.from(w));
  const { runOnnx } = await import('./onnx/runtime.js');
  const made = await runOnnx(path, tensors, tensorShape(input.axes, input));
  return graph.outputs.map(({ name }) => expectedOn(path, graph, tensors, name, made.get(name)!));
}

/** What a network as imported makes of windows [channel][sample]: what its folded form is compared with where nothing else is. */
export function ownOutputs(path: string, graph: LayerGraph, own: readonly Float64Array[]): Expected[] {
  const run = new FrameworkRun(graph);
  const tensors = tensorsOf(graph, own);
  const streams = tensors.map((tensor) => run.streams(Float64Array.from(tensor)));
  return graph.outputs.map((output) => {
    const values = Float64Array.from(streams.flatMap((of) => [...run.output(output, of)]));
    const shape = [tensors.length, values.length / tensors.length];
    return expectedOn(path, graph, tensors, output.name, { shape, values });
  });
}

/** Windows in the framework's order. */
function tensorsOf({ input }: LayerGraph, windows: readonly Float64Array[]): number[][] {
  const order = places(input.axes, input);
  return windows.map((window) => Array.from(order, (at) => window[at]!));
}

function expectedOn(
  where: string,
  { input }: LayerGraph,
  tensors: readonly ArrayLike<number>[],
  name: string,
  output: Expected['output'],
): Expected {
  const shape = [tensors.length, ...tensorShape(input.axes, input).slice(1)];
  const values = Float64Array.from(tensors.flatMap((tensor) => Array.from(tensor)));
  return { where, input: { shape, values }, output, names: { input: input.name, output: name } };
}

/** Values of about 1 that follow from one seed. */
function madeUp(length: number): Float64Array[] {
  const rng = random(1);
  return Array.from({ length: WINDOWS }, () => Float64Array.from({ length }, () => rng.normal()));
}

/**
 * Windows of a data set in real values, [channel][sample], evenly over it.
 *
 * @throws UserError when the network does not take such windows
 */
export function windowsOf(set: SignalSet, path: string, { input }: Imported['graph']): Float64Array[] {
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
