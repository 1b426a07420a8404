import type { SignalSet } from '../data/signal-set.js';
import type { FloatNetwork } from '../model/float-model.js';
import type { IntegerNetwork } from '../model/integer-model.js';
import { argmax } from '../model/interpreter.js';
import { spreadOf } from '../support/spread.js';
import type { Backend } from '../train/backend.js';
import { floatScores } from '../train/loop.js';
import { Teacher } from '../train/teacher.js';
import { fineTune, type RoundReport } from './fine-tune.js';
import { type Recipe, recipeSchema } from './quantise-config.js';
import { calibrationSet } from './recipe.js';

/** How an integer network is made to give the scores of a float network; no label is used. */
export interface Imitation {
  /** Of the activations. */
  activationBits: number;
  /** Most bases of a weight at the start; without a budget it keeps them. */
  maxBits: number;
  /** Every stored bit, in bytes; null: no limit. */
  bytes: number | null;
  /** Windows that are seen; 0: the activations are calibrated, nothing is trained. */
  windows: number;
  seed: number;
  /** Layers whose weights are 0 and 1. */
  identities: readonly string[];
  /** Layers whose weights are 0 but between some channels: those have alphas of their own, others store nothing. */
  grouped: readonly string[];
}

const BATCH = 16;
const WINDOWS_PER_EPOCH = 1600;
const CALIBRATION = 100;
const LEARNING_RATE = 5e-4;
const KERNELWISE = { kind: 'kernelwise' };

/** The windows with the float network's own classes as labels, which count for nothing; of steps there is no such label. */
function pseudoLabelled(set: SignalSet, float: FloatNetwork, scores: readonly Float32Array[]): SignalSet {
  return {
    ...set,
    targets: {
      kind: 'classes',
      names: float.classes,
      labels: scores.map((own) => (float.per === 'step' ? 0 : argmax(own))),
    },
  };
}

/** Spread of each score [class][position] of windows, over these and the positions: its error is measured by it. */
function spreads(scores: readonly Float32Array[], outputs: number): Float32Array {
  const own = (o: number) =>
    scores.flatMap((s) => [...s.subarray((o * s.length) / outputs, ((o + 1) * s.length) / outputs)]);
  return Float32Array.from({ length: outputs }, (_, o) => spreadOf(own(o)));
}

/**
 * Quantises a float network so that its scores stay what they are on windows: sketch, calibration, then training of the
 * integer network itself against the float network's scores, each in units of its spread.
 *
 * @throws UserError for a budget that no pruning could reach
 */
export function imitate(
  backend: Backend,
  float: FloatNetwork,
  windows: SignalSet,
  imitation: Imitation,
  onRound?: (report: RoundReport) => void,
): { integer: IntegerNetwork; rounds: RoundReport[] } {
  const { seed } = imitation;
  const known = floatScores(backend, float, calibrationSet(windows, 2000));
  const scores = windows.names.length <= 2000 ? known : floatScores(backend, float, windows);
  const set = pseudoLabelled(windows, float, scores);
  const share = { weight: 1, temperature: 1, spreads: spreads(known, float.classes.length) };
  const teacher = new Teacher(backend.tf, [float], share);
  const recipe = recipeOf(float, imitation);
  const settings = {
    batch: BATCH,
    classBalance: 0,
    groupBalance: 0,
    labelSmoothing: 0,
    augment: [],
    windowsPerEpoch: WINDOWS_PER_EPOCH,
  };
  try {
    const given = { float, recipe, set, settings, seed, teacher, allowAbsentClasses: true };
    return fineTune(backend, given, onRound === undefined ? {} : { onRound: (report) => onRound(report) });
  } finally {
    teacher.dispose();
  }
}

function recipeOf(
  float: FloatNetwork,
  { activationBits, maxBits, bytes, windows, identities, grouped }: Imitation,
): Recipe {
  const epochs = Math.ceil(windows / WINDOWS_PER_EPOCH);
  const prune = bytes === null ? {} : { prune: { everyBatches: 25, until: 0.6 } };
  const { training: _, ...recipe } = recipeSchema.parse({
    name: float.name,
    training: '-',
    structure: { kind: 'channelwise' },
    maxBits,
    alphaBits: 8,
    activationBits,
    calibrationFragments: CALIBRATION,
    budget: bytes === null ? null : { bytes },
    alq: { importance: 'fisher' },
    phases: epochs === 0 ? [] : [{ kind: 'straight-through', epochs, learningRate: LEARNING_RATE, ...prune }],
    layers: Object.fromEntries([
      ...grouped.map((name) => [name, { structure: KERNELWISE }]),
      ...identities.map((name) => [name, { structure: KERNELWISE, maxBits: 1 }]),
    ]),
  });
  return { ...recipe, training: { topology: float, settings: { epochs: 0 } } } as unknown as Recipe;
}
