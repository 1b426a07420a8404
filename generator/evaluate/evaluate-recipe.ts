import { createHash } from 'node:crypto';
import { type Codes, classesOf, knownOf, type SignalSet, subset, windowCodes } from '../data/signal-set.js';
import type { FloatNetwork } from '../model/float-model.js';
import { floatScores } from '../model/float-network.js';
import type { IntegerNetwork } from '../model/integer-model.js';
import { argmax, Interpreter, quantiseInput } from '../model/interpreter.js';
import { laneCycles } from '../model/lane-cycles.js';
import { storage } from '../model/storage.js';
import { convolutions } from '../network/network.js';
import {
  type CrossEvaluation,
  EVALUATION_FORMAT,
  EVALUATION_VERSION,
  type Provenance,
  type RecipeFacts,
} from './cross-evaluation.js';
import { predictionsOf, scoresOf } from './predictions.js';
import { PROTOCOLS, type Protocol, protocolFolds, type SeededFold } from './protocol.js';
import type { EvaluationData } from './protocols/protocol-kind.js';
import { type RightShares, rightShares, truthOf } from './scores.js';

/** One training: what is learnt from, and its seed. */
export interface Training {
  set: SignalSet;
  seed: number;
}

/** What a training on one side of a split yields. */
export interface Trained {
  float: FloatNetwork;
  integer: IntegerNetwork;
}

/** Trains and quantises by one recipe, in the order of `trainings`. */
export type Trainer = (trainings: readonly Training[]) => Promise<Trained[]>;

export interface RecipeEvaluation {
  evaluation: CrossEvaluation;
  /** Fragment by fragment, for comparing networks. */
  right: { integer: RightShares; float: RightShares };
  /** The folds of every seed with what was trained for them. */
  folds: readonly (SeededFold & { trained: Trained })[];
}

/**
 * Cross-validates a recipe: one network per fold and seed, trained on the fold's training side with the split's seed and
 * scored on its test side. Nothing is chosen on what is scored: the trainer never sees a test side.
 *
 * @throws UserError when the folds cannot be filled (see `protocolFolds`)
 */
export async function evaluateRecipe(
  data: EvaluationData,
  protocol: Protocol,
  recipe: RecipeFacts,
  backend: string,
  trainer: Trainer,
): Promise<RecipeEvaluation> {
  const { set, scored } = data;
  const folds = protocolFolds(data, protocol);
  const trained = await trainer(trainingsOf(set, folds));
  const predictions = (classify: (model: Trained) => (codes: Codes) => number) =>
    folds.map((fold, i) => {
      const classOf = classify(trained[i]!);
      return { fold, predicted: fold.test.map((at) => classOf(windowCodes(scored, at))) };
    });
  const integer = predictions((t) => integerClassifier(t.integer));
  const float = predictions((t) => floatClassifier(t.float));
  const truth = truthOf(scored, protocol.kind);
  const from = provenance(data, protocol, backend);
  const predicted = predictionsOf(scored, truth, integer, float);
  return {
    evaluation: {
      format: EVALUATION_FORMAT,
      version: EVALUATION_VERSION,
      recipe,
      ...from,
      classes: [...truth.classes],
      // Of what is stored, so that a reader who computes them again finds the same.
      ...scoresOf(predicted, truth.classes, from.protocol.scoredClasses),
      ...sizes(trained),
      predictions: predicted,
    },
    right: { integer: rightShares(truth, integer), float: rightShares(truth, float) },
    folds: folds.map((fold, i) => ({ ...fold, trained: trained[i]! })),
  };
}

/** One training for each fold of every seed. */
export const trainingsOf = (set: SignalSet, folds: readonly SeededFold[]): Training[] =>
  folds.map(({ train, seed }) => ({ set: subset(set, train), seed }));

export function provenance(
  { set, scored }: EvaluationData,
  { kind, folds, seeds }: Protocol,
  backend: string,
): Provenance {
  const { classes: classesOfKind, clusterOf } = PROTOCOLS[kind];
  const classes = classesOfKind(scored);
  const { names, labels } = classesOf(scored);
  const tested = [...labels.keys()].filter((i) => classes.includes(labels[i]!));
  return {
    protocol: {
      kind,
      folds,
      seeds,
      groups: new Set(tested.map((i) => clusterOf(scored, i))).size,
      fragments: tested.length,
      scoredClasses: classes.map((label) => names[label]!),
    },
    data: dataFacts(set),
    ...(scored === set ? {} : { scored: dataFacts(scored) }),
    backend,
  };
}

/** What a set is, in few words. */
export const dataFacts = (set: SignalSet) => {
  const { dataset } = set.provenance;
  return { ...(dataset !== undefined && { dataset }), fragments: set.names.length, hash: setHash(set) };
};

/** SHA-256 over hashes and targets of the fragments in their order, 16 hex digits. */
export function setHash(set: SignalSet): string {
  return createHash('sha256')
    .update(JSON.stringify([set.hashes, knownOf(set)]))
    .digest('hex')
    .slice(0, 16);
}

/** Sizes of the folds' networks; weights and float32 are those of the trained network, of which channels may have gone. */
function sizes(trained: readonly Trained[]) {
  const models = trained.map((t) => t.integer);
  const stored = models.map(storage);
  const cycles = models.map(laneCycles);
  const layers = convolutions(trained[0]!.float.layers);
  const weights = layers.reduce((sum, layer) => sum + layer.weights.length, 0);
  const biases = layers.reduce((sum, layer) => sum + layer.bias.length, 0);
  return {
    storage: {
      meanBytes: mean(stored.map((s) => s.totalBytes)),
      maxBytes: Math.max(...stored.map((s) => s.totalBytes)),
      float32Bytes: 4 * (weights + biases),
    },
    averageBitwidth: mean(stored.map((s) => s.signBits / weights)),
    layers: layers.map((layer, i) => ({
      name: layer.name,
      weights: layer.weights.length,
      averageBitwidth: mean(stored.map((s) => s.layers[i]!.signBits / layer.weights.length)),
    })),
    laneCycles: { mean: mean(cycles), max: Math.max(...cycles) },
  };
}

const mean = (values: readonly number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;

function integerClassifier(model: IntegerNetwork): (codes: Codes) => number {
  const interpreter = new Interpreter(model);
  return (codes) => interpreter.classify(codes);
}

function floatClassifier(model: FloatNetwork): (codes: Codes) => number {
  return (codes) => {
    const input = Float64Array.from(quantiseInput(model.input, codes), (x) => x * model.inputScale);
    return argmax(floatScores(model, input));
  };
}
