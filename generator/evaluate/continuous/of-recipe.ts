import { classesOf } from '../../data/signal-set.js';
import { UserError } from '../../support/errors.js';
import type { LongWork } from '../../support/long-work.js';
import type { Backend } from '../../train/backend.js';
import type { RecipeEvaluation } from '../evaluate-recipe.js';
import { PROTOCOLS, type ProtocolName, WATCHING } from '../protocol.js';
import type { EvaluationData, ProtocolKind } from '../protocols/protocol-kind.js';
import { simulating } from './classifiers.js';
import { evaluateContinuous } from './evaluate-continuous.js';
import type { ContinuousResult } from './result.js';
import type { GivenSettings } from './settings.js';

/** Throws UserError when what a protocol keeps apart is no time of recordings. */
export function checkContinuous(kind: ProtocolName, { set }: Pick<EvaluationData, 'set'>): void {
  if (WATCHING.some((one) => one === kind) && set.recorded !== undefined) return;
  throw new UserError({
    where: '--continuous',
    message: 'no time of recordings is kept out of the trainings',
    value: set.recorded === undefined ? set.provenance.source : `--protocol ${kind}`,
    allowed: `annotated recordings, --protocol ${WATCHING.join(' or ')}`,
  });
}

/** The integer networks of the first seed's folds, each sliding over what it was not trained on. */
export function continuousOf(
  backend: Backend,
  data: EvaluationData,
  { evaluation, folds }: RecipeEvaluation,
  asked: GivenSettings = {},
): LongWork<ContinuousResult> {
  const { recipe, protocol, data: trainedOn } = evaluation;
  const { kind, folds: count, seeds } = protocol;
  const [seed] = seeds as [number];
  const { spans } = PROTOCOLS[kind] as ProtocolKind;
  const watched = folds
    .filter((fold) => fold.seed === seed)
    .map(({ test, trained }) => ({ spans: spans!(data, test), classify: simulating(backend, trained.integer) }));
  const scored =
    protocol.scoredClasses.length < classesOf(data.set).names.length ? { scored: protocol.scoredClasses } : {};
  const made = { recipe, protocol: { kind, folds: count, seed }, data: trainedOn, backend: backend.name };
  return evaluateContinuous(watched, data.set, { ...scored, ...asked }, made);
}
