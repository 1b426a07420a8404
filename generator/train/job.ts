import { createHash } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { recordedOf } from '../data/recorded.js';
import { knownOf, type SignalSet } from '../data/signal-set.js';
import type { FloatNetwork } from '../model/float-model.js';
import type { Topology } from '../network/topology.js';
import { UserError } from '../support/errors.js';
import { type Backend, wantedBackend } from './backend.js';
import { loadCheckpoint, saveCheckpoint } from './checkpoint.js';
import { readFloatNetwork, writeFloatModel } from './float-file.js';
import { type TrainState, train } from './float-training.js';
import { checkSeal, seal } from './kept.js';
import { type EpochReport, mixSeeds } from './loop.js';
import type { TeacherSettings, TrainSettings } from './train-config.js';

/** One training whose progress and result lie in `folder`, under a name made from everything that the result depends on. */
export interface TrainJob {
  topology: Topology;
  set: SignalSet;
  settings: TrainSettings;
  folder: string;
  /** See `TrainingRun`. */
  allowAbsentClasses?: boolean;
}

/** SHA-256 over topology, settings, the fragments with their targets in their order and a backend that rounds otherwise; 16 hex digits. */
export function jobKey({ topology, set, settings: { events: _, ...settings } }: TrainJob): string {
  const backend = wantedBackend() === 'wasm' ? [] : [wantedBackend()];
  const groups = settings.groupBalance === 0 ? [] : [set.groups];
  // What a window's beats are does not follow from its codes: annotations may be mended.
  const beats = settings.beats === null ? [] : [recordedOf(set).of, marksOf(set)];
  return contentKey([4, topology, settings, set.hashes, knownOf(set), ...groups, ...beats, ...backend]);
}

/** Beats of every recording. */
const marksOf = (set: SignalSet) => recordedOf(set).recordings.map(({ marks }) => marks.beats);

/** SHA-256 of the content's JSON; 16 hex digits. */
export function contentKey(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 16);
}

/** The finished model, or null if the job has not been finished yet. */
export function finishedModel(job: TrainJob): FloatNetwork | null {
  const path = modelPath(job);
  if (!existsSync(path)) return null;
  checkSeal(path);
  return readFloatNetwork(path);
}

export const isFinished = (job: TrainJob) => existsSync(modelPath(job));

/** The trainings of the networks that teach in this one. */
export function teacherJobs(job: TrainJob): TrainJob[] {
  return job.settings.teacher === null ? [] : teachersFor(job, job.settings.teacher);
}

/**
 * Trainings on the job's fragments as it trains itself, but without a teacher, from other seeds.
 *
 * @throws UserError when teacher and student would not see the same input or name the same classes
 */
export function teachersFor(job: TrainJob, teacher: TeacherSettings): TrainJob[] {
  const { topology, settings } = job;
  const seen = ({ input, inputScale, classes, task, per }: Topology) =>
    JSON.stringify([input, inputScale, classes, task, per]);
  if (seen(teacher.topology) !== seen(topology))
    throw new UserError({
      where: `training of ${topology.name}`,
      field: 'teacher.network',
      message: 'the teacher has another input or other classes than the student',
      value: teacher.topology.name,
      allowed: 'a network with the same input and classes',
      fix: topology.name,
    });
  return Array.from({ length: teacher.networks }, (_, k) => ({
    ...job,
    topology: teacher.topology,
    settings: { ...settings, teacher: null, seed: mixSeeds(settings.seed, -2 - k) >>> 1 },
  }));
}

/**
 * Trains, or goes on where an interrupted run of the same job stopped, or returns what a finished one left. Trains the
 * job's teachers first if they are not there.
 */
export function runJob(backend: Backend, job: TrainJob, onEpoch?: (report: EpochReport) => void): FloatNetwork {
  const finished = finishedModel(job);
  if (finished !== null) return finished;
  const teachers = teacherJobs(job).map((teacher) => runJob(backend, teacher));
  const key = jobKey(job);
  const checkpoint = join(job.folder, `${key}.checkpoint.json`);
  const owner = { key, network: job.topology.name };
  const model = train(backend, job.topology, job.set, job.settings, {
    teachers,
    allowAbsentClasses: job.allowAbsentClasses ?? false,
    resume: loadCheckpoint<TrainState>(checkpoint, owner),
    onEpoch: (report, state) => {
      saveCheckpoint(checkpoint, owner, state);
      onEpoch?.(report);
    },
  });
  writeFloatModel(modelPath(job), model);
  seal(modelPath(job));
  rmSync(checkpoint, { force: true });
  return model;
}

/** Where a finished model lies. */
export const modelPath = (job: TrainJob) => join(job.folder, `${jobKey(job)}.float.json`);
