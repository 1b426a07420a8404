import type { SignalSet } from '../data/signal-set.js';
import { removeDeadChannels } from '../model/dead-channels.js';
import type { FloatModel, FloatNode } from '../model/float-model.js';
import type { IntegerModel, IntegerNetwork, IntegerOf } from '../model/integer-model.js';
import { laneCycles } from '../model/lane-cycles.js';
import { storage } from '../model/storage.js';
import { type Edge, mapConvolutions, type Node } from '../network/network.js';
import type { Topology } from '../network/topology.js';
import type { Backend } from '../train/backend.js';
import { type EpochReport, trainPhase } from '../train/loop.js';
import { type Activation, initialParameters, type Quantiser, toLayers } from '../train/network.js';
import type { Metrics } from '../train/tasks/task.js';
import { type CommonScale, inOneUnit, outOfUnits } from '../train/tasks/value-scale.js';
import type { Teacher } from '../train/teacher.js';
import type { BatchSettings } from '../train/train-config.js';
import { type Budget, budgetValue, cubicSchedule, withValue } from './alq/budget.js';
import { AlqOptimiser, type AlqState, type Given } from './alq/optimiser.js';
import type { AlqSettings } from './alq/settings.js';
import { chooseActivationBits, WIDEST } from './choose-activations.js';
import type { LayerGrid, OpenGrid } from './grid.js';
import { resolveSettings } from './integer-settings.js';
import { integerInUnits } from './integer-units.js';
import type { Recipe, RecipeLayer, RecipePhase } from './recipe/quantise-config.js';
import { calibrationSet, recipeLayers } from './recipe/recipe.js';
import { assertExact } from './simulation.js';
import { gridsOf, type Quantisers, quantiserOf, toIntegerModel, withSums } from './to-integer.js';

/** One epoch of quantisation, with the metrics of its training batches. */
export interface RoundReport extends Metrics {
  /** Its phase's kind; epochs of a phase count from 1 over all rounds. */
  phase: string;
  epoch: number;
  epochs: number;
  /** On the training batches of the epoch. */
  loss: number;
  /** Bases per weight, those of dead channels included: over all weights, and of each layer. */
  meanBitwidth: number;
  bitwidths: number[];
  /** Every stored bit, in bytes; dead channels are not stored. */
  storageBytes: number;
}

/** Everything that fine-tuning needs to go on: after `epoch` epochs, counted over all phases and rounds. */
export interface FineTuneState {
  epoch: number;
  optimiser: AlqState;
  /** Where the network stood before the first pruning, in the unit of the budget; null: none so far. */
  pruneFrom: number | null;
  /** Quantisers of what leaves a sum; left out: none has one. */
  sums?: [Edge, Quantiser][];
  rounds: RoundReport[];
}

export interface FineTuneHooks {
  resume?: FineTuneState | null;
  /** After every epoch; `state` is a copy. */
  onRound?: (report: RoundReport, state: FineTuneState) => void;
}

/** What is fine-tuned, and with what. */
export interface FineTuning<N extends FloatNode = FloatNode> {
  float: FloatModel<N>;
  recipe: Recipe;
  /** Fragments to train on; some of them calibrate. */
  set: SignalSet;
  settings: BatchSettings;
  seed: number;
  teacher: Teacher | null;
  /** See `TrainingRun`. */
  allowAbsentClasses?: boolean;
  /** Layers and grids of activations that are left as they are. */
  given?: { layers: Given; activations: Quantisers };
}

/**
 * Quantises a float network by a recipe: sketch and calibration, then its phases, in which the integer network itself is
 * trained. Equal seed, data and backend give equal bits.
 *
 * @throws UserError for settings that do not fit the network, and as `trainPhase` does
 * @throws Error when the result is not, score for score, what was trained
 */
export function fineTune<N extends FloatNode>(
  backend: Backend,
  given: FineTuning<N>,
  hooks: FineTuneHooks = {},
): { integer: IntegerModel<IntegerOf<N>>; rounds: RoundReport[] } {
  const scale = inOneUnit(given.set.targets);
  if (scale === null) return tune(backend, given, null, hooks);
  const { integer, rounds } = tune(backend, { ...given, float: outOfUnits(given.float, scale) }, scale, hooks);
  return { integer: integerInUnits(integer, scale), rounds };
}

