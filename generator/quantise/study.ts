import type { FoldScores, RecipeScores } from './compare.js';

/** What `bitbeat quantise --cross-validate` leaves: enough to judge every figure and to make it again. */
export interface Study {
  protocol: {
    kind: string;
    folds: number;
    splitSeed: number;
    fragments: number;
    scored: string;
  };
  /** The training configuration of every fold. */
  training: Record<string, unknown>;
  /** TensorFlow.js backend of the trainings. */
  backend: string;
  calibrationFragments: number;
  withinPoints: number;
  float: FoldScores;
  recipes: RecipeScores[];
  /** The smallest recipe within `withinPoints` of floating point; null: none is. */
  chosen: string | null;
}
