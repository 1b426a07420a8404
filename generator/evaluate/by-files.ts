import { join } from 'node:path';
import { withUnits } from '../data/for-targets.js';
import { type OtherOptions, readingSignals } from '../data/open.js';
import type { SignalSet } from '../data/signal-set.js';
import { atPositionsOf } from '../data/step-targets.js';
import { writeIntegerModel } from '../model/file.js';
import type { FloatNetwork } from '../model/float-model.js';
import { readRecipe } from '../quantise/recipe/quantise-config.js';
import { calibrationSet, recipeFacts } from '../quantise/recipe/recipe.js';
import { calibrationNotes, type RecipeJob, type RecipeResult, runRecipeJobs } from '../quantise/recipe/recipe-job.js';
import { completed, finish, type LongWork } from '../support/long-work.js';
import { writeStaged } from '../support/write-staged.js';
import { type Backend, loadBackend } from '../train/backend.js';
import { writeFloatModel } from '../train/float-file.js';
import { finishedModel } from '../train/job.js';
import { floatScores } from '../train/loop.js';
import { type JobReport, type OnJobEpoch, runJobs } from '../train/parallel.js';
import { rowsOf } from '../train/tasks/task.js';
import { judgedBy } from '../train/tasks/tasks.js';
import { readTraining } from '../train/train-config.js';
import { checkContinuous, continuousOf } from './continuous/of-recipe.js';
import type { ContinuousResult } from './continuous/result.js';
import type { GivenSettings } from './continuous/settings.js';
import type { CrossEvaluation } from './cross-evaluation.js';
import { scoresOf } from './evaluate-model.js';
import { dataFacts, evaluateRecipe, trainingsOf } from './evaluate-recipe.js';
import { AGREEMENT_WINDOWS, HISTORY_FORMAT, HISTORY_VERSION, type History } from './history.js';
import { PROTOCOLS, type Protocol, protocolFolds } from './protocol.js';
import { recipeJobs, recipeTrainer, type Workplace } from './recipe-trainer.js';

/** Windows with labels: a set, a folder or data set file, or what reads one when its turn has come, as a training wants it. */
export type Labelled = SignalSet | string | ((other?: OtherOptions) => Promise<SignalSet>);

export interface WorkOptions {
  /** In place of the configuration's. */
  seed?: number | undefined;
  /** Trainings at a time, one core each. */
  processes?: number | undefined;
  /** Where checkpoints and finished trainings lie; the same work finds them again. */
  work?: string | undefined;
  onEpoch?: OnJobEpoch | undefined;
  /** Told what is to be known of the windows. */
  note?: ((text: string) => void) | undefined;
}

const WORK = 'build/train';

async function opened(data: Labelled, other?: OtherOptions): Promise<SignalSet> {
  if (typeof data === 'string') return completed(readingSignals(data, other));
  return typeof data === 'function' ? data(other) : data;
}

/**
 * Trains the network of a training's file, into `out` if it is given; the report is of the last epoch, null if all was done
 * before.
 *
 * @throws UserError before the data are read for a fault of the file, and when a training diverges
 */
export async function trainBy(
  config: string,
  data: Labelled,
  { seed, processes = 2, work = WORK, onEpoch, out }: WorkOptions & { out?: string } = {},
): Promise<{ model: FloatNetwork; seed: number; windows: number; last: JobReport | null }> {
  // What is missing is told before hours of work.
  await loadBackend();
  const { topology: network, settings, reading } = readTraining(config);
  const set = atPositionsOf(await opened(data, reading), network);
  const topology = withUnits(network, set);
  const job = { topology, set, settings: { ...settings, seed: seed ?? settings.seed }, folder: work };
  let last: JobReport | null = null;
  await runJobs([job], processes, (index, epoch) => {
    last = epoch;
    onEpoch?.(index, epoch);
  });
  const model = finishedModel(job)!;
  if (out !== undefined) writeFloatModel(out, model);
  return { model, seed: job.settings.seed, windows: set.names.length, last };
}

/** What a recipe gave: both networks, and how the integer one came about. */
export interface Quantised extends RecipeResult {
  history: History;
  /** The integer model's file; null: nothing was written. */
  file: string | null;
}

/**
 * Trains, quantises and fine-tunes by a recipe's file; models and history go into the folder `out` if it is given.
 *
 * @throws UserError before the data are read for a fault of the file, and when a training diverges
 */
