import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeStaged } from '../config/write-staged.js';
import type { FragmentSet } from '../data/fragment-set.js';
import type { FloatModel } from '../model/float-model.js';
import type { Backend } from './backend.js';
import { fromBase64, readFloatModel, toBase64, writeFloatModel } from './float-file.js';
import { type Blueprint, type EpochReport, type TrainSettings, type TrainState, train } from './loop.js';

/** One training whose progress and result lie in `folder`, under a name made from everything that the result depends on. */
export interface TrainJob {
  blueprint: Blueprint;
  set: FragmentSet;
  settings: TrainSettings;
  folder: string;
}

/** SHA-256 over blueprint, settings and the labelled fragments in their order; 16 hex digits. */
export function jobKey({ blueprint, set, settings }: TrainJob): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([1, blueprint, settings, set.hashes, set.labels]));
  return hash.digest('hex').slice(0, 16);
}

/** The finished model, or null if the job has not been finished yet. */
export function finishedModel(job: TrainJob): FloatModel | null {
  const path = modelPath(job);
  return existsSync(path) ? readFloatModel(path) : null;
}

/** Trains, or goes on where an interrupted run of the same job stopped, or returns what a finished one left. */
export function runJob(backend: Backend, job: TrainJob, onEpoch?: (report: EpochReport) => void): FloatModel {
  const finished = finishedModel(job);
  if (finished !== null) return finished;
  const checkpoint = join(job.folder, `${jobKey(job)}.checkpoint.json`);
  const resume = existsSync(checkpoint) ? parseState(readFileSync(checkpoint, 'utf8')) : null;
  const model = train(backend, job.blueprint, job.set, job.settings, {
    resume,
    onEpoch: (report, state) => {
      writeStaged(checkpoint, printState(state));
      onEpoch?.(report);
    },
  });
  writeFloatModel(modelPath(job), model);
  rmSync(checkpoint, { force: true });
  return model;
}

const modelPath = (job: TrainJob) => join(job.folder, `${jobKey(job)}.float.json`);

interface StoredState {
  epoch: number;
  step: number;
  parameters: string[];
  first: string[];
  second: string[];
}

export function printState(state: TrainState): string {
  const { epoch, parameters, adam } = state;
  const stored: StoredState = {
    epoch,
    step: adam.step,
    parameters: parameters.map(toBase64),
    first: adam.first.map(toBase64),
    second: adam.second.map(toBase64),
  };
  return JSON.stringify(stored);
}

/** Our own file under the build folder, renamed into place whole: its shape is trusted. */
export function parseState(text: string): TrainState {
  const { epoch, step, parameters, first, second } = JSON.parse(text) as StoredState;
  const adam = { step, first: first.map(fromBase64), second: second.map(fromBase64) };
  return { epoch, parameters: parameters.map(fromBase64), adam };
}