/** Of a network whose scores stand for values by `scale`; null: for themselves. */
function tune<N extends FloatNode>(
  backend: Backend,
  given: FineTuning<N>,
  scale: CommonScale | null,
  { resume = null, onRound }: FineTuneHooks,
): { integer: IntegerModel<IntegerOf<N>>; rounds: RoundReport[] } {
  const { float, recipe, set, given: kept } = given;
  const layers = recipeLayers(float, recipe);
  const calibration = calibrationSet(set, recipe.calibrationFragments);
  const settings = alqSettings(recipe);
  const optimiser = AlqOptimiser.fromFloat(dense(float), layers, uncalibrated(layers), settings, kept?.layers);
  let activationBits: number[] | null = null;
  /** Quantisers of what leaves a sum. */
  let sums = new Map<Edge, Quantiser>(resume?.sums);
  const calibrate = () => {
    activationBits ??= optimiser.grids.map((g) => g.activation?.bits ?? WIDEST);
    const alphaBits = layers.map((l) => l.alphaBits);
    const sumBits = typeof recipe.activationBits === 'number' ? recipe.activationBits : WIDEST;
    const bits = { alphaBits, activationBits, sumBits };
    const integer = toIntegerModel(optimiser.toAlq(), calibration, bits, undefined, kept?.activations);
    sums = quantisersOfSums(integer);
    optimiser.regrid(gridsOf(integer, float.inputScale));
  };
  if (resume === null) {
    activationBits = activationBitsOf(backend, optimiser, layers, calibration, recipe, scale);
    calibrate();
    if (recipe.budget !== null) optimiser.checkBudget(recipe.budget);
  } else {
    optimiser.restore(resume.optimiser);
  }
  const { name, classes, task, input, per } = float;
  const network = (): IntegerNetwork => {
    const trained = optimiser.toIntegerLayers();
    const layers = withSums(
      mapConvolutions(float.layers, (_, i) => trained[i]!),
      float.inputScale,
      sums,
    );
    return { name, classes, ...(task && { task }), input, layers, ...(per && { per }) };
  };
  // Before hours of training: alphas may still double twice.
  if (resume === null && scale !== null) integerInUnits(network(), scale, 4);
  const activations = () => activationsOf(float.layers, optimiser.grids, sums);
  const spending = (budget: Budget) => withDead(budget, network());
  const rounds = resume === null ? [] : [...resume.rounds];
  let pruneFrom = resume?.pruneFrom ?? null;
  let done = 0;
  const epochs = recipe.rounds * recipe.phases.reduce((sum, phase) => sum + phase.epochs, 0);
  const run = { ...given, scale, topology: float, what: `fine-tuning of ${recipe.name}` };

  for (let round = 0; round < recipe.rounds; round++)
    recipe.phases.forEach((phase, p) => {
      const begin = done;
      done += phase.epochs;
      const skip = Math.max(0, (resume?.epoch ?? 0) - begin);
      if (skip >= phase.epochs) return;
      if (skip === 0) {
        if (phase.recalibrate === true) calibrate();
        optimiser.phase = phase.kind;
      }
      const before = recipe.phases.slice(0, p).reduce((sum, { epochs }) => sum + epochs, 0);
      const from = round * phase.epochs;
      trainPhase(backend, run, optimiser, {
        epochs: recipe.rounds * phase.epochs,
        from: from + skip,
        to: from + phase.epochs,
        // Behind the training in floating point, every phase with numbers of its own.
        offset: recipe.training.settings.epochs + recipe.rounds * before,
        learningRate: phase.learningRate,
        activations: activations(),
        onStep: (step, progress) => {
          if (recipe.budget === null || phase.prune === undefined || step % phase.prune.everyBatches !== 0) return;
          pruneFrom ??= optimiser.level(recipe.budget);
          const share = Math.min(1, progress / phase.prune.until);
          optimiser.prune(target(spending(recipe.budget), pruneFrom, share));
        },
        onEpoch: (report) => {
          const epoch = begin + report.epoch - from;
          // The last epoch's network is the result.
          if (epoch < epochs) optimiser.regrid();
          rounds.push(roundReport(phase, report, network()));
          const kept = sums.size > 0 ? { sums: [...sums] } : {};
          onRound?.(rounds.at(-1)!, { epoch, optimiser: optimiser.state(), pruneFrom, ...kept, rounds: [...rounds] });
        },
      });
    });
  // Biases may have grown by a bit since the last pruning, or a dead channel may have come to life.
  for (let budget = recipe.budget; budget !== null && optimiser.level(budget) > budgetValue(spending(budget)); )
    optimiser.prune(spending(budget));
  const integer = removeDeadChannels(network());
  const model = { ...float, layers: toLayers(float.layers, optimiser.parameters()) };
  assertExact(backend, integer, { model, activations: activations() }, calibration);
  return { integer: integer as IntegerModel<IntegerOf<N>>, rounds };
}

