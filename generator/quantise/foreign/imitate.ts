import type { SignalSet } from '../../data/signal-set.js';
import type { FloatNetwork } from '../../model/float-model.js';
import type { Structure } from '../../model/grouping.js';
import type { IntegerNetwork } from '../../model/integer-model.js';
import { argmax } from '../../model/interpreter.js';
import { convolutions } from '../../network/network.js';
import { UserError } from '../../support/errors.js';
import { spreadOf } from '../../support/spread.js';
import type { Backend } from '../../train/backend.js';
import { floatScores } from '../../train/loop.js';
import { rowsOf } from '../../train/tasks/task.js';
import { Teacher } from '../../train/teacher.js';
import { type FineTuning, fineTune, type RoundReport } from '../fine-tune.js';
import { type Recipe, recipeSchema } from '../recipe/quantise-config.js';
import { calibrationSet } from '../recipe/recipe.js';

/** How an integer network is made to give the scores of a float network; no label is used. */
export interface Imitation {
  /** Of the activations. */
  activationBits: number;
  /** Most bases of a weight at the start; without a budget it keeps them. */
  maxBits: number;
  /** Weights lie on a uniform grid of `maxBits` bits, one scale for each channel, in place of bases of their own; nothing is pruned. */
  uniform: boolean;
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
const LEARNING_RATE = 5e-4;
export const CALIBRATION = 100;
export const ALPHA_BITS = 8;
const CHANNELWISE: Structure = { kind: 'channelwise' };
const KERNELWISE: Structure = { kind: 'kernelwise' };

/** What is left as it is. */
export type GivenParts = NonNullable<FineTuning['given']>;

/** The windows with the float network's own classes, of each window or step, as labels, which count for nothing. */
function pseudoLabelled(set: SignalSet, float: FloatNetwork, scores: readonly Float32Array[]): SignalSet {
  const { classes: names, per = 'window' } = float;
  const labels = scores.flatMap((own) => rowsOf([...own], names.length).map(argmax));
  return { ...set, per, targets: { kind: 'classes', names, labels } };
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
  given: GivenParts,
  onRound?: (report: RoundReport) => void,
): { integer: IntegerNetwork; rounds: RoundReport[] } {
  const { seed } = imitation;
  const known = floatScores(backend, float, calibrationSet(windows, 2000));
  const scores = windows.names.length <= 2000 ? known : floatScores(backend, float, windows);
  const set = pseudoLabelled(windows, float, scores);
  const share = { weight: 1, temperature: 1, spreads: spreads(known, float.classes.length) };
  const teacher = new Teacher(backend.tf, [float], share);
  const recipe = recipeOf(float, imitation, given.layers.size === convolutions(float.layers).length);
  const settings = {
    batch: BATCH,
    classBalance: 0,
    groupBalance: 0,
    labelSmoothing: 0,
    augment: isUndetermined(float, imitation, set, known[0]!.length) ? [{ kind: 'circular-shift' as const }] : [],
    windowsPerEpoch: WINDOWS_PER_EPOCH,
  };
  try {
    const tuned = { float, recipe, set, settings, seed, teacher, allowAbsentClasses: true, given };
    return fineTune(backend, tuned, onRound === undefined ? {} : { onRound: (report) => onRound(report) });
  } finally {
    teacher.dispose();
  }
}

/** Stored bits for each score that is taught, above which the windows do not determine them. */
const UNDETERMINED = 150;

/**
 * Whether windows that are rotated in time teach too. Where many bits learn few scores, the integer network is near the float network on the windows that
 * it sees alone. (Chosen on held-out windows of training sides: their distance from the float network shrinks above that number, below it
 * grows, as small networks have no bits left for windows that never come.)
 */
function isUndetermined(float: FloatNetwork, { bytes, maxBits }: Imitation, set: SignalSet, scores: number): boolean {
  const weights = convolutions(float.layers).reduce(
    (sum, layer) => sum + layer.weights.filter((w) => w !== 0).length,
    0,
  );
  const bits = bytes === null ? maxBits * weights : 8 * bytes;
  return bits > UNDETERMINED * scores * set.names.length;
}

/** Groups of a layer that have alphas of their own. */
export const structureOf = (
  { grouped, identities }: Pick<Imitation, 'grouped' | 'identities'>,
  name: string,
): Structure => (grouped.includes(name) || identities.includes(name) ? KERNELWISE : CHANNELWISE);

/** @param done all weights are given: there is nothing to train */
function recipeOf(
  float: FloatNetwork,
  { activationBits, maxBits, uniform, bytes, windows, identities, grouped }: Imitation,
  done: boolean,
): Recipe {
  const epochs = done ? 0 : Math.ceil(windows / WINDOWS_PER_EPOCH);
  const budget = done || bytes === null ? null : { bytes };
  if (budget !== null && epochs === 0)
    throw new UserError({
      ...{
        where: float.name,
        field: 'windows',
        message: 'a budget is reached while the network learns',
        value: windows,
      },
      ...{ allowed: 'at least 1', fix: 'no number of windows, or no budget' },
    });
  const prune = budget === null ? {} : { prune: { everyBatches: 25, until: 0.6 } };
  const { training: _, ...recipe } = recipeSchema.parse({
    name: float.name,
    training: '-',
    structure: CHANNELWISE,
    maxBits,
    alphaBits: ALPHA_BITS,
    activationBits,
    calibrationFragments: CALIBRATION,
    budget,
    alq: uniform ? { tied: true } : { importance: 'fisher' },
    phases: epochs === 0 ? [] : [{ kind: 'straight-through', epochs, learningRate: LEARNING_RATE, ...prune }],
    layers: Object.fromEntries([
      ...grouped.map((name) => [name, { structure: KERNELWISE }]),
      ...identities.map((name) => [name, { structure: KERNELWISE, maxBits: 1 }]),
    ]),
  });
  return { ...recipe, training: { topology: float, settings: { epochs: 0 } } } as unknown as Recipe;
}
