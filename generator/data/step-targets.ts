import type { Network } from '../network/network.js';
import { layerLengths } from '../network/shapes.js';
import { meanOf } from '../support/spread.js';
import type { SignalSet } from './signal-set.js';
import { eachOutput, type OutputTargets, stepsOf } from './targets.js';

/**
 * Windows whose targets of steps are those of the positions of a network's end: of `count` steps a position the mean of values, each
 * label that holds in one of them, and the class that most of them are of (of as many the one that comes first). Others are left as they
 * are: where the steps are no whole number of times the positions they do not fit, and training says so.
 */
export function atPositionsOf(set: SignalSet, network: Network): SignalSet {
  const { targets, per } = set;
  if (targets === null || per === 'window' || network.per !== 'step') return set;
  const steps = stepsOf(targets, set.names.length);
  const count = steps / layerLengths(network).at(-1)!.output;
  return count > 1 && Number.isInteger(count)
    ? { ...set, targets: eachOutput(targets, (own) => joined(own, count)) }
    : set;
}

/** Targets of `count` steps in a row as those of one. */
function joined(targets: OutputTargets, count: number): OutputTargets {
  switch (targets.kind) {
    case 'classes':
      return { ...targets, labels: perStep(targets.labels, 1, count, mostOf) };
    case 'labels': {
      const holds = (bits: readonly number[]) => Math.max(...bits);
      return { ...targets, bits: Uint8Array.from(perStep(targets.bits, targets.names.length, count, holds)) };
    }
    case 'values':
      return { ...targets, values: Float32Array.from(perStep(targets.values, targets.names.length, count, meanOf)) };
  }
}

/** Of numbers [step][name] what is made of `count` of each name in a row. */
function perStep(
  numbers: ArrayLike<number>,
  names: number,
  count: number,
  of: (own: readonly number[]) => number,
): number[] {
  return Array.from({ length: numbers.length / count }, (_, at) => {
    const first = Math.floor(at / names) * count * names + (at % names);
    return of(Array.from({ length: count }, (_, k) => numbers[first + k * names]!));
  });
}

function mostOf(labels: readonly number[]): number {
  const often = (label: number) => labels.filter((own) => own === label).length;
  return labels.reduce((best, label) => (often(label) > often(best) ? label : best));
}
