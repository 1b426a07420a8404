import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { checkCalibration } from '../../data/calibration.js';
import { forTargets } from '../../data/for-targets.js';
import type { SignalSet } from '../../data/signal-set.js';
import { readIntegerModel, writeIntegerModel } from '../../model/file.js';
import type { FloatNetwork } from '../../model/float-model.js';
import type { IntegerNetwork } from '../../model/integer-model.js';
import type { Topology } from '../../network/topology.js';
import { readTextFile } from '../../support/read-file.js';
import { readJsonFile } from '../../support/read-json.js';
import { writeStaged } from '../../support/write-staged.js';
import type { Backend } from '../../train/backend.js';
import { loadCheckpoint, saveCheckpoint } from '../../train/checkpoint.js';
import { contentKey, finishedModel, jobKey, modelPath, runJob, type TrainJob, teachersFor } from '../../train/job.js';
import { checkSeal, seal } from '../../train/kept.js';
import { floatTask, type JobReport, type OnJobEpoch, runTasks, type Task } from '../../train/parallel.js';
import { Teacher } from '../../train/teacher.js';
import type { BatchSettings, TeacherSettings } from '../../train/train-config.js';
import { checkRecipe, type FineTuneState, fineTune, type RoundReport } from '../fine-tune.js';
import type { Recipe } from './quantise-config.js';
import { calibrationSet } from './recipe.js';

/** One recipe on one training side: what `runRecipeJobs` takes. Plain data. */
export interface RecipeJob {
  recipe: Recipe;
  /** Fragments to train on; nothing else is ever seen. Its classes may be some of the network's, in another order. */
  set: SignalSet;
  /** In place of the training's; of everything that the job does by chance. */
  seed: number;
  /** Where checkpoints and results lie, each under a name made from everything that it depends on. */
  folder: string;
  /** Classes without a fragment are no mistake: their outputs learn to stay low. */
  allowAbsentClasses?: boolean;
}

export interface RecipeResult {
  float: FloatNetwork;
  integer: IntegerNetwork;
  /** One for each epoch of fine-tuning. */
  rounds: RoundReport[];
}

/**
 * Runs recipes, `processes` at a time, each after its trainings in floating point (its own and its teachers'), which
 * recipes share if nothing that these depend on differs. What is finished is not run again, what was interrupted goes on.
 *
 * @throws UserError for a recipe that does not fit its network or data, and when a training diverges
 */
export async function runRecipeJobs(
  jobs: readonly RecipeJob[],
  processes: number,
  onEpoch?: OnJobEpoch,
): Promise<RecipeResult[]> {
  const unfinished = jobs.filter((job) => finishedRecipe(job) === null);
  // Before the first training: a recipe's fault is not to cost an hour.
  for (const { recipe, float } of distinct(unfinished)) checkRecipe(float.topology, recipe);
  for (const job of unfinished) calibrationNotes(job);
  await runTasks(jobs.map(recipeTask), processes, new URL('./job-process.js', import.meta.url), onEpoch);
  return jobs.map((job) => finishedRecipe(job)!);
}

/** What to know of the fragments that calibrate a job. Throws UserError when they cannot; see `checkCalibration`. */
export function calibrationNotes(job: RecipeJob): string[] {
  const calibration = calibrationSet(job.set, job.recipe.calibrationFragments);
  return checkCalibration(calibration, planOf(job).float.topology.input);
}

/** Jobs that differ in recipe or network, with their plans. */
function distinct(jobs: readonly RecipeJob[]): (Plan & { recipe: Recipe })[] {
  const plans = jobs.map((job) => ({ ...planOf(job), recipe: job.recipe }));
  return [...new Map(plans.map((p) => [JSON.stringify([p.recipe, p.float.topology]), p])).values()];
}

/** What a finished job left; null if it is not finished. */
export function finishedRecipe(job: RecipeJob): RecipeResult | null {
  const { float, key } = planOf(job);
  const model = finishedModel(float);
  const { integer, rounds } = paths(job.folder, key);
  if (model === null || !existsSync(integer)) return null;
  for (const path of [integer, rounds]) checkSeal(path);
  return {
    float: model,
    integer: readIntegerModel(integer),
    rounds: readJsonFile(rounds) as RoundReport[],
  };
}

/** Of all that a job's result depends on. */
export const recipeKey = (job: RecipeJob): string => planOf(job).key;

/** Whether a job's results lie in its folder. */
export const isFinishedRecipe = (job: RecipeJob): boolean => finishedRecipe(job) !== null;