export async function quantiseBy(
  config: string,
  data: Labelled,
  { seed, processes = 2, work = WORK, onEpoch, note = () => {}, out }: WorkOptions & { out?: string } = {},
): Promise<Quantised> {
  const backend = await loadBackend();
  const recipe = readRecipe(config);
  const { topology, reading } = recipe.training;
  const set = atPositionsOf(await opened(data, reading), topology);
  const job = { recipe, set, seed: seed ?? recipe.training.settings.seed, folder: work };
  for (const text of calibrationNotes(job)) note(text);
  const [result] = (await runRecipeJobs([job], processes, onEpoch)) as [RecipeResult];
  const history = historyOf(backend, job, result);
  return { ...result, history, file: out === undefined ? null : writeModel(out, result, history) };
}

export interface CrossValidationOptions extends Omit<WorkOptions, 'seed' | 'note'> {
  /** What is scored of recordings, by fragment. */
  fragments?: Labelled | undefined;
  /** The networks of the first seed are scored as sliding monitors too, in this way. */
  continuous?: GivenSettings | undefined;
  /** Does what takes long, and may show how far it is. */
  watch?: <T>(work: LongWork<T>, what: string) => Promise<T>;
  /** See `Workplace`. */
  ahead?: Workplace['ahead'];
}

/** The jobs of a cross-validation in their order, for whoever runs one of them alone. */
export async function foldJobs(
  config: string,
  data: Labelled,
  protocol: Protocol,
  { work = WORK, fragments }: Pick<CrossValidationOptions, 'work' | 'fragments'> = {},
): Promise<RecipeJob[]> {
  const recipe = readRecipe(config);
  const set = await opened(data, recipe.training.reading);
  const validated = PROTOCOLS[protocol.kind].dataOf(set, fragments === undefined ? undefined : await opened(fragments));
  const trainings = trainingsOf(validated.set, protocolFolds(validated, protocol));
  return recipeJobs(recipe, protocol.kind, work, trainings);
}

/** Cross-validates a recipe's file. Throws UserError before the data are read for a fault of it. */
export async function crossValidateBy(
  config: string,
  data: Labelled,
  protocol: Protocol,
  {
    processes = 2,
    work = WORK,
    onEpoch,
    fragments,
    continuous,
    watch = async (long) => finish(long),
    ahead,
  }: CrossValidationOptions = {},
): Promise<{ evaluation: CrossEvaluation; continuous: ContinuousResult | null }> {
  const backend = await loadBackend();
  const recipe = readRecipe(config);
  const set = await opened(data, recipe.training.reading);
  const validated = PROTOCOLS[protocol.kind].dataOf(set, fragments === undefined ? undefined : await opened(fragments));
  if (continuous !== undefined) checkContinuous(protocol.kind, validated);
  const trainer = recipeTrainer(recipe, protocol.kind, { folder: work, processes, onEpoch, ahead });
  const found = await evaluateRecipe(validated, protocol, recipeFacts(recipe), backend.name, trainer);
  const { evaluation } = found;
  if (continuous === undefined) return { evaluation, continuous: null };
  const sliding = continuousOf(backend, validated, found, continuous);
  return { evaluation, continuous: await watch(sliding, 'sliding over recordings') };
}

/** Writes the three files of a model; returns the integer model's. */
function writeModel(folder: string, { float, integer }: RecipeResult, history: History): string {
  const path = join(folder, `${integer.name}.alq.json`);
  writeIntegerModel(path, integer);
  writeFloatModel(join(folder, `${float.name}.float.json`), float);
  writeStaged(join(folder, 'rounds.json'), `${JSON.stringify(history)}\n`);
  return path;
}

function historyOf(backend: Backend, { recipe, set, seed }: RecipeJob, result: RecipeResult): History {
  return {
    format: HISTORY_FORMAT,
    version: HISTORY_VERSION,
    recipe: recipeFacts(recipe),
    seed,
    backend: backend.name,
    data: dataFacts(set),
    agreement: agreement(backend, result, set),
    layers: result.integer.layers.map((l) => l.name),
    rounds: result.rounds,
  };
}

/** Share of what is decided of fragments, spread evenly over the set, in which integer and float network are one; null: nothing is. */
function agreement(backend: Backend, { float, integer }: RecipeResult, set: SignalSet): number | null {
  const some = calibrationSet(set, AGREEMENT_WINDOWS);
  const rows = (scores: ArrayLike<number>) => rowsOf(scores, float.classes.length);
  return judgedBy(set.targets, integer).agreement(
    scoresOf(integer, some).flatMap(rows),
    floatScores(backend, float, some).flatMap(rows),
  );
}
