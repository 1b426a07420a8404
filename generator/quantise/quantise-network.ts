import { openingSignals } from '../data/open.js';
import { type SignalSet, subset, windowCodes } from '../data/signal-set.js';
import type { LayerGraph } from '../import/graph/graph.js';
import { importNetwork } from '../import/import-network.js';
import { withoutCeilings } from '../import/lower/ceilings.js';
import { type CodedInput, floatModelOf } from '../import/to-network/float-model.js';
import { toNetwork } from '../import/to-network/to-network.js';
import type { FloatNetwork } from '../model/float-model.js';
import type { IntegerNetwork } from '../model/integer-model.js';
import { storage } from '../model/storage.js';
import { convolutions } from '../network/network.js';
import { UserError } from '../support/errors.js';
import { watched } from '../support/long-work.js';
import { loadBackend } from '../train/backend.js';
import type { RoundReport } from './fine-tune.js';
import { type Imitation, imitate } from './imitate.js';
import { type Compared, comparingLevels, realWindow } from './levels.js';
import { networkOutputs } from './network-outputs.js';

export type { MetricKind, Metrics } from '../train/tasks/task.js';
export type { ComparedOutput, Level } from './levels.js';

export interface QuantiseNetworkOptions extends Partial<Omit<Imitation, 'identities' | 'grouped'>> {
  /** A network of another framework. */
  file: string;
  network?: string | undefined;
  samples?: number | undefined;
  /** Windows; their targets, where there are some, name the outputs and are measured by. */
  data: string;
  /** Windows that are measured by, if not those that are trained on. */
  test?: string | undefined;
  /** Of the integer model. */
  name: string;
  onRound?: (report: RoundReport) => void;
}

export interface QuantisedNetwork extends Compared {
  integer: IntegerNetwork;
  float: FloatNetwork;
  rounds: RoundReport[];
  /** That are measured by. */
  windows: number;
  storageBytes: number;
  float32Bytes: number;
  notes: string[];
}

/** Windows that tell whether ceilings of activations are reached. */
const UNCLIPPED = 500;

const ceilingNotes = (unreached: readonly number[], windows: number) =>
  unreached.length === 0
    ? []
    : [
        `${unreached.length} ceilings (${[...new Set(unreached)].join(', ')}) are left off: none of ${windows} windows reaches one`,
      ];

/** Most windows that levels are compared on. */
const COMPARED = 1000;

/**
 * A network of another framework as an integer network that imitates it on windows.
 *
 * @throws UserError for a network with nodes that are not had here, and for windows that it does not take
 */
export async function quantiseNetwork(options: QuantiseNetworkOptions): Promise<QuantisedNetwork> {
  const { file, network, samples, data, test, name, onRound } = options;
  const backend = await loadBackend();
  const imported = await watched(await importNetwork({ file, network, samples }), `reading ${file}`);
  const { graph, folded } = imported;
  const set = await watched(openingSignals(data, { windows: 1, seed: 1 }), `reading ${data}`);
  const measured =
    test === undefined ? set : await watched(openingSignals(test, { windows: 1, seed: 1 }), `reading ${test}`);
  const coded = codedInput(graph, set);
  requireSameCodes(coded, codedInput(graph, measured), measured.provenance.source);
  const twoClasses = withTwoClasses(folded);
  const two = twoClasses !== folded;
  const seen = evenly(set, UNCLIPPED);
  const windows = seen.names.map((_, i) => realWindow(windowCodes(seen, i), coded));
  const { graph: unclipped, unreached } = withoutCeilings(twoClasses, windows);
  const laid = toNetwork(file, unclipped);
  const form = { count: laid.layers.at(-1)!.outChannels, end: graph.outputs[0]!.end, two, per: laid.per };
  const outputs = networkOutputs(form, set, measured);
  const float = floatModelOf(laid, name, outputs.names, coded);
  const { integer, rounds } = imitate(
    backend,
    float,
    set,
    {
      activationBits: options.activationBits ?? 8,
      maxBits: options.maxBits ?? 4,
      bytes: options.bytes ?? null,
      windows: options.windows ?? 32_000,
      seed: options.seed ?? 1,
      identities: laid.identities,
      grouped: laid.grouped,
    },
    onRound,
  );
  const some = evenly(outputs.measured, COMPARED);
  const compared = await watched(
    comparingLevels({ graph, folded, float, integer, two }, some, coded),
    'comparing levels',
  );
  const parameters = convolutions(float.layers).reduce((sum, l) => sum + l.weights.length + l.bias.length, 0);
  return {
    integer,
    float,
    rounds,
    ...compared,
    windows: some.names.length,
    storageBytes: storage(integer).totalBytes,
    float32Bytes: 4 * parameters,
    notes: [
      ...imported.notes,
      ...ceilingNotes(unreached, windows.length),
      ...laid.notes,
      ...outputs.notes,
      ...set.provenance.notes,
    ],
  };
}

