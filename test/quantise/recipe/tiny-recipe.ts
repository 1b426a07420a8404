import type { Recipe } from '../../../generator/quantise/recipe/quantise-config.js';
import { TINY, TINY_SETTINGS } from '../../train/tiny.js';

export const TINY_RECIPE: Recipe = {
  name: 'tiny-recipe',
  training: { topology: TINY, settings: TINY_SETTINGS },
  structure: { kind: 'channelwise' },
  maxBits: 3,
  alphaBits: 8,
  activationBits: 4,
  calibrationFragments: 10,
  activationLossRise: 0.05,
  budget: { bytes: 70 },
  alq: {},
  fineTuning: {},
  rounds: 1,
  phases: [{ kind: 'straight-through', epochs: 4, learningRate: 0.003, prune: { everyBatches: 2, until: 0.6 } }],
};