/**
 * Whether a recipe fits a network, before anything is trained.
 *
 * @throws UserError for settings that do not fit, and for a budget that no pruning could reach
 */
export function checkRecipe(topology: Topology, recipe: Recipe): void {
  const untrained = { ...topology, layers: toLayers(topology.layers, initialParameters(topology.layers, 0)) };
  const layers = recipeLayers(untrained, recipe);
  resolveSettings(topology, {
    alphaBits: layers.map((l) => l.alphaBits),
    activationBits: layers.map((l) => (l.activationBits === 'auto' ? WIDEST : l.activationBits)),
  });
  const optimiser = AlqOptimiser.fromFloat(dense(untrained), layers, uncalibrated(layers), alqSettings(recipe));
  if (recipe.budget !== null) optimiser.checkBudget(recipe.budget);
}

function activationBitsOf(
  backend: Backend,
  optimiser: AlqOptimiser,
  layers: readonly RecipeLayer[],
  calibration: SignalSet,
  { activationLossRise }: Recipe,
  scale: CommonScale | null,
): number[] {
  const expected = layers.map((l) => l.activationBits);
  const alphaBits = layers.map((l) => l.alphaBits);
  return chooseActivationBits(backend, optimiser.toAlq(), calibration, expected, alphaBits, activationLossRise, scale);
}

function quantisersOfSums({ layers }: IntegerNetwork): Map<Edge, Quantiser> {
  const sums = layers.filter(({ kind }) => kind === 'add');
  return new Map(
    sums.flatMap((node) => [quantiserOf(node)].flatMap((own) => (own === null ? [] : [[node.name, own]]))),
  );
}

/** Quantisers of what leaves each node. */
function activationsOf(
  nodes: readonly Node[],
  grids: readonly LayerGrid[],
  sums: ReadonlyMap<Edge, Quantiser>,
): Activation[] {
  let next = 0;
  return nodes.map((node) => (node.kind === 'convolution' ? grids[next++]!.activation : (sums.get(node.name) ?? null)));
}

/** Whole weights, where those between groups are 0: they get no bases. */
const dense = <N extends FloatNode>(float: FloatModel<N>) => ({
  ...float,
  layers: mapConvolutions(float.layers, ({ channelGroups: _, ...layer }) => layer),
});

/** Settings parsed by zod hold no undefined values. */
const alqSettings = ({ alq }: Recipe) => alq as Partial<AlqSettings>;

/** Grids that stand until calibration: the network as it is has no steps yet. */
function uncalibrated(layers: readonly RecipeLayer[]): OpenGrid[] {
  return layers.map(({ alphaBits }) => ({ alphaBits, inputLog2: 0, activation: null }));
}

/** A whole number of bytes or cycles between where pruning began and the budget. */
function target(budget: Budget, from: number, progress: number): Budget {
  const value = cubicSchedule(from, budgetValue(budget), progress);
  return withValue(budget, 'meanBitwidth' in budget ? value : Math.ceil(value));
}

/** The budget, and what channels that change no score take of it: these go in the end, so it may be spent on others. */
function withDead(budget: Budget, model: IntegerNetwork): Budget {
  if ('meanBitwidth' in budget) return budget;
  const of = (count: (network: IntegerNetwork) => number) => count(model) - count(removeDeadChannels(model));
  return 'bytes' in budget
    ? { bytes: budget.bytes + of((network) => storage(network).totalBytes) }
    : { laneCycles: budget.laneCycles + of(laneCycles) };
}

function roundReport(
  { kind }: RecipePhase,
  { tensors: _, ...report }: EpochReport,
  network: IntegerNetwork,
): RoundReport {
  const { averageBitwidth, layers } = storage(network);
  return {
    ...{ phase: kind, ...report },
    meanBitwidth: averageBitwidth,
    bitwidths: layers.map((l) => l.averageBitwidth),
    storageBytes: storage(removeDeadChannels(network)).totalBytes,
  };
}
