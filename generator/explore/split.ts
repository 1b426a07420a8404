import { type SignalSet, subset } from '../data/signal-set.js';
import { PROTOCOLS, type ProtocolName, protocolFolds } from '../evaluate/protocol.js';
import { UserError } from '../support/errors.js';
import type { TrainedConfig } from './config.js';

/** Windows by what they are for; no window is in two of the sets, nor shares a sample with one of another. */
export interface Split {
  /** Learnt from. */
  train: SignalSet;
  /** What models are chosen by. */
  validation: SignalSet;
  /** Seen by nothing before the search is over: what was found is scored on them, and nothing is chosen. */
  scored: SignalSet;
}

/**
 * The first fold's test side is scored in the end; of the training side the first fold of as many is the validation.
 *
 * @throws UserError for windows that the protocol cannot split
 */
export function splitOf(set: SignalSet, { protocol, folds, seed }: TrainedConfig, file: string): Split {
  if (protocol === 'fragment' && set.recorded !== undefined)
    throw new UserError({
      ...{ where: file, field: 'recipe.protocol', message: 'windows of recordings, which share samples' },
      ...{ value: protocol, allowed: 'time, patient', fix: 'time' },
    });
  const first = (of: SignalSet, kind: ProtocolName) => {
    const data = PROTOCOLS[kind].dataOf(of, undefined);
    const [fold] = protocolFolds(data, { kind, folds, seeds: [seed] });
    return { train: subset(data.set, fold!.train), test: subset(data.scored, fold!.test) };
  };
  const outer = first(set, protocol);
  const inner = first(outer.train, protocol);
  return { train: inner.train, validation: inner.test, scored: outer.test };
}