/** Texts of what a finished job left, to be carried to another folder. */
export interface RecipeFiles {
  float: string;
  integer: string;
  rounds: string;
}

const filesOf = (job: RecipeJob) => {
  const { float, key } = planOf(job);
  const { integer, rounds } = paths(job.folder, key);
  return { float: modelPath(float), rounds, integer };
};

/** What a finished job left. */
export function readRecipeFiles(job: RecipeJob): RecipeFiles {
  const { float, integer, rounds } = filesOf(job);
  return { float: readTextFile(float), integer: readTextFile(integer), rounds: readTextFile(rounds) };
}

/** Leaves it in the job's own folder, as if it had run here. */
export function writeRecipeFiles(job: RecipeJob, texts: RecipeFiles): void {
  // The model comes last: where it lies, the job is finished.
  for (const [kind, path] of Object.entries(filesOf(job)) as [keyof RecipeFiles, string][]) {
    writeStaged(path, texts[kind]);
    seal(path);
  }
}

/** Runs one job whose trainings may be finished or not, in this process. */
export function runRecipeJob(backend: Backend, job: RecipeJob, onEpoch?: (report: JobReport) => void): RecipeResult {
  const finished = finishedRecipe(job);
  if (finished !== null) return finished;
  const { float: training, teachers, teacher: share, key, settings } = planOf(job);
  const float = runJob(backend, training, (report) => onEpoch?.({ ...report, phase: 'float' }));
  const { checkpoint, integer: integerPath, rounds: roundsPath } = paths(job.folder, key);
  const owner = { key, network: float.name };
  const models = teachers.map((t) => runJob(backend, t));
  const teacher = share === null ? null : new Teacher(backend.tf, models, share);
  try {
    const { recipe, set, seed, allowAbsentClasses = false } = job;
    const given = { float, recipe, set, settings, seed, teacher, allowAbsentClasses };
    const { integer, rounds } = fineTune(backend, given, {
      resume: loadCheckpoint<FineTuneState>(checkpoint, owner),
      onRound: (report, state) => {
        saveCheckpoint(checkpoint, owner, state);
        onEpoch?.({ ...report, tensors: backend.tf.memory().numTensors });
      },
    });
    // The model comes last: where it lies, the job is finished.
    writeStaged(roundsPath, `${JSON.stringify(rounds)}\n`);
    writeIntegerModel(integerPath, integer);
    for (const path of [integerPath, roundsPath]) seal(path);
    rmSync(checkpoint, { force: true });
    return { float, integer, rounds };
  } finally {
    teacher?.dispose();
  }
}

export function recipeTask(job: RecipeJob): Task {
  const { float, teachers, key } = planOf(job);
  return {
    key,
    job,
    needs: [float, ...teachers].map(floatTask),
    isDone: () => existsSync(paths(job.folder, key).integer),
    run: (backend, onEpoch) => runRecipeJob(backend, job, onEpoch),
  };
}

interface Plan {
  float: TrainJob;
  /** Of fine-tuning. */
  teachers: TrainJob[];
  teacher: TeacherSettings | null;
  settings: BatchSettings;
  key: string;
}

/** Everything that a job's result depends on. */
function planOf({ recipe, set, seed, folder, allowAbsentClasses }: RecipeJob): Plan {
  const { training, ...rest } = recipe;
  const ofTargets = (topology: Topology) => forTargets(topology, set);
  const ofTeacher = (teacher: TeacherSettings | null) =>
    teacher && { ...teacher, topology: ofTargets(teacher.topology) };
  const trained = { ...training.settings, seed, teacher: ofTeacher(training.settings.teacher) };
  const absent = allowAbsentClasses === true ? { allowAbsentClasses } : {};
  const float = { topology: ofTargets(training.topology), set, settings: trained, folder, ...absent };
  const { teacher: changed, ...changes } = recipe.fineTuning;
  const teacher = changed === undefined ? trained.teacher : ofTeacher(changed);
  const teachers = teacher === null ? [] : teachersFor(float, teacher);
  const settings = { ...trained, ...changes };
  const key = contentKey([2, jobKey(float), teachers.map(jobKey), teacher, rest]);
  return { float, teachers, teacher, settings, key };
}

const paths = (folder: string, key: string) => ({
  checkpoint: join(folder, `${key}.checkpoint.json`),
  integer: join(folder, `${key}.alq.json`),
  rounds: join(folder, `${key}.rounds.json`),
});
