import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { openSignals } from '../../generator/data/open.js';
import { classesOf, type SignalSet } from '../../generator/data/signal-set.js';

/** Class of each window of a set. */
export const labelsOf = (set: SignalSet) => classesOf(set).labels;

/** The same windows in other classes. */
export const relabelled = (
  set: SignalSet,
  labels: readonly number[],
  names: readonly string[] = classesOf(set).names,
): SignalSet => ({ ...set, targets: { kind: 'classes', names, labels } });

/** The same windows with an input that differs in some of its fields. */
export const withInput = (set: SignalSet, change: Partial<SignalSet['inputs'][0]>): SignalSet => ({
  ...set,
  inputs: [{ ...set.inputs[0], ...change }],
});

/** All of a folder of the shipped data set. */
export const readFolder = (dir: string) => openSignals(dir, { windows: 1, seed: 1 });

/** Made-up windows of the shipped data set. */
export const syntheticEcg = (windows: number, seed: number) => openSignals(undefined, { windows, seed });

/** Path of what lies beside the real fragments that BITBEAT_DATA names; undefined if it is not there: its tests are skipped. */
export function besideData(...path: string[]): string | undefined {
  const data = process.env.BITBEAT_DATA;
  const found = data ? resolve(data, '..', ...path) : undefined;
  return found !== undefined && existsSync(found) ? found : undefined;
}
