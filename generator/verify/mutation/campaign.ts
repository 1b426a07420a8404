import { type Candidate, drawDataMutants, drawMutants, type Trial } from './candidates.js';
import { openTrials, type TrialChoice } from './trials.js';
import { openWrapperTrials } from './wrappers.js';

/** Which mutants are tried on what. Plain data: the same anywhere gives the same mutants in the same order. */
export interface MutantChoice extends TrialChoice {
  wrapper: readonly string[];
  /** Of these modules alone; none: of all. */
  module: readonly string[];
  mutants: number;
  data: number;
  seed: number;
}

/** Opens all trials and draws the mutants. Throws UserError. */
export function drawCampaign(choice: MutantChoice): { trials: Trial[]; candidates: Candidate[] } {
  const designs = openTrials(choice);
  const wrappers = openWrapperTrials(choice.wrapper);
  const candidates = [
    ...drawMutants([...designs, ...wrappers], choice.mutants, choice.seed, choice.module),
    ...drawDataMutants(designs, choice.data, choice.seed),
  ];
  // The quickest first.
  const cycles = ({ hardware, set }: Trial) => hardware.latencyCycles * set.names.length;
  return { trials: [...designs.sort((a, b) => cycles(a) - cycles(b)), ...wrappers], candidates };
}
