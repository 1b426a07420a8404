import { type Problem, UserError } from '../support/errors.js';
import type { Hardware } from './hardware.js';

/** Whether a design takes a signal without an end, of which one piece is simulated at a time. */
export const isEndless = (hardware: Hardware): boolean => 'continuing' in hardware && hardware.continuing !== undefined;

/** What is wrong with a wrapper of windows around a design for a signal without an end, whose last score never comes. */
export function endlessProblems(hardware: Hardware, where: string, wrapper: string): Problem[] {
  if (!isEndless(hardware)) return [];
  return [
    {
      where,
      field: 'folding.continuing',
      message: `the ${wrapper} takes windows, the design a signal without an end`,
      value: true,
      allowed: 'the core by itself, whose ports are ready/valid',
      fix: `leave continuing out for the ${wrapper}`,
    },
  ];
}

/** @throws UserError with that */
export function refuseEndless(hardware: Hardware, where: string, wrapper: string): void {
  const problems = endlessProblems(hardware, where, wrapper);
  if (problems.length > 0) throw new UserError(problems);
}
