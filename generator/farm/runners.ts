import type { Runner } from './runner.js';
import { local } from './runners/local.js';
import { slurm } from './runners/slurm.js';

export const RUNNERS = { slurm, local } as const satisfies Record<string, Runner>;

export type RunnerName = keyof typeof RUNNERS;

export const RUNNER_NAMES = Object.keys(RUNNERS) as RunnerName[];
