import type { SignalSet } from '../data/signal-set.js';
import type { OnJobEpoch } from '../train/parallel.js';
import type { Model } from './points.js';
import type { FoundModel } from './result.js';
import type { Split } from './split.js';

/** Models that hardware is searched for, and all that were tried. */
export interface Models {
  kept: (Model & { accuracy: number | null; bytes: number })[];
  tried: FoundModel[];
  /** How windows were split, and what each rung of trainings did; null: nothing was trained. */
  training: { split: Split; rungs: Rung[] } | null;
  /** Seconds of the trainings. */
  units: { doing: string; kind: string; key: string; seconds: number; processorSeconds: number | null }[];
}

/** What models are made from, beside the exploration's file. */
export interface Sources {
  /** Where the folders of foreign networks lie. */
  networks?: string | undefined;
  /** Windows to train on. */
  data?: SignalSet | undefined;
  /** Of results, and of checkpoints. */
  cache: string;
  work: string;
  /** Trainings have a folder of their own each, as other machines do some of them: none waits for what another one has begun. */
  apart?: boolean;
  onEpoch?: OnJobEpoch | undefined;
}

/** A rung of trainings. */
export interface Rung {
  share: number;
  keep: number;
  /** Of all its trainings together. */
  epochs: number;
}
