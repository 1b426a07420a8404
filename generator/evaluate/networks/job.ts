import { type ComparedReport, importNetwork } from '../../import/import-network.js';
import { writeIntegerModel } from '../../model/file.js';
import { type QuantiseNetworkOptions, quantiseNetwork } from '../../quantise/foreign/quantise-network.js';
import { finish } from '../../support/long-work.js';
import type { Cost } from './result.js';

/** What is measured of a network, each in a process of its own; plain data. */
export type Job =
  | { kind: 'import'; file: string; expected: string }
  /** `model`: where the integer model is written besides. */
  | { kind: 'quantise'; options: Omit<QuantiseNetworkOptions, 'onRound'>; model?: string };

export interface Imported extends Cost {
  /** Of any output, as a share of the largest one. */
  difference: number;
  parameters: number;
}

export interface Quantised extends Cost, Awaited<ReturnType<typeof quantise>> {}

/** How jobs are done: in processes of their own, but for tests. */
export type DoJob = (job: Job) => Promise<Imported | Quantised>;

/** Does a job in this process, whose time and memory count from its start. */
export const doJob: DoJob = async (job) => {
  const done = job.kind === 'import' ? await compareImported(job) : await quantise(job);
  // Time counts from the start of the process; `maxRSS` is in kilobytes.
  return { ...done, seconds: performance.now() / 1000, peakBytes: 1024 * process.resourceUsage().maxRSS };
};

async function compareImported({ file, expected }: Extract<Job, { kind: 'import' }>) {
  const { report } = finish(await importNetwork({ file, expected }));
  const { largestDifference, largestOutput, parameters } = report as ComparedReport;
  return { difference: largestDifference / largestOutput, parameters };
}

async function quantise({ options, model }: Extract<Job, { kind: 'quantise' }>) {
  const { metric, levels, storageBytes, windows, notes, integer } = await quantiseNetwork(options);
  if (model !== undefined) writeIntegerModel(model, integer);
  return { metric, agreement: levels.at(-1)!.agreement, storageBytes, windows, notes };
}