/** One score that is thresholded at 0 is the second of two classes whose first has 0. */
function withTwoClasses(graph: LayerGraph): LayerGraph {
  const [output] = graph.outputs;
  const last = graph.nodes.find(({ id }) => id === output?.edge);
  if (output?.end !== 'sigmoid' || last?.kind !== 'conv' || last.outChannels !== 1) return graph;
  const two = {
    ...last,
    outChannels: 2,
    weights: Float64Array.from([...last.weights.map(() => 0), ...last.weights]),
    bias: Float64Array.from([0, last.bias[0]!]),
  };
  return { ...graph, nodes: graph.nodes.map((node) => (node === last ? two : node)) };
}

/** What the data set says of its codes. Throws UserError when the network does not take such windows. */
function codedInput(graph: LayerGraph, set: SignalSet): CodedInput {
  const {
    inputs: [input],
    provenance,
  } = set;
  const { samples, channels, zero, gain } = input;
  const where = provenance.source;
  if (samples !== graph.input.positions || channels !== graph.input.channels)
    throw new UserError({
      where,
      field: 'input',
      message: 'windows of another shape than the network takes',
      value: `${channels} x ${samples}`,
      allowed: `${graph.input.channels} channels of ${graph.input.positions} samples`,
    });
  if (zero === undefined || gain === undefined)
    throw new UserError({
      where,
      field: 'input',
      message: 'does not say what a code is worth: the network was trained on real values',
      allowed: 'zero (the code of 0) and gain (codes a unit)',
    });
  const seen = seenCodes(set);
  return { samples, channels, rateHz: input.rateHz ?? 1, codeBits: input.codeBits ?? 16, zero, gain, seen };
}

/** Least and largest code of each channel. */
function seenCodes(set: SignalSet): [number, number][] {
  const { channels } = set.inputs[0];
  const seen = Array.from({ length: channels }, (): [number, number] => [Number.POSITIVE_INFINITY, 0]);
  set.names.forEach((_, i) => {
    windowCodes(set, i).forEach((code, at) => {
      const own = seen[at % channels]!;
      if (code < own[0]) own[0] = code;
      if (code > own[1]) own[1] = code;
    });
  });
  return seen;
}

/** What is measured by must be coded as what is trained on: the hardware has one converter. */
function requireSameCodes(coded: CodedInput, own: CodedInput, where: string): void {
  const converter = ({ seen: _, ...rest }: CodedInput) => JSON.stringify(rest);
  if (converter(coded) === converter(own)) return;
  const { zero, gain } = coded;
  throw new UserError({
    where,
    field: 'input',
    message: 'other codes than those of the windows to train on',
    value: { zero: own.zero, gain: own.gain },
    allowed: 'the same zero, gain, width and rate',
    fix: `"zero": ${JSON.stringify(zero)}, "gain": ${JSON.stringify(gain)} in the data set's file`,
  });
}

const evenly = (set: SignalSet, most: number): SignalSet => {
  const total = set.names.length;
  const count = Math.min(most, total);
  return subset(
    set,
    Array.from({ length: count }, (_, i) => Math.floor((i * total) / count)),
  );
};
