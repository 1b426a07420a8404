import { type Problem, UserError } from '../../support/errors.js';
import { nearest } from '../../support/nearest.js';

/** Which part of the multi-bit weights a training step moves. */
export type Phase = 'bases' | 'coordinates' | 'straight-through';

/**
 * What a basis is worth, as the rise of the loss if it goes; G and H are pseudo gradient and Hessian of the weights:
 *  - `taylor`: -alpha beta'G + alpha^2 sum(H) / 2, as published; its linear term misleads while training is not at rest;
 *  - `quadratic`: alpha^2 sum(H) / 2;
 *  - `refit`: sum of H (w - w')^2 / 2, w' the group's weights with its other alphas fitted anew (by H);
 *  - `fisher`: as `refit`, but H is the second moment of the gradient itself, not its root.
 */
export type Importance = 'taylor' | 'quadratic' | 'refit' | 'fisher';

/**
 * What a basis costs; the least importance per price goes first. `count`: all the same, as published. A number m from 0
 * to 1: (1 - m) * stored bits / their mean + m * cycles of one lane / their mean.
 */
export type Price = 'count' | number;

export interface AlqSettings {
  /**
   * How alphas follow in the phases `bases` and `straight-through`: solved for by least squares at every n-th step, or
   * trained by their gradient.
   */
  alphas: number | 'gradient';
  /** Pull of the solution towards the alphas before, as a share of the group's summed Hessian; above 0. */
  damping: number;
  /**
   * When equal or opposite bases of a group become one: at every solve, or once an epoch. The damped solve bears them, and
   * while their alphas stay apart the next step may part the bases again.
   */
  merge: 'solve' | 'epoch';
  importance: Importance;
  price: Price;
  /** Share of each layer's bases, the least important ones, that pruning chooses from in one go; below 1. */
  poolShare: number;
  /** Bases that every output channel of the last layer keeps. */
  headBases: number;
  /** Uniform quantiser: the alphas of a group are s, 2s, 4s, ...; nothing is pruned. */
  tied: boolean;
}

export const ALQ_DEFAULTS: AlqSettings = {
  alphas: 1,
  damping: 1e-3,
  merge: 'epoch',
  importance: 'refit',
  price: 0,
  poolShare: 0.5,
  headBases: 1,
  tied: false,
};

const IMPORTANCES: readonly Importance[] = ['taylor', 'quadratic', 'refit', 'fisher'];

/** @throws UserError with every setting that is out of range */
export function checkAlqSettings(settings: AlqSettings, where = 'ALQ'): void {
  const problems: Problem[] = [];
  const check = (field: keyof AlqSettings, isGood: boolean, allowed: string, fix: string) => {
    const message = 'out of range';
    if (!isGood) problems.push({ where, field, message, value: settings[field], allowed, fix });
  };
  const { alphas, damping, importance, price, poolShare, headBases } = settings;
  const isStep = Number.isInteger(alphas) && (alphas as number) >= 1;
  check('alphas', alphas === 'gradient' || isStep, "'gradient' or a whole number from 1", '1');
  check('damping', damping > 0 && damping <= 1, 'above 0, at most 1', `${ALQ_DEFAULTS.damping}`);
  const like = nearest(importance, IMPORTANCES) ?? ALQ_DEFAULTS.importance;
  check('importance', IMPORTANCES.includes(importance), IMPORTANCES.join(', '), like);
  check('price', price === 'count' || (price >= 0 && price <= 1), "'count' or 0 to 1", Number(price) > 1 ? '1' : '0');
  check('poolShare', poolShare > 0 && poolShare < 1, 'above 0 and below 1', `${ALQ_DEFAULTS.poolShare}`);
  check('headBases', Number.isInteger(headBases) && headBases >= 0, 'a whole number from 0', '1');
  if (problems.length > 0) throw new UserError(problems);
}
