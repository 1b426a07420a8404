import type { Hardware } from '../arch/hardware.js';
import { stepCycles, stepsOf } from '../arch/steps.js';
import { placesText, stepPlaces } from '../network/steps.js';
import { grouped } from './table.js';

/** Of a design with scores of each step: which samples a step is of, and when its scores are there; sentences, none of another. */
export function stepsWords(hardware: Hardware): string[] {
  const steps = stepsOf(hardware);
  if (steps === null) return [];
  return [...placesWords(hardware), ...cyclesWords(stepCycles(hardware))];
}

function placesWords({ model }: Hardware): string[] {
  const places = stepPlaces(model);
  if (places === null) return ['Steps are of samples of no even distance.'];
  const own = `Step p is of samples ${placesText(places)} of the window; those outside of it are zeros.`;
  return [own, `Steps are ${places.every} samples apart.`];
}

function cyclesWords(cycles: readonly number[] | null): string[] {
  if (cycles === null) return [];
  const apart = cycles.slice(1).map((cycle, i) => cycle - cycles[i]!);
  const widest = apart.length === 0 ? '' : `, then at most ${grouped(Math.max(...apart))} cycles from one to the next`;
  return [
    `The last score of step 0 is taken ${grouped(cycles[0]!)} cycles after the first sample${widest}, that of the last step after ` +
      `${grouped(cycles.at(-1)!)}, when samples are always offered.`,
  ];
}
