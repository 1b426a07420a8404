import { classesOf } from '../data/signal-set.js';
import type { Fold } from '../data/splits.js';
import { UserError } from '../support/errors.js';
import { fragment } from './protocols/fragment.js';
import { patient } from './protocols/patient.js';
import type { EvaluationData, ProtocolKind } from './protocols/protocol-kind.js';
import { time } from './protocols/time.js';

/** How a recipe can be scored by cross-validation. */
export const PROTOCOLS = { fragment, time, patient } satisfies Record<string, ProtocolKind>;

export type ProtocolName = keyof typeof PROTOCOLS;

export const PROTOCOL_NAMES = Object.keys(PROTOCOLS) as [ProtocolName, ...ProtocolName[]];

/** Those whose test sides are spans of time of recordings, over which a network can slide as a monitor. */
export const WATCHING = ['time', 'patient'] as const satisfies readonly ProtocolName[];

export type Watching = (typeof WATCHING)[number];

/** Something of each protocol. */
export const byProtocol = <T>(of: (kind: ProtocolName) => T) =>
  Object.fromEntries(PROTOCOL_NAMES.map((kind) => [kind, of(kind)])) as Record<ProtocolName, T>;

export interface Protocol {
  kind: ProtocolName;
  folds: number;
  /** Each seeds one split into folds and the trainings on it. */
  seeds: number[];
}

export interface SeededFold extends Fold {
  seed: number;
  /** 0 .. folds - 1. */
  fold: number;
}

/**
 * The folds of every seed, seed by seed.
 *
 * @throws UserError when windows have no classes, when there are fewer units (copies, blocks, patients) than folds, or when a
 *   training side lacks a class that the protocol wants on each
 */
export function protocolFolds(data: EvaluationData, { kind, folds, seeds }: Protocol): SeededFold[] {
  const protocol: ProtocolKind = PROTOCOLS[kind];
  // First, as without classes there is nothing to split.
  const { names, labels } = classesOf(data.set);
  const classes = protocol.classes(data.scored);
  const seeded = seeds.flatMap((seed) =>
    protocol.folds(data, folds, seed).map((fold, i) => ({ ...fold, seed, fold: i })),
  );
  const problems = seeded.flatMap(({ seed, fold, train }) => {
    const learnt = new Set(train.map((i) => labels[i]!));
    return classes
      .filter((label) => !learnt.has(label))
      .map((label) => ({
        where: data.set.provenance.source,
        field: 'folds',
        message: `fold ${fold + 1} of ${folds}, seed ${seed}: no fragment of class ${names[label]} is left to train on`,
        value: folds,
        allowed: `each class on every training side, so in two ${protocol.units} or more`,
      }));
  });
  if (protocol.wantsAllClasses && problems.length > 0) throw new UserError(problems);
  return seeded;
}
