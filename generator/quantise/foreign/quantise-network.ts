import { openingSignals } from '../../data/open.js';
import { type SignalSet, subset, type Targets, windowCodes } from '../../data/signal-set.js';
import type { End, LayerGraph } from '../../import/graph/graph.js';
import { importNetwork } from '../../import/import-network.js';
import { joinOutputs } from '../../import/lower/join-outputs.js';
import { lower } from '../../import/lower/lower.js';
import { stackOutputs } from '../../import/lower/stack-outputs.js';
import { laidAsSeen } from '../../import/to-network/as-seen.js';
import { floatModelOf } from '../../import/to-network/float-model.js';
import type { FloatNetwork } from '../../model/float-model.js';
import type { IntegerNetwork } from '../../model/integer-model.js';
import { storage } from '../../model/storage.js';
import { convolutions } from '../../network/network.js';
import { watched } from '../../support/long-work.js';
import { loadBackend } from '../../train/backend.js';
import { tiedStorage } from '../alq/uniform.js';
import type { RoundReport } from '../fine-tune.js';
import { codedInput, requireSameCodes, withConverter } from './coded-input.js';
import { givenNumbers } from './given/given-numbers.js';
import { type NodeOrigin, originsOf } from './given/origins.js';
import { type Imitation, imitate } from './imitate.js';
import { type Compared, comparingLevels, realWindow } from './levels.js';
import { networkOutputs } from './network-outputs.js';
import { severalOutputs } from './several-outputs.js';

export type { MetricKind, Metrics } from '../../train/tasks/task.js';
export type { NodeOrigin } from './given/origins.js';
export type { Level } from './level.js';
export type { ComparedOutput } from './levels.js';

export interface QuantiseNetworkOptions extends Partial<Omit<Imitation, 'identities' | 'grouped'>> {
  /** A network of another framework. */
  file: string;
  network?: string | undefined;
  samples?: number | undefined;
  /** Of the network's files, if it must be that one. */
  sha256?: string | undefined;
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
  /** What of the file's own numbers is left as it is. */
  origins: NodeOrigin[];
  /** That are measured by. */
  set: SignalSet;
  windows: number;
  storageBytes: number;
  float32Bytes: number;
  notes: string[];
}

/** Windows that tell whether ceilings of activations are reached, and how low values go. */
const SEEN = 500;

/** Whether only the largest score, or the sign of each, counts. */
const isDecision = (end: End | null, targets: Targets | null) =>
  end !== null || targets?.kind === 'classes' || targets?.kind === 'labels';

/** Most windows that levels are compared on. */
const COMPARED = 1000;

/**
 * A network of another framework as an integer network that imitates it on windows.
 *
 * @throws UserError for a network with nodes that are not had here, and for windows that it does not take
 */
export async function quantiseNetwork(options: QuantiseNetworkOptions): Promise<QuantisedNetwork> {
  const { file, network, samples, sha256, data, test, name, uniform = false, onRound } = options;
  const backend = await loadBackend();
  const imported = await watched(await importNetwork({ file, network, samples, sha256 }), `reading ${file}`);
  const several = imported.graph.outputs.length > 1;
  const graph = joinOutputs(imported.graph);
  const folded = several ? stackOutputs(file, lower(graph)) : imported.folded;
  const set = await watched(openingSignals(data, { windows: 1, seed: 1 }), `reading ${data}`);
  const measured =
    test === undefined ? set : await watched(openingSignals(test, { windows: 1, seed: 1 }), `reading ${test}`);
  const coded = codedInput(graph, set);
  requireSameCodes(coded, codedInput(graph, measured), measured.provenance.source);
  const twoClasses = withTwoClasses(folded);
  const two = twoClasses !== folded;
  const seen = evenly(set, SEEN);
  const windows = seen.names.map((_, i) => realWindow(windowCodes(seen, i), coded));
  const laid = laidAsSeen(file, twoClasses, windows);
  const form = { count: laid.layers.at(-1)!.outChannels, end: graph.outputs[0]!.end, two, per: laid.per };
  const outputs = several ? severalOutputs(imported.graph, set, measured) : networkOutputs(form, set, measured);
  const imitation: Imitation = {
    activationBits: options.activationBits ?? 8,
    maxBits: options.maxBits ?? 4,
    uniform,
    bytes: options.bytes ?? null,
    windows: options.windows ?? 32_000,
    seed: options.seed ?? 1,
    identities: laid.identities,
    grouped: laid.grouped,
  };
  const decides = !several && isDecision(graph.outputs[0]!.end, outputs.measured.targets);
  const given = givenNumbers(
    floatModelOf(laid, name, outputs.names, coded),
    laid,
    set,
    imitation,
    decides,
    options.maxBits,
  );
  const { float } = given;
  const { integer: learned, rounds } = imitate(backend, float, set, imitation, given, onRound);
  const integer = { ...learned, ...(outputs.task && { task: outputs.task }), input: withConverter(learned, set) };
  const some = evenly(outputs.measured, COMPARED);
  const compared = await watched(
    comparingLevels({ graph, folded, float, integer, two, factor: given.factor }, some, coded),
    'comparing levels',
  );
  const parameters = convolutions(float.layers).reduce((sum, l) => sum + l.weights.length + l.bias.length, 0);
  return {
    integer,
    float,
    rounds,
    ...compared,
    set: some,
    origins: originsOf(float, integer, given.origins, laid.grids, given.activations),
    windows: some.names.length,
    storageBytes: (uniform ? tiedStorage : storage)(integer).totalBytes,
    float32Bytes: 4 * parameters,
    notes: [...imported.notes, ...laid.notes, ...given.notes, ...outputs.notes, ...set.provenance.notes],
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

const evenly = (set: SignalSet, most: number): SignalSet => {
  const total = set.names.length;
  const count = Math.min(most, total);
  return subset(
    set,
    Array.from({ length: count }, (_, i) => Math.floor((i * total) / count)),
  );
};
